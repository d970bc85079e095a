// This file checks how the hub is asked over HTTP, and what becomes of an answer that is none.
import { afterEach, expect, test, vi } from "vitest";
import { pathOf } from "../testing/browser";
import { actAs, all, dropWaiting, file, hub } from "./api";
import { Problem } from "./problem";

let asked: Request[] = [];

/** A hub that answers all that is asked like this. */
function answers(...answers: (() => Response | Promise<Response>)[]): void {
  asked = [];
  vi.stubGlobal("fetch", (request: Request) => {
    asked.push(request);
    return Promise.resolve((answers[asked.length - 1] ?? answers[0])?.());
  });
}

const refused = (answer: Promise<unknown>) =>
  answer.then(
    () => null,
    (error: unknown) => (error instanceof Problem ? [error.status, error.detail] : error),
  );
const OFFLINE = [0, "There is no connection to the hub right now."];

afterEach(() => {
  vi.unstubAllGlobals();
  actAs(null);
});

test("what is asked stands in the address and in the body, and the answer is what the hub said", async () => {
  answers(() => Response.json({ items: [{ id: "r_1" }] }));
  const { items } = await hub.post("/v1/reports/{id}", {
    params: { path: { id: "r 1/2" } },
    body: { note: "Talked." },
  });

  expect(items.map((one) => one.id)).toEqual(["r_1"]);
  expect(asked.map(pathOf)).toEqual(["/v1/reports/r%201%2F2"]);
  expect(asked[0]?.method).toBe("POST");
  expect(asked[0]?.headers.get("content-type")).toBe("application/json");
  expect(await asked[0]?.json()).toEqual({ note: "Talked." });
});

test("what is not chosen is not asked for", async () => {
  answers(() => Response.json({ items: [], counts: {}, next: null }));
  await hub.get("/v1/reachability", { params: { query: { label: "none", cursor: undefined } } });

  expect(asked.map(pathOf)).toEqual(["/v1/reachability?label=none"]);
});

test("who acts as another profile asks as that one", async () => {
  answers(() => Response.json({}));
  await hub.get("/v1/me");
  actAs("p_rosa");
  await hub.get("/v1/me");

  expect(asked.map((one) => one.headers.get("roomwire-profile"))).toEqual([null, "p_rosa"]);
});

test("a refusal is the hub's own sentence", async () => {
  answers(() => Response.json({ code: "forbidden", detail: "Only admins may." }, { status: 403 }));

  expect(await refused(hub.get("/v1/staff"))).toEqual([403, "Only admins may."]);
});

test("what stands between us and the hub says nothing in its name", async () => {
  answers(
    () => new Response("<html>Bad gateway</html>", { status: 502 }),
    () => new Response("<html>Welcome to our network</html>"),
    () => new Response(""),
    () => Promise.reject(new TypeError("Failed to fetch")),
  );

  expect(await refused(hub.get("/v1/me"))).toEqual([
    502,
    "The hub could not be reached. Please try again in a moment.",
  ]);
  expect(await refused(hub.get("/v1/me"))).toEqual(OFFLINE);
  expect(await refused(hub.get("/v1/me"))).toEqual(OFFLINE);
  expect(await refused(hub.get("/v1/me"))).toEqual(OFFLINE);
});

test("where there is nothing to say, nothing is said", async () => {
  answers(() => new Response(null, { status: 204 }));

  expect(await hub.post("/v1/sign-out")).toBeUndefined();
});

test("an answer that does not come is lost after a while, but a file takes as long as it takes", async () => {
  const slow = vi.spyOn(AbortSignal, "timeout").mockReturnValue(AbortSignal.abort());
  vi.stubGlobal("fetch", ({ signal }: Request) =>
    signal.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve(new Response("photo")),
  );

  expect(await refused(hub.get("/v1/me"))).toEqual(OFFLINE);
  expect(await (await file("f_1", true)).text()).toBe("photo");
  slow.mockRestore();
});

test("all of a list is asked for, page by page", async () => {
  const page = vi.fn((cursor?: string) =>
    Promise.resolve(cursor ? { items: [2], next: null } : { items: [1], next: "1" }),
  );

  expect(await all(page)).toEqual([1, 2]);
  expect(page.mock.calls).toEqual([[undefined], ["1"]]);
});

/** A hub that answers when it is told to. */
function answersLater(): ((answer: Response) => void)[] {
  asked = [];
  const waiting: ((answer: Response) => void)[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    asked.push(request);
    return new Promise<Response>((resolve) => waiting.push(resolve));
  });
  return waiting;
}

const turn = () => new Promise((resolve) => setTimeout(resolve));
const methods = () => asked.map((one) => `${one.method} ${pathOf(one)}`);

test("of one thing a change goes after another, and a question about it after them", async () => {
  const waiting = answersLater();
  const first = hub.put("/v1/preferences", { body: { digest_at: 60 } });
  const second = hub.put("/v1/preferences", { body: { quiet: null } });
  const question = hub.get("/v1/preferences");
  await turn();
  expect(methods()).toEqual(["PUT /v1/preferences"]);

  waiting[0]?.(Response.json({ digest_at: 60 }));
  expect(await first).toEqual({ digest_at: 60 });
  await turn();
  expect(methods()).toEqual(["PUT /v1/preferences", "PUT /v1/preferences"]);

  waiting[1]?.(new Response("", { status: 502 }));
  expect((await refused(second)) !== null).toBe(true);
  await turn();
  expect(methods().slice(2)).toEqual(["GET /v1/preferences"]);
  waiting[2]?.(Response.json({ digest_at: 60 }));
  expect(await question).toEqual({ digest_at: 60 });
});

test("another thing waits for nothing, and a change goes as whoever made it", async () => {
  const waiting = answersLater();
  const tie = (person: string) =>
    hub.put("/v1/students/{id}/guardians/{person}", {
      params: { path: { id: "s_mia", person } },
      body: {},
    });
  void tie("p_rosa");
  void tie("p_rosa");
  void tie("p_marco");
  actAs("p_ines");
  await turn();
  expect(methods()).toEqual([
    "PUT /v1/students/s_mia/guardians/p_rosa",
    "PUT /v1/students/s_mia/guardians/p_marco",
  ]);

  waiting[0]?.(Response.json({}));
  await turn();
  await turn();
  expect(asked.length).toBe(3);
  expect(asked[2]?.headers.get("roomwire-profile")).toBeNull();
});

test("what waits its turn when somebody leaves is not sent as whoever comes next", async () => {
  const waiting = answersLater();
  const sent = hub.patch("/v1/me", { body: { language: "es" } });
  const waits = hub.patch("/v1/me", { body: { language: "pl" } });
  dropWaiting();
  const next = hub.patch("/v1/me", { body: { language: "en" } });
  await turn();
  expect(methods()).toEqual(["PATCH /v1/me", "PATCH /v1/me"]);

  waiting[0]?.(Response.json({}));
  waiting[1]?.(Response.json({}));
  await sent;
  await next;
  expect(await refused(waits)).toEqual(OFFLINE);
  expect(asked.length).toBe(2);
  expect(await asked[1]?.json()).toEqual({ language: "en" });
});

// This file checks how the hub is asked over HTTP, and what becomes of an answer that is none.
import { afterEach, expect, test, vi } from "vitest";
import { pathOf } from "../testing/browser";
import { actAs, all, file, hub } from "./api";
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

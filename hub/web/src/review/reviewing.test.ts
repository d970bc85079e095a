// This file checks the queue's decisions: what can be taken back, what is sent when, what others decide meanwhile.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Session } from "../app/session.svelte";
import { empty, withWaiting } from "../conversations/inbox";
import { toasts } from "../parts/toasts.svelte";
import { pathOf } from "../testing/browser";
import { ANA, FAMILY, INES, held, queued, reviewed, text } from "../testing/cast";
import type { Held } from "../wire/endpoints";
import { Reviewing, UNDO_MS } from "./reviewing.svelte";

const OMAR = "p_omar";

interface Asked {
  path: string;
  body: Record<string, unknown>;
  keepalive: boolean;
}

let asked: Asked[];
let waiting: Held[];
let returned: Held[];
/** What the hub says instead of taking a decision. */
let refusal: { status: number; detail: string } | "offline" | null;
let session: Session & { withdrawn: string[]; sent: unknown[][] };
let reviewing: Reviewing;

function waits(id: string, more: Partial<Held> = {}): Held {
  return { ...queued(held(1, id)), may_review: true, ...more };
}

function answered(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

/** The hub's doors of approval. */
async function fetched(request: Request): Promise<Response> {
  const path = pathOf(request);
  if (request.method === "GET") {
    const items = path.includes("state=returned") ? returned : waiting;
    return answered(200, { items, next: null });
  }
  const body = (await request.json()) as Record<string, unknown>;
  asked.push({ path, body, keepalive: request.keepalive });
  if (refusal === "offline") throw new TypeError("offline");
  if (refusal) return answered(refusal.status, { ...refusal, title: "", code: "conflict" });
  const ids = path === "/v1/reviews" ? (body.messages as { id: string }[]).map((one) => one.id) : [];
  const items = ids.map((id) =>
    id === "m_late"
      ? { id, done: false, seq: null, code: "conflict", detail: "Omar already declined this." }
      : { id, done: true, seq: 9, code: null, detail: null },
  );
  return answered(200, { items });
}

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", fetched);
  asked = [];
  returned = [];
  refusal = null;
  waiting = [waits("m_1"), waits("m_2"), waits("m_3")];
  const its = {
    inbox: withWaiting(empty(INES, 0), waiting),
    me: { person: INES },
    staffSide: true,
    withdrawn: [] as string[],
    sent: [] as unknown[][],
    may: () => true,
    nameOf: (person: string) => (person === OMAR ? "Omar" : "Somebody"),
    change: (id: string) => Promise.resolve(void its.withdrawn.push(id)),
    sending: { add: (...what: unknown[]) => void its.sent.push(what) },
  };
  session = its as unknown as typeof session;
  reviewing = new Reviewing(session);
  reviewing.watch();
  await reviewing.load();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  toasts.length = 0;
});

const ids = () => reviewing.mine.map((one) => one.id);
const first = () => reviewing.mine[0] as Held;

it("an approval leaves the queue at once and this device after a moment", async () => {
  reviewing.approve(first());

  expect(ids()).toEqual(["m_2", "m_3"]);
  expect(reviewing.notice?.undo).toBe(true);
  await vi.advanceTimersByTimeAsync(UNDO_MS - 1);
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked.map((one) => [one.path, one.body])).toEqual([
    ["/v1/reviews/m_1", { answer: "approve", edited_at: null }],
  ]);
  expect(ids()).toEqual(["m_2", "m_3"]);
});

it("what is taken back was never sent, and waits in its old place", async () => {
  reviewing.approve(first());
  expect(reviewing.undo()?.id).toBe("m_1");
  await vi.advanceTimersByTimeAsync(UNDO_MS * 2);

  expect(asked).toEqual([]);
  expect(ids()).toEqual(["m_1", "m_2", "m_3"]);
  expect(reviewing.undo()).toBeNull();
});

it("the next approval sends the one before it", async () => {
  reviewing.approve(first());
  reviewing.approve(first());
  await vi.advanceTimersByTimeAsync(0);

  expect(asked.map((one) => one.path)).toEqual(["/v1/reviews/m_1"]);
  expect(reviewing.undo()?.id).toBe("m_2");
});

it("a page that goes away sends it in a way that outlives the page", async () => {
  reviewing.approve(first(), text("kinder"));
  await reviewing.flush(true);

  expect(asked).toEqual([
    {
      path: "/v1/reviews/m_1",
      body: { answer: "approve", item: text("kinder"), edited_at: null },
      keepalive: true,
    },
  ]);
});

it("who signs out meanwhile leaves it waiting", async () => {
  reviewing.approve(first());
  reviewing.clear();
  await vi.advanceTimersByTimeAsync(UNDO_MS * 2);

  expect(asked).toEqual([]);
});

it("what the hub refuses comes back as the hub has it, with its sentence", async () => {
  refusal = { status: 409, detail: "Omar already declined this." };
  waiting = waiting.slice(1);
  await reviewing.refuse(first(), "return", "Kinder");

  expect(ids()).toEqual(["m_2", "m_3"]);
  expect(reviewing.notice).toEqual({ text: "Omar already declined this.", tone: "bad", undo: false });
});

it("without a network it waits on, and says so", async () => {
  refusal = "offline";
  await reviewing.refuse(first(), "decline", "No");

  expect(ids()).toEqual(["m_1", "m_2", "m_3"]);
  expect(reviewing.notice?.tone).toBe("bad");
});

it("returning sends the reason", async () => {
  await reviewing.refuse(first(), "return", "Kinder");

  expect(asked[0]?.body).toEqual({ answer: "return", reason: "Kinder", edited_at: null });
  expect(ids()).toEqual(["m_2", "m_3"]);
});

it("what another decides leaves the queue, is told in one line, and is not sent a second time", async () => {
  const [one, two] = reviewing.mine as [Held, Held];
  reviewing.approve(one);
  reviewing.happened({ ...reviewed(5, one.id, "approve", "", { by: OMAR }), author: OMAR });
  expect(reviewing.notice?.text).toBe("Omar approved what Ana Reyes wrote.");
  reviewing.happened({ ...reviewed(6, two.id, "approve", "", { by: OMAR }), author: OMAR });
  await vi.advanceTimersByTimeAsync(UNDO_MS * 2);

  expect(reviewing.notice?.text ?? "Omar approved 2 items.").toBe("Omar approved 2 items.");
  expect(asked).toEqual([]);
  expect(ids()).toEqual(["m_3"]);
});

it("many at once go some at a time, and one that is refused stops no other", async () => {
  waiting = Array.from({ length: 45 }, (_, index) => waits(index === 3 ? "m_late" : `m_${index}`));
  session.inbox = withWaiting(session.inbox, waiting);
  await reviewing.load();
  const results = await reviewing.approveAll(reviewing.mine);

  expect(asked.map((one) => (one.body.messages as unknown[]).length)).toEqual([20, 20, 5]);
  expect(results.filter((one) => one.done)).toHaveLength(44);
  expect(reviewing.progress).toBeNull();
  expect(reviewing.notice?.text).toBe("44 approved. 1 was not: Omar already declined this.");
});

it("what came back to its author is sent again under a name of its own, once", async () => {
  returned = [waits("m_9", { author: ANA, state: "return", may_review: false })];
  await reviewing.load();
  reviewing.sendAgain(reviewing.returned[0] as Held, text("kinder"));

  expect(session.sent).toEqual([[FAMILY, text("kinder"), "again:m_9"]]);
  expect(reviewing.returned).toEqual([]);
});

it("who is not at the queue reads of it in a notice of the page", () => {
  const elsewhere = new Reviewing(session);
  elsewhere.queue = waiting;
  void elsewhere.refuse(first(), "return", "Kinder");
  return vi.waitFor(() =>
    expect(toasts.map((one) => one.text)).toEqual(["Returned. Ana Reyes can change it and send it again."]),
  );
});

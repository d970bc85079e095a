// This file checks that what was written arrives: in order, once, and whatever happens to the connection.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { storage } from "../parts/storage";
import { ANA, conversation, FAMILY, text } from "../testing/cast";
import type { Ok } from "../wire/frames";
import { Problem } from "../wire/problem";
import type { Request } from "../wire/socket";
import { empty, withList, withPage, type Inbox } from "./inbox";
import * as outboxes from "./outbox";
import { Sending, type Carrier } from "./sending.svelte";

/** A hub that answers as it is told to, and remembers what it was asked. */
class Hub implements Carrier {
  link: Carrier["link"] = "waiting";
  holdMs = 0;
  inbox: Inbox = withPage(withList(empty(ANA, 0), [conversation()]), FAMILY, [], null);
  asked: Extract<Request, { t: "post" }>[] = [];
  answers: (Problem | Partial<Ok>)[] = [];

  ask(request: Request): Promise<Ok> {
    if (request.t === "post") this.asked.push(request);
    const answer = this.answers.shift() ?? {
      seq: this.asked.length,
      id: `m_${this.asked.length}`,
      sharing: "now",
    };
    return answer instanceof Problem ? Promise.reject(answer) : Promise.resolve({ t: "ok", i: 1, ...answer });
  }
}

let hub: Hub;
let sending: Sending;
const words = () => hub.asked.map(({ item }) => (item.type === "text" ? item.text : ""));

beforeEach(() => {
  storage.clear();
  hub = new Hub();
  sending = new Sending(hub);
  sending.load(ANA);
});

describe("without a connection", () => {
  it("messages wait, also through a reload, and then go in the order they were written", async () => {
    for (const one of ["one", "two", "three"]) sending.add(FAMILY, text(one));
    const reloaded = new Sending(hub);
    reloaded.load(ANA);
    expect(hub.asked).toEqual([]);

    hub.link = "live";
    await reloaded.flush();

    expect(words()).toEqual(["one", "two", "three"]);
    expect(reloaded.outbox).toEqual([]);
    expect(outboxes.load(storage, ANA)).toEqual([]);
  });

  it("another profile's messages stay where they are", () => {
    sending.add(FAMILY, text("mine"));

    const other = new Sending(hub);
    other.load("p_other");

    expect(other.outbox).toEqual([]);
  });
});

describe("a message whose answer was lost", () => {
  it("is sent again under the same cid, before those that came after it", async () => {
    hub.answers = [Problem.offline()];
    hub.link = "live";
    sending.add(FAMILY, text("one"));
    sending.add(FAMILY, text("two"));

    await expect.poll(() => words()).toEqual(["one", "one", "two"]);

    expect(hub.asked[0]?.cid).toBe(hub.asked[1]?.cid);
  });

  it("is not sent again once its event has come", () => {
    sending.add(FAMILY, text("one"));

    sending.stored(sending.outbox[0]?.cid ?? "");

    expect(sending.outbox).toEqual([]);
    expect(outboxes.load(storage, ANA)).toEqual([]);
  });
});

describe("a message that the hub refuses", () => {
  beforeEach(async () => {
    hub.answers = [new Problem(403, "forbidden", "Ana does not work in Mia’s room.")];
    hub.link = "live";
    sending.add(FAMILY, text("one"));
    sending.add(FAMILY, text("two"));
    await expect.poll(() => words()).toEqual(["one", "two"]);
  });

  it("stays with the hub's sentence, and does not hold up the next", () => {
    expect(sending.outbox).toMatchObject([{ state: "failed", why: "Ana does not work in Mia’s room." }]);
  });

  it("can be tried again", async () => {
    sending.retry(sending.outbox[0]?.cid ?? "");

    await expect.poll(() => sending.outbox).toEqual([]);
    expect(words()).toEqual(["one", "two", "one"]);
  });
});

it("a held message is shown as waiting for approval as soon as the hub has it", async () => {
  hub.answers = [{ seq: 5, id: "m_5", sharing: "held" }];
  hub.link = "live";

  sending.add(FAMILY, text("one"));

  await expect
    .poll(() => hub.inbox.threads[FAMILY]?.messages)
    .toMatchObject([{ id: "m_5", sharing: "held" }]);
});

describe("where the school gives time to take a message back", () => {
  const held = () => sending.outbox.map(({ until }) => until !== undefined);

  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 23, 15) });
    hub.link = "live";
    hub.holdMs = 5_000;
  });
  afterEach(() => vi.useRealTimers());

  it("a message leaves when that is over, and not before", async () => {
    sending.add(FAMILY, text("one"));

    await vi.advanceTimersByTimeAsync(4_999);
    expect([words(), held()]).toEqual([[], [true]]);

    await vi.advanceTimersByTimeAsync(1);
    expect([words(), held()]).toEqual([["one"], []]);
  });

  it("what is taken back was never sent, and is there to be written anew", async () => {
    sending.add(FAMILY, text("one"));

    expect(sending.undo(sending.outbox[0]?.cid ?? "")).toEqual(text("one"));

    await vi.advanceTimersByTimeAsync(60_000);
    expect([words(), sending.outbox, outboxes.load(storage, ANA)]).toEqual([[], [], []]);
  });

  it("what has left cannot be taken back", async () => {
    sending.add(FAMILY, text("one"));
    const cid = sending.outbox[0]?.cid ?? "";
    hub.link = "waiting";
    await vi.advanceTimersByTimeAsync(5_000);

    expect(sending.undo(cid)).toBeNull();
    expect(sending.outbox).toMatchObject([{ cid, state: "waiting" }]);
  });

  it("the next message sends the one before it, and they stay in order", async () => {
    sending.add(FAMILY, text("one"));
    await vi.advanceTimersByTimeAsync(1_000);
    sending.add(FAMILY, text("two"));
    sending.add(FAMILY, text("three"));
    await vi.advanceTimersByTimeAsync(0);
    expect([words(), held()]).toEqual([["one", "two"], [true]]);

    await vi.advanceTimersByTimeAsync(5_000);
    expect(words()).toEqual(["one", "two", "three"]);
  });

  it("a phone that is put away sends it at once", async () => {
    sending.add(FAMILY, text("one"));

    sending.release();
    await vi.advanceTimersByTimeAsync(0);

    expect([words(), sending.outbox]).toEqual([["one"], []]);
  });

  it("a page that is opened anew waits for what is left of it, and then sends it once", async () => {
    sending.add(FAMILY, text("one"));
    await vi.advanceTimersByTimeAsync(2_000);
    const reloaded = new Sending(hub);
    reloaded.load(ANA);

    await vi.advanceTimersByTimeAsync(2_999);
    expect(words()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(words()).toContain("one");
    expect(new Set(hub.asked.map(({ cid }) => cid)).size).toBe(1);
  });

  it("what one page took back, another one of the same profile does not send", async () => {
    sending.add(FAMILY, text("one"));
    const other = new Sending(hub);
    other.load(ANA);

    sending.undo(sending.outbox[0]?.cid ?? "");
    await vi.advanceTimersByTimeAsync(60_000);

    expect([words(), other.outbox]).toEqual([[], []]);
  });

  it("a clock that was turned back holds nothing for longer than a minute", async () => {
    sending.add(FAMILY, text("one"));
    vi.setSystemTime(Date.UTC(2026, 10, 22));
    const reloaded = new Sending(hub);
    reloaded.load(ANA);
    await reloaded.flush();

    expect(words()).toEqual(["one"]);
  });

  it("a message that was refused and is tried again does not wait a second time", async () => {
    hub.answers = [new Problem(403, "forbidden", "Ana does not work in Mia’s room.")];
    sending.add(FAMILY, text("one"));
    await vi.advanceTimersByTimeAsync(5_000);
    sending.retry(sending.outbox[0]?.cid ?? "");
    await vi.advanceTimersByTimeAsync(0);

    expect(words()).toEqual(["one", "one"]);
  });
});

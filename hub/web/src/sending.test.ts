// This file checks that what was written arrives: in order, once, and whatever happens to the connection.
import { beforeEach, describe, expect, it } from "vitest";
import { ANA, conversation, FAMILY, text } from "./cast";
import { empty, withList, withPage, type Inbox } from "./inbox";
import * as outboxes from "./outbox";
import { Problem } from "./problem";
import { Sending, type Carrier } from "./sending.svelte";
import type { Request } from "./socket";
import { storage } from "./storage";
import type { Ok } from "./wire";

/** A hub that answers as it is told to, and remembers what it was asked. */
class Hub implements Carrier {
  link: Carrier["link"] = "waiting";
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

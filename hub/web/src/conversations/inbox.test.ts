// This file checks what events do to what a person sees.
import { describe, expect, it } from "vitest";
import { ANA, conversation, FAMILY, held, message, reviewed, ROSA } from "../testing/cast";
import {
  apply,
  caughtUp,
  changesLists,
  empty,
  markRead,
  sent,
  unread,
  withList,
  withPage,
  withWaiting,
} from "./inbox";
import type { Inbox } from "./inbox";

const opened = withPage(withList(empty(ANA, 0), [conversation()]), FAMILY, [], null);
const ids = (inbox: Inbox) => inbox.threads[FAMILY]?.messages.map((one) => one.id);
const family = (inbox: Inbox) => inbox.conversations[FAMILY];

describe("what waits", () => {
  const waits = (change: Parameters<typeof conversation>[0]) =>
    unread(withList(empty(ANA, 0), [conversation({ n: 3, unread: 3, ...change })]));

  it("is not the day of a child that one only looks on at", () => {
    expect(waits({})).toBe(3);
    expect(waits({ may_post: false })).toBe(0);
  });

  it("is everything of a parent's, and every announcement", () => {
    expect(waits({ may_post: false, side: "guardian" })).toBe(3);
    expect(waits({ may_post: false, student: null })).toBe(3);
  });
});

describe("a message", () => {
  it("appears in its thread, counts as unread and moves the cursor", () => {
    const inbox = apply(opened, message(4, { n: 1 }));

    expect(ids(inbox)).toEqual(["m_4"]);
    expect(family(inbox)).toMatchObject({ n: 1, unread: 1, last: { id: "m_4" } });
    expect(inbox.cursor).toBe(4);
  });

  it("that comes twice is there once", () => {
    const once = apply(opened, message(4));

    expect(apply(once, message(4))).toEqual(once);
  });

  it("is put in the order of seq, however late it comes", () => {
    const inbox = [5, 3, 4].reduce((next, seq) => apply(next, message(seq)), opened);

    expect(ids(inbox)).toEqual(["m_3", "m_4", "m_5"]);
    expect(family(inbox)?.last?.id).toBe("m_5");
  });

  it("of a conversation that was never opened changes only its line in the list", () => {
    const inbox = apply(withList(empty(ANA, 0), [conversation()]), message(1));

    expect(inbox.threads).toEqual({});
    expect(unread(inbox)).toBe(1);
  });

  it("of a conversation one is not in is not kept", () => {
    const inbox = apply(opened, message(1, { conversation: "c_other" }));

    expect(inbox.conversations).toEqual(opened.conversations);
    expect(inbox.threads).toEqual(opened.threads);
  });
});

describe("a held message", () => {
  const waiting = apply(opened, held(1, "m_h"));

  it("waits, is marked and counts for nobody as unread", () => {
    expect(waiting.waiting).toEqual({ m_h: FAMILY });
    expect(waiting.threads[FAMILY]?.messages[0]?.sharing).toBe("held");
    expect(unread(waiting)).toBe(0);
  });

  it("is replaced, at its new place, when it is approved", () => {
    const between = apply(waiting, message(2, { n: 1 }));
    const approved = apply(between, reviewed(3, "m_h", "approve"));
    const released = apply(approved, message(4, { id: "m_h", n: 2, author: ANA }));

    expect(ids(released)).toEqual(["m_2", "m_h"]);
    expect(released.threads[FAMILY]?.messages[1]).toMatchObject({ sharing: "now", n: 2 });
    expect(released.waiting).toEqual({});
  });

  it("stays, with the reason, when it is declined", () => {
    const declined = apply(waiting, reviewed(2, "m_h", "decline", "Please call them."));

    expect(declined.threads[FAMILY]?.messages[0]?.review).toMatchObject({
      answer: "decline",
      reason: "Please call them.",
    });
    expect(declined.waiting).toEqual({});
  });

  it("that was decided does not wait again because an older page or list says so", () => {
    const declined = apply(opened, reviewed(2, "m_h", "decline", "No."));
    const paged = withPage(declined, FAMILY, [held(1, "m_h")], null);

    expect(paged.threads[FAMILY]?.messages[0]?.review?.answer).toBe("decline");
    expect(withWaiting(paged, [{ id: "m_h", conversation: FAMILY }]).waiting).toEqual({});
    expect(apply(paged, held(1, "m_h")).waiting).toEqual({});
  });
});

describe("a page of history", () => {
  it("never replaces what is newer, and does not move the cursor", () => {
    const released = apply(opened, message(9, { id: "m_h", n: 3 }));
    const inbox = withPage(released, FAMILY, [message(2), held(1, "m_h")], "1");

    expect(ids(inbox)).toEqual(["m_2", "m_h"]);
    expect(inbox.threads[FAMILY]?.messages[1]).toMatchObject({ seq: 9, sharing: "now" });
    expect(inbox).toMatchObject({ cursor: 9, threads: { [FAMILY]: { older: "1" } } });
  });
});

describe("one's own message that the hub has stored", () => {
  const mine = message(7, { author: ANA, cid: "cid", n: null });

  it("is shown at once, and its event brings the number", () => {
    const early = sent(opened, mine);
    const later = apply(early, { ...mine, n: 3 });

    expect([early.cursor, later.cursor]).toEqual([0, 7]);
    expect(later.threads[FAMILY]?.messages).toHaveLength(1);
    expect(later.threads[FAMILY]?.messages[0]?.n).toBe(3);
  });

  it("changes nothing where its event came first", () => {
    const inbox = apply(opened, { ...mine, n: 3 });

    expect(sent(inbox, mine)).toBe(inbox);
  });
});

it("one's own message waits for oneself only where something before it does", () => {
  const mine = (seq: number) => message(seq, { author: ANA });

  expect(unread(apply(opened, mine(1)))).toBe(0);
  expect(unread([message(1), mine(2)].reduce(apply, opened))).toBe(2);
});

describe("membership", () => {
  const lost = { ...message(5), kind: "member", conversation: null, id: null, item: null, lost: [FAMILY] };

  it("that is lost takes the conversation and all it said away at once", () => {
    const inbox = apply(apply(apply(opened, message(1)), held(2, "m_h")), lost);

    expect(inbox).toMatchObject({ conversations: {}, threads: {}, waiting: {} });
  });

  it("changes the lists, as the roster does, and a message does not", () => {
    expect([lost, { ...lost, kind: "roster" }, message(1)].map(changesLists)).toEqual([true, true, false]);
  });
});

describe("read markers", () => {
  const three = apply(opened, message(3));

  it("only grow, and only one's own count", () => {
    const read = markRead(three, { conversation: FAMILY, person: ANA, n: 3 });

    expect(unread(read)).toBe(0);
    expect(markRead(read, { conversation: FAMILY, person: ANA, n: 1 })).toBe(read);
    expect(markRead(three, { conversation: FAMILY, person: ROSA, n: 3 })).toBe(three);
  });
});

describe("the list", () => {
  it("that is older than an event leaves what the event brought", () => {
    const inbox = withList(apply(opened, message(3)), [conversation({ n: 2, last: message(2) })]);

    expect(family(inbox)).toMatchObject({ n: 3, unread: 3, last: { seq: 3 } });
  });

  it("drops the threads of conversations that are not in it", () => {
    expect(withList(opened, []).threads).toEqual({});
  });
});

it("kinds of events that are not known only move the cursor", () => {
  expect(apply(opened, message(3, { kind: "sung" }))).toEqual({ ...opened, cursor: 3 });
});

it("the cursor never goes back", () => {
  expect(caughtUp(caughtUp(opened, 9), 4).cursor).toBe(9);
});

describe("a change", () => {
  const said = apply(opened, message(4, { n: 1 }));
  const edited = {
    ...message(6),
    kind: "edited",
    n: null,
    id: "m_4",
    of: 4,
    edited_at: "2026-11-23T16:00:00.000Z",
  };
  const gone = {
    ...edited,
    kind: "withdrawn",
    seq: 7,
    item: null,
    edited_at: null,
    withdrawn_at: "2026-11-23T16:01:00.000Z",
  };

  it("replaces what was said, in its place, and is not unread anew", () => {
    const inbox = apply(apply(said, message(5, { n: 2 })), edited);

    expect(ids(inbox)).toEqual(["m_4", "m_5"]);
    expect(inbox.threads[FAMILY]?.messages[0]).toMatchObject({
      item: edited.item,
      edited_at: edited.edited_at,
      n: 1,
    });
    expect(family(inbox)).toMatchObject({ n: 2, unread: 2, last: { id: "m_5" } });
    expect(inbox.cursor).toBe(6);
  });

  it("that takes something back leaves it unread nowhere, once, and one's own words after it neither", () => {
    const two = apply(said, message(5, { n: 2 }));
    const taken = apply(apply(two, { ...gone, of_n: 1 }), { ...gone, of_n: 1 });
    const read = markRead(taken, { conversation: FAMILY, person: ANA, n: 1 });
    const own = apply(apply(said, { ...gone, of_n: 1 }), message(8, { n: 2, author: ANA }));

    expect([unread(two), unread(taken), unread(read)]).toEqual([2, 1, 1]);
    expect(family(taken)).toMatchObject({ n: 2, read_n: 0, withdrawn: [1] });
    expect(family(read)?.withdrawn).toEqual([]);
    expect(family(own)).toMatchObject({ n: 2, read_n: 2, unread: 0 });
  });

  it("that families never saw takes nothing off what is unread", () => {
    expect(unread(apply(said, { ...gone, id: "m_held", of_n: null }))).toBe(1);
  });

  it("that takes something back is known to an older list, and a newer one knows it first", () => {
    const newer = withList(said, [conversation({ n: 2, withdrawn: [1], unread: 1 })]);
    const older = withList(apply(said, { ...gone, of_n: 1 }), [conversation({ n: 1, unread: 1 })]);

    expect([unread(newer), unread(apply(newer, { ...gone, of_n: 1 })), unread(older)]).toEqual([1, 1, 0]);
  });

  it("that comes while a page of history is on its way is no message of its own", () => {
    const paged = withPage(opened, FAMILY, [message(4, { n: 1 }), message(5, { n: 2 }), gone], null);

    expect(ids(paged)).toEqual(["m_4", "m_5"]);
    expect(paged.threads[FAMILY]?.messages[0]).toMatchObject({ n: 1, withdrawn_at: gone.withdrawn_at });
  });

  it("leaves nothing of what was withdrawn, also in the list, and nobody's name on it changes", () => {
    const inbox = apply(said, { ...gone, author: ANA });

    expect(JSON.stringify(inbox)).not.toContain("number 4");
    expect(inbox.threads[FAMILY]?.messages).toMatchObject([
      { author: ROSA, withdrawn_at: gone.withdrawn_at },
    ]);
  });

  it("is not undone by an older page, list or replay", () => {
    const inbox = apply(said, gone);
    const later = apply(withPage(inbox, FAMILY, [message(4)], null), message(4, { n: 1 }));
    const listed = withList(later, [conversation({ n: 1, last: message(4) })]);

    expect(JSON.stringify(listed)).not.toContain("number 4");
  });

  it("that is older than another changes nothing", () => {
    expect(JSON.stringify(apply(apply(said, gone), edited))).not.toContain("number 6");
  });

  it("takes what was withdrawn out of what waits", () => {
    const waits = apply(opened, held(1, "m_h"));

    expect(apply(waits, { ...gone, id: "m_h" }).waiting).toEqual({});
    expect(apply(waits, { ...edited, id: "m_h" }).waiting).toEqual({ m_h: FAMILY });
  });

  it("comes as a stub where the message itself was never seen", () => {
    const stub = message(4, { item: null, withdrawn_at: gone.withdrawn_at });

    expect(apply(opened, stub).threads[FAMILY]?.messages).toMatchObject([
      { id: "m_4", withdrawn_at: stub.withdrawn_at },
    ]);
  });
});

it("does not count what was said while its reader was out and is not theirs to read", () => {
  const back = conversation({ n: 6, read_n: 1, unread: 3, missed: [{ after: 2, to: 4 }] });
  const inbox = withList(empty(ANA, 0), [back]);

  expect(unread(inbox)).toBe(3);
  expect(unread(markRead(inbox, { conversation: back.id, person: ANA, n: 2 }))).toBe(2);
  expect(unread(markRead(inbox, { conversation: back.id, person: ANA, n: 5 }))).toBe(1);
});

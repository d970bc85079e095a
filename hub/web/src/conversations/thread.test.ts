// This file checks how a thread is laid out.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ANA, conversation, FAMILY, held, INES, message, reviewed, ROSA, text } from "../testing/cast";
import type { Event } from "../wire/frames";
import { apply, empty, withList, withPage } from "./inbox";
import { written } from "./outbox";
import { cameByEmail, rows, type Row, type Said } from "./thread";

const nameOf = (person: string) => ({ [ANA]: "Ana", [ROSA]: "Rosa", [INES]: "Ines" })[person] ?? "Someone";

function shown(events: Event[], seenN = 99, outbox: Parameters<typeof rows>[1] = []) {
  const opened = withPage(withList(empty(ANA, 0), [conversation()]), FAMILY, [], null);
  return rows(events.reduce(apply, opened).threads[FAMILY]?.messages ?? [], outbox, ANA, seenN, nameOf);
}

const said = (all: ReturnType<typeof rows>) => all.filter((row): row is Said => row.sort === "said");

it("each day begins with its name", () => {
  const later = message(3, { at: "2026-11-25T15:00:00.000Z" });

  expect(shown([message(1), message(2), later]).map((row) => row.sort)).toEqual([
    "day",
    "said",
    "said",
    "day",
    "said",
  ]);
});

it("what one person says in five minutes belongs together", () => {
  const runs = said(
    shown([message(1), message(2), message(3, { author: ANA }), message(20, { author: ANA })]),
  );

  expect(runs.map((one) => [one.first, one.last])).toEqual([
    [true, false],
    [false, true],
    [true, true],
    [true, true],
  ]);
});

it("a line stands before the first message that the reader had not seen, and never before their own", () => {
  const sorts = (seenN: number) =>
    shown([message(1), message(2, { author: ANA })], seenN).map((row) => row.sort);

  expect(sorts(0)).toEqual(["day", "new", "said", "said"]);
  expect(sorts(1)).toEqual(["day", "said", "said"]);
});

describe("a day", () => {
  const happened = (seq: number, hour: number, change: Partial<Event> = {}) =>
    message(seq, {
      item: { type: "note", text: `of ${hour}`, happened_at: `2026-11-23T${hour}:00:00.000Z` },
      at: `2026-11-23T20:0${seq}:00.000Z`,
      ...change,
    });
  const texts = (all: Row[]) =>
    all.map((row) => (row.sort !== "said" ? row.sort : row.item.type === "note" ? row.item.text : ""));

  it("stands in order of when things happened, what waits for approval too", () => {
    const nap = { type: "nap", started_at: "2026-11-23T15:30:00.000Z" } as const;
    const waits = { ...held(3, "m_h"), item: nap };

    expect(texts(shown([happened(1, 17), happened(2, 15), waits]))).toEqual(["day", "of 15", "", "of 17"]);
  });

  it("has its line where all that follows is new, and marks what is new between the rest", () => {
    const apart = shown([happened(1, 17), happened(2, 15)], 1);

    expect(texts(shown([happened(1, 15), happened(2, 17)], 1))).toEqual(["day", "of 15", "new", "of 17"]);
    expect(texts(apart)).toEqual(["day", "of 15", "of 17"]);
    expect(said(apart).map((one) => one.fresh)).toEqual([true, false]);
  });

  it("says who amended it, where that was not its author", () => {
    const edited = happened(1, 15, { edited_at: "2026-11-23T21:00:00.000Z", edited_by: INES });

    expect(said(shown([edited]))[0]?.editor).toBe("Ines");
    expect(said(shown([happened(1, 15)]))[0]?.editor).toBe(null);
  });

  it("is in order whatever is written when", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 10, max: 23 }), { maxLength: 8 }), (hours) => {
        const all = said(shown(hours.map((hour, index) => happened(index + 1, hour))));
        expect(all.map((one) => one.when)).toEqual(all.map((one) => one.when).sort());
        expect(all).toHaveLength(hours.length);
      }),
    );
  });
});

describe("marks", () => {
  const markOf = (...events: Event[]) => said(shown(events))[0]?.mark;

  it("say that a message waits, or why it was declined", () => {
    expect(markOf(held(1, "m_h"))).toEqual({ tone: "held", text: "Waiting for approval" });
    expect(markOf(held(1, "m_h"), reviewed(2, "m_h", "decline", "Please call."))).toEqual({
      tone: "bad",
      text: "Declined by Ines: Please call.",
    });
  });

  it("say that it was returned, and offer to send it again", () => {
    expect(markOf(held(1, "m_h"), reviewed(2, "m_h", "return", "Please call."))).toEqual({
      tone: "bad",
      text: "Returned by Ines: Please call.",
      again: true,
    });
  });

  it("say who changed it in review and what it said before, until its author changes it", () => {
    const ended = reviewed(2, "m_h", "approve", "", { changed: true, before: text("as it was") });
    const shared = message(3, { id: "m_h", author: ANA });
    const edited = message(4, {
      kind: "edited",
      id: "m_h",
      author: ANA,
      of: 3,
      edited_at: "2026-11-23T17:00:00Z",
    });
    const mark = { tone: "done", text: "Approved with changes by Ines", before: "as it was" };

    expect(markOf(held(1, "m_h"), ended, shared)).toEqual(mark);
    expect(markOf(held(1, "m_h"), ended, shared, edited)).toEqual({ ...mark, before: "" });
  });

  it("say what stays among the staff, and nothing of what families see", () => {
    expect(markOf(message(1, { sharing: "never" }))).toEqual({ tone: "staff", text: "Staff only" });
    expect(markOf(message(1))).toBeNull();
  });
});

describe("what is in the outbox", () => {
  const entry = written([], "cid", FAMILY, text("one"), Date.UTC(2026, 10, 23, 16));

  it("stands at the end, with its state", () => {
    const [sending, failed] = [
      said(shown([], 0, [{ ...entry, state: "sending" }]))[0],
      said(shown([], 0, [{ ...entry, state: "failed", why: "Not allowed." }]))[0],
    ];

    expect(sending).toMatchObject({ mine: true, failed: false, mark: { text: "Sending…" } });
    expect(failed).toMatchObject({ failed: true, mark: { tone: "bad", text: "Not allowed." } });
  });

  it("is not shown twice when its event is here before the hub's answer", () => {
    const keys = said(shown([message(1, { author: ANA, cid: "cid" })], 0, [entry])).map((one) => one.key);

    expect(keys).toEqual(["cid"]);
  });
});

it("what came as an email is known by its cid, whoever reads it", () => {
  const cids = ["mail:m_1", "0190-by-a-phone", null];

  expect(cids.map((cid) => cameByEmail({ cid }))).toEqual([true, false, false]);
});

// This file checks how a thread is laid out.
import { describe, expect, it } from "vitest";
import { ANA, conversation, FAMILY, held, INES, message, reviewed, ROSA, text } from "./cast";
import { apply, empty, withList, withPage } from "./inbox";
import { written } from "./outbox";
import { cameByEmail, rows, type Said } from "./thread";
import type { Event } from "./wire";

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

// This file lays a thread out: which rows it has, which belong together, what is said of each.
import { m } from "../paraglide/messages";
import { spoken } from "../parts/language.svelte";
import { sameDay } from "../parts/time";
import type { Item } from "../wire/frames";
import type { Message } from "./inbox";
import { happenedAt, inOneLine, isSaid } from "./items";
import type { Entry } from "./outbox";
import type { Urgency } from "./urgency";

/**
 * What a message says of itself beside its text. tone "bad" comes with ways out. before: what it said until a
 * reviewer changed it. again: its author may change it and send it again.
 */
export interface Mark {
  tone: "plain" | "held" | "staff" | "bad" | "done";
  text: string;
  before?: string;
  again?: boolean;
}

/**
 * first and last: of a run by one author. id: null while only this device knows of it. edited: when, or null;
 * editor: by whom, where that was not its author. when: it happened, by which a day stands in order. fresh: new to
 * its reader, and not below the line "New". undoable: it has not left yet.
 */
export interface Said {
  sort: "said";
  key: string;
  id: string | null;
  cid: string | null;
  author: string;
  at: string;
  item: Item;
  mine: boolean;
  mark: Mark | null;
  failed: boolean;
  urgency: Urgency;
  undoable: boolean;
  /** Until when it can be taken back, by this device's clock; null where it cannot. */
  until: number | null;
  edited: string | null;
  editor: string | null;
  when: string;
  fresh: boolean;
  withdrawn: boolean;
  removedAfter: number | null;
  erased: boolean;
  first: boolean;
  last: boolean;
}

export type Row = Said | { sort: "day"; key: string; at: string } | { sort: "new"; key: string };

const TOGETHER_MS = 5 * 60_000;

/** What the hub begins the cid of a message with that came as an email. */
const EMAILED = "mail:";

export function cameByEmail(said: Pick<Said, "cid">): boolean {
  return said.cid?.startsWith(EMAILED) ?? false;
}

/**
 * The rows of a thread, oldest first. seenN: what had been read when it was opened; what is later and another's
 * stands below the line "New".
 */
export function rows(
  messages: readonly Message[],
  outbox: readonly Entry[],
  me: string,
  seenN: number,
  nameOf: (person: string) => string,
): Row[] {
  const stored = new Set(messages.map((one) => one.cid));
  const all = inOrder([
    ...messages.map((one) => saidOf(one, me, nameOf)),
    ...outbox.filter((one) => !stored.has(one.cid)).map((one) => unsaidOf(one, me)),
  ]);
  const isNew = new Set(
    messages.filter((one) => (one.n ?? 0) > seenN && one.author !== me).map((one) => one.id),
  );
  const first = all.findIndex((one) => isNew.has(one.id ?? ""));
  const inOnePiece = all.slice(first).every((one) => one.mine || isNew.has(one.id ?? ""));
  const firstNew = first >= 0 && inOnePiece ? (all[first]?.id ?? undefined) : undefined;
  return all.flatMap((one, index) => [
    ...before(all[index - 1], one, firstNew),
    {
      ...one,
      fresh: !inOnePiece && isNew.has(one.id ?? ""),
      first: !together(all[index - 1], one, firstNew),
      last: !together(one, all[index + 1], firstNew),
    },
  ]);
}

/** What people say stands as it was said; a day in order of when things happened, whenever they were written. */
function inOrder(all: Said[]): Said[] {
  if (all.every((one) => isSaid(one.item))) return all;
  const moment = (one: Said) => new Date(one.when).getTime();
  return [...all].sort((one, other) => moment(one) - moment(other));
}

function before(previous: Said | undefined, one: Said, firstNew: string | undefined): Row[] {
  const found: Row[] = [];
  if (!previous || !sameDay(previous.when, one.when))
    found.push({ sort: "day", key: `day ${one.when}`, at: one.when });
  if (firstNew && one.id === firstNew) found.push({ sort: "new", key: "new" });
  return found;
}

function together(one: Said | undefined, next: Said | undefined, firstNew: string | undefined): boolean {
  if (!one || !next || one.author !== next.author || next.id === firstNew) return false;
  if (!isSaid(one.item) || !isSaid(next.item)) return false;
  return (
    sameDay(one.when, next.when) && new Date(next.at).getTime() - new Date(one.at).getTime() < TOGETHER_MS
  );
}

function saidOf(one: Message, me: string, nameOf: (person: string) => string): Said {
  return {
    sort: "said",
    key: one.cid && one.author === me ? one.cid : one.id,
    id: one.id,
    cid: one.cid,
    author: one.author,
    at: one.at,
    item: one.item,
    mine: one.author === me,
    mark: one.withdrawn_at ? null : markOf(one, nameOf),
    failed: false,
    urgency: one.urgency,
    undoable: false,
    until: null,
    edited: one.withdrawn_at ? null : one.edited_at,
    editor: one.edited_by && !one.withdrawn_at ? nameOf(one.edited_by) : null,
    when: happenedAt(one.item, one.at),
    fresh: false,
    withdrawn: one.withdrawn_at !== null,
    removedAfter: one.removed_after,
    erased: one.erased,
    first: true,
    last: true,
  };
}

function markOf(one: Message, nameOf: (person: string) => string): Mark | null {
  const { review } = one;
  if (review && review.answer !== "approve") {
    const [by, reason] = [nameOf(review.by), review.reason ?? ""];
    if (review.answer === "decline") return { tone: "bad", text: declined(by, reason) };
    return { tone: "bad", text: returned(by, reason), again: true };
  }
  if (review?.changed) {
    // A later change of the author's is the newest word; what was before it is the admins' to look up.
    const before = review.before && !one.edited_at ? inOneLine(review.before) : "";
    return { tone: "done", text: m.conversations_approved_changed({ by: nameOf(review.by) }), before };
  }
  if (one.sharing === "held") return { tone: "held", text: m.conversations_waiting() };
  return one.sharing === "never" ? { tone: "staff", text: m.conversations_staff_only() } : null;
}

function declined(by: string, reason: string): string {
  return reason ? m.conversations_declined_because({ by, reason }) : m.conversations_declined({ by });
}

function returned(by: string, reason: string): string {
  return reason ? m.conversations_returned_because({ by, reason }) : m.conversations_returned({ by });
}

const UNSENT = spoken({
  sending: m.conversations_sending,
  waiting: m.conversations_waiting_for_connection,
});

function unsaidOf(one: Entry, me: string): Said {
  const failed = one.state === "failed";
  const undoable = one.until !== undefined;
  return {
    sort: "said",
    key: one.cid,
    id: null,
    cid: one.cid,
    author: me,
    at: new Date(one.at).toISOString(),
    item: one.item,
    mine: true,
    mark: undoable ? { tone: "plain", text: UNSENT.sending } : unsentMark(one),
    failed,
    urgency: one.urgency ?? "normal",
    undoable,
    until: one.until ?? null,
    edited: null,
    editor: null,
    when: happenedAt(one.item, new Date(one.at).toISOString()),
    fresh: false,
    withdrawn: false,
    removedAfter: null,
    erased: false,
    first: true,
    last: true,
  };
}

function unsentMark(one: Entry): Mark {
  return one.state === "failed" ? { tone: "bad", text: one.why } : { tone: "plain", text: UNSENT[one.state] };
}

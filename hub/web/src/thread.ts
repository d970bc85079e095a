// This file lays a thread out: which rows it has, which belong together, what is said of each.
import { inOneLine, isSaid } from "./items";
import { sameDay } from "./time";
import type { Message } from "./inbox";
import type { Entry } from "./outbox";
import type { Urgency } from "./urgency";
import type { Item } from "./wire";

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
 * first and last: of a run by one author. id: null while only this device knows of it. edited: when, or null.
 * undoable: it has not left yet.
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
  edited: string | null;
  withdrawn: boolean;
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
  const all = [
    ...messages.map((one) => saidOf(one, me, nameOf)),
    ...outbox.filter((one) => !stored.has(one.cid)).map((one) => unsaidOf(one, me)),
  ];
  const firstNew = messages.find((one) => (one.n ?? 0) > seenN && one.author !== me)?.id;
  return all.flatMap((one, index) => [
    ...before(all[index - 1], one, firstNew),
    {
      ...one,
      first: !together(all[index - 1], one, firstNew),
      last: !together(one, all[index + 1], firstNew),
    },
  ]);
}

function before(previous: Said | undefined, one: Said, firstNew: string | undefined): Row[] {
  const found: Row[] = [];
  if (!previous || !sameDay(previous.at, one.at))
    found.push({ sort: "day", key: `day ${one.at}`, at: one.at });
  if (firstNew && one.id === firstNew) found.push({ sort: "new", key: "new" });
  return found;
}

function together(one: Said | undefined, next: Said | undefined, firstNew: string | undefined): boolean {
  if (!one || !next || one.author !== next.author || next.id === firstNew) return false;
  if (!isSaid(one.item) || !isSaid(next.item)) return false;
  return sameDay(one.at, next.at) && new Date(next.at).getTime() - new Date(one.at).getTime() < TOGETHER_MS;
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
    edited: one.withdrawn_at ? null : one.edited_at,
    withdrawn: one.withdrawn_at !== null,
    first: true,
    last: true,
  };
}

function markOf(one: Message, nameOf: (person: string) => string): Mark | null {
  const { review } = one;
  if (review && review.answer !== "approve") {
    const reason = review.reason ? `: ${review.reason}` : "";
    const by = nameOf(review.by);
    if (review.answer === "decline") return { tone: "bad", text: `Declined by ${by}${reason}` };
    return { tone: "bad", text: `Returned by ${by}${reason}`, again: true };
  }
  if (review?.changed) {
    // A later change of the author's is the newest word; what was before it is the admins' to look up.
    const before = review.before && !one.edited_at ? inOneLine(review.before) : "";
    return { tone: "done", text: `Approved with changes by ${nameOf(review.by)}`, before };
  }
  if (one.sharing === "held") return { tone: "held", text: "Waiting for approval" };
  return one.sharing === "never" ? { tone: "staff", text: "Staff only" } : null;
}

const UNSENT = { sending: "Sending…", waiting: "Waiting for connection" };

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
    edited: null,
    withdrawn: false,
    first: true,
    last: true,
  };
}

function unsentMark(one: Entry): Mark {
  return one.state === "failed" ? { tone: "bad", text: one.why } : { tone: "plain", text: UNSENT[one.state] };
}

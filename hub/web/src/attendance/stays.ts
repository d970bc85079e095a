// This file says where a child is, from its stays as the hub tells them; of two states of one the later holds.
import type { Attendance, AttendingChild, StayToConfirm } from "../wire/endpoints";
import type { ShownStay } from "../wire/frames";

export type Stays = Readonly<Record<string, ShownStay>>;

/** These stays with what is told of some: whatever comes first, the highest n holds. */
export function withStays(known: Stays, told: readonly ShownStay[]): Stays {
  const newer = told.filter((one) => (known[one.id]?.n ?? 0) < one.n);
  return newer.length ? { ...known, ...Object.fromEntries(newer.map((one) => [one.id, one])) } : known;
}

/**
 * Where a child is, as a room sees it. arriving, leaving: on its way into this room, out of it. away: in another one.
 */
export type Where = "coming" | "here" | "arriving" | "leaving" | "away" | "left";

export interface Row {
  child: AttendingChild;
  where: Where;
  /** The stay that says so; null of who has not come. */
  stay: ShownStay | null;
}

/** The children of a room with where each of them is; since: the first moment of the day. */
export function rows(board: Attendance, stays: Stays): Row[] {
  const every = Object.values(stays).filter((one) => !one.struck);
  return board.children.map((child) => {
    const its = every.filter((one) => one.student === child.id);
    const open = its.find((one) => !one.until);
    if (open) return { child, where: whereOpen(open, board.room), stay: open };
    const today = its.filter((one) => one.until && one.until > board.since);
    const last = today.reduce<ShownStay | null>(
      (found, one) => (!found || one.until! > found.until! ? one : found),
      null,
    );
    return { child, where: last ? "left" : "coming", stay: last };
  });
}

function whereOpen(open: ShownStay, room: string | null): Where {
  const answers = Boolean(open.taken_over_at);
  if (open.room === room) return answers ? "here" : "arriving";
  return !answers && open.moved_from === room ? "leaving" : "away";
}

/** Who is signed in, in this room or between two. */
export function isIn(row: Row): boolean {
  return row.where === "here" || row.where === "arriving" || row.where === "leaving";
}

/** Whether the room's list misses a child that is told of. */
export function isUnknown(board: Attendance, told: readonly ShownStay[]): boolean {
  const known = new Set(board.children.map((one) => one.id));
  return told.some(
    (one) =>
      !known.has(one.student) && !one.struck && (one.room === board.room || one.moved_from === board.room),
  );
}

/** The order of a room: who arrives first, as they are waited for; then by name, as the hub has it. */
export function inOrder(found: readonly Row[]): Row[] {
  return [...found].sort(
    (one, other) => Number(other.where === "arriving") - Number(one.where === "arriving"),
  );
}

/** What waits to be confirmed, less what is told to be settled since; a state that is newer holds. */
export function toConfirm(board: Attendance, stays: Stays): StayToConfirm[] {
  return board.to_confirm
    .map((one) => ({ ...one, stay: newer(one.stay, stays[one.stay.id]) }))
    .filter((one) => one.stay.by_itself === "to_confirm" && !one.stay.struck);
}

function newer(known: ShownStay, told: ShownStay | undefined): ShownStay {
  return told && told.n > known.n ? told : known;
}

/** Whether something waits to be confirmed that the list has not. */
export function isUnlisted(board: Attendance, told: readonly ShownStay[]): boolean {
  const known = new Set(board.to_confirm.map((one) => one.stay.id));
  return told.some((one) => one.by_itself === "to_confirm" && !known.has(one.id));
}

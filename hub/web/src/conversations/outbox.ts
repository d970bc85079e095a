// This file keeps what was written until the hub has it for good: one entry per message, under its own key.
import type { Item } from "../wire/frames";
import type { Urgency } from "./urgency";

/** The longest time that a school gives to take something back. */
const LONGEST_HOLD_MS = 60_000;

/**
 * failed: refused for good, with the hub's sentence in why. at: when it was written, also its place in the order.
 * until: it is kept here until then, so that it can be taken back; missing once it is on its way.
 */
export interface Entry {
  cid: string;
  conversation: string;
  item: Item;
  at: number;
  state: "waiting" | "sending" | "failed";
  why: string;
  until?: number;
  urgency?: Urgency;
}

/** The entries of a profile that were never confirmed, oldest first; what was being sent waits again. */
export function load(storage: Storage, profile: string): Entry[] {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
  return keys
    .filter((key) => key.startsWith(prefix(profile)))
    .map((key) => parsed(storage.getItem(key)))
    .filter((entry) => entry !== null)
    .map((entry) => (entry.state === "sending" ? { ...entry, state: "waiting" as const } : entry))
    .sort(byAge);
}

export function save(storage: Storage, profile: string, entry: Entry): void {
  storage.setItem(prefix(profile) + entry.cid, JSON.stringify(entry));
}

export function forget(storage: Storage, profile: string, cid: string): void {
  storage.removeItem(prefix(profile) + cid);
}

/** Whether it is still there: another page of the same profile may have taken it back, or sent it. */
export function kept(storage: Storage, profile: string, cid: string): boolean {
  return storage.getItem(prefix(profile) + cid) !== null;
}

/** A new entry, later than all others even where the clock stood still; kept for holdMs before it goes. */
export function written(
  outbox: readonly Entry[],
  cid: string,
  conversation: string,
  item: Item,
  now: number,
  holdMs = 0,
): Entry {
  const at = Math.max(now, ...outbox.map((entry) => entry.at + 1));
  const entry: Entry = { cid, conversation, item, at, state: "waiting", why: "" };
  return holdMs > 0 ? { ...entry, until: now + holdMs } : entry;
}

/**
 * The next one to send: the oldest that was not refused, unless it can still be taken back. One at a time keeps them
 * in the order they were written.
 */
export function next(outbox: readonly Entry[]): Entry | undefined {
  const first = [...outbox].sort(byAge).find((entry) => entry.state !== "failed");
  return first?.until === undefined ? first : undefined;
}

/** What still can be taken back, and for how many milliseconds; a clock that was turned back keeps nothing longer. */
export function held(outbox: readonly Entry[], now: number): { cid: string; ms: number }[] {
  return outbox
    .filter((entry) => entry.until !== undefined && entry.state === "waiting")
    .map(({ cid, until = now }) => ({
      cid,
      ms: until - now > LONGEST_HOLD_MS ? 0 : Math.max(0, until - now),
    }));
}

export function changed(outbox: readonly Entry[], cid: string, change: Partial<Entry>): Entry[] {
  return outbox.map((entry) => (entry.cid === cid ? { ...entry, ...change } : entry));
}

export function without(outbox: readonly Entry[], cid: string): Entry[] {
  return outbox.filter((entry) => entry.cid !== cid);
}

function prefix(profile: string): string {
  return `roomwire.outbox.${profile}.`;
}

function byAge(one: Entry, other: Entry): number {
  return one.at - other.at;
}

function parsed(text: string | null): Entry | null {
  try {
    return text === null ? null : (JSON.parse(text) as Entry);
  } catch {
    return null;
  }
}

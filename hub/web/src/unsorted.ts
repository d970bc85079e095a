// This file orders what came in by email or text and became no message, and puts each entry into words.
import { clock, day } from "./time";
import type { Unsorted } from "./wire";

/** open: somebody may wait for an answer; quiet: no person wrote it; settled: somebody has looked at it. */
export interface Parts {
  open: Unsorted[];
  quiet: Unsorted[];
  settled: Unsorted[];
}

/** The reason of what no person wrote. */
const QUIET = "automatic";

/** More than this is folded until it is asked for. */
const SHOWN_LINES = 6;
const SHOWN_LETTERS = 400;

export function parted(items: readonly Unsorted[]): Parts {
  const [waiting, settled] = halves(items, (one) => one.settled_at === null);
  const [quiet, open] = halves(waiting, (one) => one.reason === QUIET);
  return { open, quiet, settled };
}

/** Whom it is from: their name where that is sure, else what it gives as its address. */
export function who(one: Unsorted): string {
  return one.from_name ?? (one.address || "Nobody");
}

/** "Email from rosa@families.example · Today, 3:04 PM · 3 times since Monday, 9:10 AM" */
export function how(one: Unsorted, now: Date, locale?: string): string {
  const medium = one.medium === "email" ? "Email" : "Text";
  const from = one.from_name && one.address ? ` from ${one.address}` : "";
  const often =
    one.count > 1 ? ` · ${String(one.count)} times since ${within(moment(one.first_at, now, locale))}` : "";
  return `${medium}${from} · ${moment(one.at, now, locale)}${often}`;
}

/** "Settled by Ines Walker, today: Called her." */
export function ending(one: Unsorted, now: Date, locale?: string): string {
  const by = one.settled_by_name ? ` by ${one.settled_by_name}` : "";
  const when = one.settled_at ? `, ${within(day(one.settled_at, now, locale))}` : "";
  return `Settled${by}${when}${one.note ? `: ${one.note}` : "."}`;
}

/** Whether its words are so many that only the first of them show at once. */
export function isLong(text: string): boolean {
  return text.length > SHOWN_LETTERS || text.split("\n", SHOWN_LINES + 1).length > SHOWN_LINES;
}

/** "email-2026-11-23.eml", of the day on which it came last. */
export function fileName(one: Unsorted): string {
  return `email-${one.at.slice(0, 10)}.eml`;
}

function moment(at: string, now: Date, locale?: string): string {
  return `${day(at, now, locale)}, ${clock(at, locale)}`;
}

/** As it is written within a sentence. */
function within(when: string): string {
  return when.replace(/^(Today|Yesterday)/, (word) => word.toLowerCase());
}

function halves<One>(all: readonly One[], is: (one: One) => boolean): [One[], One[]] {
  return [all.filter(is), all.filter((one) => !is(one))];
}

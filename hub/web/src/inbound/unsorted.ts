// This file orders what came in by email or text and became no message, and puts each entry into words.
import { m } from "../paraglide/messages";
import { clock, day, type Clock } from "../parts/time";
import type { Unsorted } from "../wire/endpoints";

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
  return one.from_name ?? (one.address || m.inbound_nobody());
}

/** "Email from rosa@families.example · Today, 3:04 PM · 3 times since Monday, 9:10 AM" */
export function how(one: Unsorted, now: Date, by?: Clock): string {
  const told = [from(one), moment(one.at, now, by)];
  if (one.count > 1)
    told.push(m.inbound_often({ count: one.count, when: within(moment(one.first_at, now, by)) }));
  return told.join(" · ");
}

/** "Settled by Ines Walker, today: Called her."; empty where it is open. */
export function ending(one: Unsorted, now: Date, told?: Clock): string {
  if (!one.settled_at) return "";
  const { settled_by_name: name, note } = one;
  const when = within(day(one.settled_at, now, told));
  if (name)
    return note ? m.inbound_settled_by_note({ name, when, note }) : m.inbound_settled_by({ name, when });
  return note ? m.inbound_settled_on_note({ when, note }) : m.inbound_settled_on({ when });
}

/** Whether its words are so many that only the first of them show at once. */
export function isLong(text: string): boolean {
  return text.length > SHOWN_LETTERS || text.split("\n", SHOWN_LINES + 1).length > SHOWN_LINES;
}

/** "email-2026-11-23.eml", of the day on which it came last. */
export function fileName(one: Unsorted): string {
  return `email-${one.at.slice(0, 10)}.eml`;
}

/** By which medium; and the address, where a name stands above it. */
function from({ medium, address, from_name }: Unsorted): string {
  if (from_name && address)
    return medium === "email" ? m.inbound_email_from({ address }) : m.inbound_text_from({ address });
  return medium === "email" ? m.inbound_email() : m.inbound_text();
}

function moment(at: string, now: Date, by?: Clock): string {
  return `${day(at, now, by)}, ${clock(at, by)}`;
}

/** As it is written within a sentence. */
function within(when: string): string {
  const near = [m.parts_today(), m.parts_yesterday()].some((word) => when.startsWith(word));
  return near ? when.charAt(0).toLowerCase() + when.slice(1) : when;
}

function halves<One>(all: readonly One[], is: (one: One) => boolean): [One[], One[]] {
  return [all.filter(is), all.filter((one) => !is(one))];
}

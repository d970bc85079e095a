// This file has the words and the arithmetic of what somebody may do about a child.
import { m } from "../paraglide/messages";
import { spoken } from "../parts/language.svelte";
import type { Denial, DenialIn, May, Tied, TieIn } from "../wire/endpoints";

export type Power = May["power"];

/** As a switch says it: on is what they may. */
export const POWERS = spoken<Power>({
  see: m.people_power_see,
  message: m.people_power_message,
  told: m.people_power_told,
  pick_up: m.people_power_pick_up,
});

export const TIES = spoken<Tied["tie"]>({
  guardian: m.people_tie_guardian,
  pick_up: m.people_tie_pick_up,
  barred: m.people_tie_barred,
});

/** The denials as the door takes them, without what is only told. */
function plain(denials: readonly Denial[]): DenialIn[] {
  return denials.map(({ power, begin, end }) => ({ power, begin, end }));
}

/** The denials after a switch was turned: off denies from now on without an end, on lets it be. */
export function turned(denials: readonly Denial[], power: Power, on: boolean): DenialIn[] {
  const others = plain(denials.filter((one) => one.power !== power));
  return on ? others : [...others, { power, begin: null, end: null }];
}

/** The denials after the dates of one were chosen; an empty date is open. */
export function dated(denials: readonly Denial[], index: number, begin: string, end: string): DenialIn[] {
  return plain(denials).map((one, at) =>
    at === index ? { ...one, begin: begin || null, end: end || null } : one,
  );
}

/** What to send so that somebody is again what they were, where nobody has changed it since; undefined: nothing. */
export function back(before: Tied | undefined, after: Tied | undefined): TieIn {
  const stood = (one: Tied | undefined) => ({
    tie: one?.tie ?? "guardian",
    denials: plain(one?.denials ?? []),
  });
  return { ...stood(before), was: stood(after) };
}

/** "from 1 Dec until 3 Dec", "until 3 Dec", "until further notice". */
export function span({ begin, end }: Denial, day: (date: string) => string): string {
  if (begin && end) return m.people_span_between({ begin: day(begin), end: day(end) });
  if (begin) return m.people_span_from({ begin: day(begin) });
  return end ? m.people_span_until({ end: day(end) }) : m.people_span_open();
}

/** Whether a power is denied at all, today or on other days. */
export function denials(tied: Tied, power: Power): { denial: Denial; index: number }[] {
  return tied.denials
    .map((denial, index) => ({ denial, index }))
    .filter(({ denial }) => denial.power === power);
}

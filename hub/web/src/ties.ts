// This file has the words and the arithmetic of what somebody may do about a child.
import type { Denial, DenialIn, May, Tied } from "./wire";

export type Power = May["power"];

/** As a switch says it: on is what they may. */
export const POWERS: Readonly<Record<Power, string>> = {
  see: "Sees the child",
  message: "Writes to the school",
  told: "Is alerted",
  pick_up: "Picks up",
};

export const TIES: Readonly<Record<Tied["tie"], string>> = {
  guardian: "Parent",
  pick_up: "May pick up",
  barred: "Barred",
};

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

/** "from 1 Dec until 3 Dec", "until 3 Dec", "until further notice". */
export function span({ begin, end }: Denial, day: (date: string) => string): string {
  if (begin && end) return `from ${day(begin)} until ${day(end)}`;
  if (begin) return `from ${day(begin)} on`;
  return end ? `until ${day(end)}` : "until further notice";
}

/** Whether a power is denied at all, today or on other days. */
export function denials(tied: Tied, power: Power): { denial: Denial; index: number }[] {
  return tied.denials
    .map((denial, index) => ({ denial, index }))
    .filter(({ denial }) => denial.power === power);
}

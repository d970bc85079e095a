// This file puts how long records are kept into words, and into the steps in which it is chosen.
import { m } from "../paraglide/messages";
import { spoken } from "../parts/language.svelte";
import type { HoldShown, KeptKind } from "../wire/endpoints";

const YEAR = 12;

/** "2 years", "18 months": years where they are whole ones. */
export function period(months: number): string {
  return months % YEAR === 0
    ? m.records_years({ count: months / YEAR })
    : m.records_months({ count: months });
}

/** What is offered for a kind, in months: half years to two years, years to seven, then some longer ones. */
const STEPS: readonly number[] = [6, 12, 18, 24, 36, 48, 60, 84, 120, 180, 240, 300];

/** The periods that a school may choose, the shortest first; what it has chosen is among them. */
export function periods(kind: Pick<KeptKind, "least" | "most" | "months" | "usual">): Record<string, string> {
  const fits = STEPS.filter((one) => one >= kind.least && one <= kind.most);
  const all = [...new Set([...fits, kind.months, kind.usual])].sort((a, b) => a - b);
  return Object.fromEntries(all.map((one) => [`m${one}`, period(one)]));
}

/** The months of what periods offers. */
export function monthsOf(key: string): number {
  return Number(key.slice(1));
}

export const ON = spoken<HoldShown["on"]>({
  student: m.records_hold_student,
  person: m.records_hold_person,
  conversation: m.records_hold_conversation,
});

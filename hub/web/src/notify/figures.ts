// This file puts into words and widths how a day's alerts went.
import { m } from "../paraglide/messages";
import { spoken } from "../parts/language.svelte";
import type { DayFigures, MediumFigures } from "../wire/endpoints";

export type Part = "arrived" | "needless" | "unclear" | "unreached";

export const PARTS = spoken<Part>({
  arrived: m.notify_figures_arrived,
  needless: m.notify_figures_needless,
  unclear: m.notify_figures_unclear,
  unreached: m.notify_figures_unreached,
});

export const IN_ORDER: readonly Part[] = ["arrived", "needless", "unclear", "unreached"];

/** The planned alerts, each in one of four parts. */
export function parts(one: MediumFigures): Record<Part, number> {
  return {
    arrived: one.arrived,
    needless: one.joined + one.read + one.needless,
    unclear: one.ambiguous + one.waiting,
    unreached: one.unreached,
  };
}

type Counted = Exclude<keyof MediumFigures, "medium" | "median_s" | "p95_s">;

const WORDS: readonly (readonly [Counted, (facts: { count: number }) => string])[] = [
  ["confirmed", m.notify_figures_confirmed],
  ["joined", m.notify_figures_joined],
  ["read", m.notify_figures_read],
  ["needless", m.notify_figures_needless_else],
  ["ambiguous", m.notify_figures_ambiguous],
  ["waiting", m.notify_figures_waiting],
  ["dead_address", m.notify_figures_dead_address],
  ["opted_out", m.notify_figures_opted_out],
  ["bad_message", m.notify_figures_bad_message],
  ["misconfigured", m.notify_figures_misconfigured],
  ["expired", m.notify_figures_expired],
];

/** What the parts are made of, and how long it took. */
export function said(one: MediumFigures): string {
  const counts = WORDS.filter(([name]) => one[name]).map(([name, words]) => words({ count: one[name] }));
  const { median_s, p95_s } = one;
  if (median_s === null || p95_s === null) return counts.join(" · ");
  const took = m.notify_figures_took({ half: lasting(median_s), most: lasting(p95_s) });
  return [took, ...counts].join(" · ");
}

/** "0.8 s", "12 s", "4 min", "3 h". */
export function lasting(seconds: number): string {
  if (seconds < 9.95) return m.notify_figures_seconds({ seconds: seconds.toFixed(1) });
  if (seconds < 120) return m.notify_figures_seconds({ seconds: Math.round(seconds) });
  if (seconds < 7_200) return m.notify_figures_minutes({ minutes: Math.round(seconds / 60) });
  return m.notify_figures_hours({ hours: Math.round(seconds / 3_600) });
}

/** The texts of a day: how many, their segments, and the cost where a price is set. */
export function texts(day: DayFigures): string {
  if (!day.texts) return "";
  const many = m.notify_figures_texts({ count: day.texts });
  const parts = m.notify_figures_segments({ count: day.segments });
  return [many, parts, ...(day.cost ? [m.notify_figures_cost({ cost: day.cost })] : [])].join(", ");
}

/** The days on which anything was told. */
export function busy(days: readonly DayFigures[]): DayFigures[] {
  return days.filter((day) => day.media.length);
}

/** Of all days together: how many alerts, and each part. */
export function summed(days: readonly DayFigures[]): string {
  const media = days.flatMap((day) => day.media);
  const sum = (part: Part) => media.reduce((whole, one) => whole + parts(one)[part], 0);
  const planned = media.reduce((whole, one) => whole + one.planned, 0);
  return m.notify_figures_sum({
    planned,
    arrived: sum("arrived"),
    needless: sum("needless"),
    unreached: sum("unreached"),
  });
}

// This file puts into words and widths how a day's alerts went.
import type { DayFigures, MediumFigures } from "./wire";

export type Part = "arrived" | "needless" | "unclear" | "unreached";

export const PARTS: Readonly<Record<Part, string>> = {
  arrived: "Arrived",
  needless: "Not needed",
  unclear: "Open",
  unreached: "Not reached",
};

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

const WORDS: readonly (readonly [keyof MediumFigures, string])[] = [
  ["confirmed", "confirmed by the carrier"],
  ["joined", "told together with another"],
  ["read", "read before"],
  ["needless", "not needed for another reason"],
  ["ambiguous", "perhaps arrived"],
  ["waiting", "still waiting"],
  ["dead_address", "to a dead address"],
  ["opted_out", "to who wants no more"],
  ["bad_message", "not taken by the provider"],
  ["misconfigured", "stopped by our settings"],
  ["expired", "too late"],
];

/** What the parts are made of, and how long it took. */
export function said(one: MediumFigures): string {
  const counts = WORDS.filter(([name]) => one[name]).map(([name, words]) => `${one[name]} ${words}`);
  const { median_s, p95_s } = one;
  if (median_s === null || p95_s === null) return counts.join(" · ");
  const took = `half within ${lasting(median_s)}, 95 of 100 within ${lasting(p95_s)}`;
  return [took, ...counts].join(" · ");
}

/** "0.8 s", "12 s", "4 min", "3 h". */
export function lasting(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}

/** The texts of a day: how many, their segments, and the cost where a price is set. */
export function texts(day: DayFigures): string {
  if (!day.texts) return "";
  const many = `${day.texts} ${day.texts === 1 ? "text" : "texts"}`;
  const parts = `${day.segments} ${day.segments === 1 ? "segment" : "segments"}`;
  return [many, parts, ...(day.cost ? [`cost ${day.cost}`] : [])].join(", ");
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
  const many = `${planned} ${planned === 1 ? "alert" : "alerts"}`;
  return `${many}: ${sum("arrived")} arrived, ${sum("needless")} not needed, ${sum("unreached")} not reached.`;
}

// This file is what of the activity log is asked for, and how it is put under its days.
import { m } from "../paraglide/messages";
import { spoken } from "../parts/language.svelte";
import { day, type Clock } from "../parts/time";
import type { LogEntry } from "../wire/endpoints";

export type Kind = LogEntry["kind"];

export const KINDS = spoken<Kind>({
  sign_ins: m.records_log_sign_ins,
  rights: m.records_log_rights,
  children: m.records_log_children,
  settings: m.records_log_settings,
  invitations: m.records_log_invitations,
  reviews: m.records_log_reviews,
  reading: m.records_log_reading,
  exports: m.records_log_exports,
});

/** In this order they are offered. */
export const EVERY_KIND: readonly Kind[] = [
  "sign_ins",
  "rights",
  "children",
  "settings",
  "invitations",
  "reviews",
  "reading",
  "exports",
];

/** What is looked for; empty and null: whatever there is. person: by id, with the name that was pressed. */
export interface Wanted {
  words: string;
  kind: Kind | null;
  day: string;
  person: { id: string; name: string } | null;
}

export const EVERYTHING: Wanted = { words: "", kind: null, day: "", person: null };

/** As the hub is asked for it; cursor: null for the first page. */
export function query(wanted: Wanted, cursor: string | null) {
  return {
    q: wanted.words.trim() || undefined,
    kind: wanted.kind ?? undefined,
    day: wanted.day || undefined,
    person: wanted.person?.id,
    cursor: cursor ?? undefined,
  };
}

/** Whether something is looked for. */
export function isNarrowed(wanted: Wanted): boolean {
  return Object.values(query(wanted, null)).some((one) => one !== undefined);
}

/** The entries of each day, in their order, under the word for it. */
export function byDay(
  items: readonly LogEntry[],
  now: Date,
  by?: Clock,
): { day: string; items: LogEntry[] }[] {
  const days: { day: string; items: LogEntry[] }[] = [];
  for (const one of items) {
    const word = day(one.at, now, by);
    const last = days.at(-1);
    if (last?.day === word) last.items.push(one);
    else days.push({ day: word, items: [one] });
  }
  return days;
}

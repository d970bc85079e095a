// This file is how the choices of being told are put on a screen: by category, by medium, and on a clock.
import { m } from "../paraglide/messages";
import { spoken } from "../parts/language.svelte";
import type { Preference, Preferences, PreferencesIn } from "../wire/endpoints";

type Category = Preference["category"];
type Medium = Preference["medium"];
export type How = Preference["how"];

export const HOWS = spoken<How>({ instant: m.notify_instant, digest: m.notify_digest, off: m.notify_off });

export const MEDIA = spoken<Medium>({ push: m.notify_push, sms: m.notify_sms, email: m.notify_email });

const LABELS = spoken<Category>({
  families: m.notify_families,
  day: m.notify_day,
  announcements: m.notify_announcements,
  staff: m.notify_staff,
  approvals: m.notify_approvals,
});

const TO_FAMILIES: Partial<Record<Category, string>> = spoken({
  families: m.notify_messages,
  day: m.notify_own_day,
});

export interface Group {
  category: Category;
  label: string;
  /** What holds for every medium; null where they differ. */
  all: How | null;
  media: Readonly<Partial<Record<Medium, How>>>;
}

/** What one may choose about, in the hub's order. */
export function groups(choices: readonly Preference[], parent: boolean): Group[] {
  const found = new Map<Category, Partial<Record<Medium, How>>>();
  for (const { category, medium, how } of choices)
    found.set(category, { ...found.get(category), [medium]: how });
  return [...found].map(([category, media]) => {
    const hows = new Set(Object.values(media));
    const [first] = hows;
    const label = (parent && TO_FAMILIES[category]) || LABELS[category];
    return { category, label, all: hows.size === 1 ? (first ?? null) : null, media };
  });
}

/** The same for every medium of a category. */
export function everywhere(category: Category, how: How): Preference[] {
  return (Object.keys(MEDIA) as Medium[]).map((medium) => ({ category, medium, how }));
}

/** What holds once the hub takes a change. */
export function chosen(its: Preferences, { choices, quiet, digest_at, zone }: PreferencesIn): Preferences {
  const set = (one: Preference) =>
    choices?.find((wanted) => wanted.category === one.category && wanted.medium === one.medium) ?? one;
  return {
    ...its,
    choices: its.choices.map(set),
    quiet: quiet === undefined ? its.quiet : quiet,
    digest_at: digest_at ?? its.digest_at,
    zone: zone ?? its.zone,
  };
}

/** A minute of the day as a field has it: "07:05". */
export function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

/** The minute of the day that a field shows; null where it shows none. */
export function minuteOf(field: string): number | null {
  const [hours, minutes] = field.split(":").map(Number);
  return field === "" || hours === undefined || minutes === undefined ? null : hours * 60 + minutes;
}

/** Quiet hours that most people would choose. */
export const NIGHT = { begins: 21 * 60, ends: 7 * 60 };

/** What the clock is called: the school's, or one's own. */
export function zoneOf(its: Pick<Preferences, "zone" | "school_zone">): string {
  return its.zone || its.school_zone;
}

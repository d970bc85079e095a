// This file puts moments into words; now comes in, so that a test can choose it.

const DAY_MS = 86_400_000;

/** "3:04 PM", as the reader's own settings have it. */
export function clock(at: string, locale?: string): string {
  return new Date(at).toLocaleTimeString(locale, { hour: "numeric", minute: "2-digit" });
}

/** For a separator: Today, Yesterday, a weekday within the week, else the date. */
export function day(at: string, now: Date, locale?: string): string {
  const then = new Date(at);
  const ago = daysBetween(then, now);
  if (ago === 0) return "Today";
  if (ago === 1) return "Yesterday";
  if (ago > 1 && ago < 7) return then.toLocaleDateString(locale, { weekday: "long" });
  const year = then.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return then.toLocaleDateString(locale, { day: "numeric", month: "long", year });
}

/** For a list: the time today, else the day, short. */
export function short(at: string, now: Date, locale?: string): string {
  const then = new Date(at);
  const ago = daysBetween(then, now);
  if (ago === 0) return clock(at, locale);
  if (ago === 1) return "Yesterday";
  if (ago > 1 && ago < 7) return then.toLocaleDateString(locale, { weekday: "short" });
  return then.toLocaleDateString(locale, { day: "numeric", month: "short" });
}

/** "just now", "5 min", "2 h 10 min", "3 days": how long something has been going on. */
export function since(at: string, now: Date): string {
  const minutes = Math.floor((now.getTime() - new Date(at).getTime()) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 24 * 60) return lasting(minutes);
  const days = Math.floor(minutes / (24 * 60));
  return days === 1 ? "1 day" : `${days} days`;
}

/** "50 min", "1 h 20 min". */
export function lasting(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

export function sameDay(one: string, other: string): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

/** "14:05", for a time field. */
export function field(at: Date): string {
  return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}

/** The moment that a time field means: its last occurrence, so that 23:50 entered after midnight is yesterday's. */
export function momentOf(field: string, now: Date): Date {
  const [hours = 0, minutes = 0] = field.split(":").map(Number);
  const then = new Date(now);
  then.setHours(hours, minutes, 0, 0);
  const slack = 5 * 60_000;
  if (then.getTime() > now.getTime() + slack) then.setDate(then.getDate() - 1);
  return then;
}

function daysBetween(then: Date, now: Date): number {
  const midnight = (at: Date) => Date.UTC(at.getFullYear(), at.getMonth(), at.getDate());
  return Math.round((midnight(now) - midnight(then)) / DAY_MS);
}

/** A calendar date such as 2026-12-01, which is the same day in every time zone: "1 Dec 2026". */
export function date(iso: string, locale?: string): string {
  const [year = 0, month = 1, its = 1] = iso.split("-").map(Number);
  const options = { day: "numeric", month: "short", year: "numeric" } as const;
  return new Date(year, month - 1, its).toLocaleDateString(locale, options);
}

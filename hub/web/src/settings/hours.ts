// This file turns office hours into the fields of a form and back.
import { m } from "../paraglide/messages";
import { date } from "../parts/time";
import type { ClosedDates, OfficeHours } from "../wire/endpoints";

/** Each day of the week, by its number, in the language of the page. */
export const DAYS = [
  m.settings_monday,
  m.settings_tuesday,
  m.settings_wednesday,
  m.settings_thursday,
  m.settings_friday,
  m.settings_saturday,
  m.settings_sunday,
];

/** A line of the form; both empty where the office is closed. */
export interface Line {
  weekday: number;
  opens: string;
  closes: string;
}

/** A line for each time of each day, and an empty one for a day without any. */
export function written(hours: readonly OfficeHours[]): Line[] {
  return DAYS.flatMap((_, weekday) => {
    const its = hours.filter((one) => one.weekday === weekday);
    if (!its.length) return [{ weekday, opens: "", closes: "" }];
    return its.map((one) => ({ weekday, opens: clock(one.opens), closes: clock(one.closes) }));
  });
}

/** The hours that the lines say; null where one of them says nothing whole. */
export function read(lines: readonly Line[]): OfficeHours[] | null {
  const found: OfficeHours[] = [];
  for (const { weekday, opens, closes } of lines) {
    if (!opens && !closes) continue;
    if (!opens || !closes || minutes(opens) >= minutes(closes)) return null;
    found.push({ weekday, opens: minutes(opens), closes: minutes(closes) });
  }
  return found;
}

/** Midnight at a day's end cannot be written on a clock: it is shown as the minute before. */
export function clock(minute: number): string {
  const shown = Math.min(minute, 24 * 60 - 1);
  return `${String(Math.floor(shown / 60)).padStart(2, "0")}:${String(shown % 60).padStart(2, "0")}`;
}

/** The minute of the day that a field shows. */
export function minutes(text: string): number {
  const [hour = 0, minute = 0] = text.split(":").map(Number);
  return hour * 60 + minute;
}

/** "Dec 24, 2026", or "Dec 24, 2026 to Jan 1, 2027"; dates are the school's own, so no time zone moves them. */
export function closedDays({ begin, end }: Pick<ClosedDates, "begin" | "end">): string {
  return begin === end ? date(begin) : m.settings_days_span({ begin: date(begin), end: date(end) });
}

// This file turns office hours into the fields of a form and back.
import type { ClosedDates, OfficeHours } from "./wire";

export const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

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
function clock(minute: number): string {
  const shown = Math.min(minute, 24 * 60 - 1);
  return `${String(Math.floor(shown / 60)).padStart(2, "0")}:${String(shown % 60).padStart(2, "0")}`;
}

function minutes(text: string): number {
  const [hour = 0, minute = 0] = text.split(":").map(Number);
  return hour * 60 + minute;
}

/** "24 Dec 2026", or "24 Dec 2026 to 1 Jan 2027"; dates are the school's own, so no time zone moves them. */
export function closedDays({ begin, end }: Pick<ClosedDates, "begin" | "end">): string {
  return begin === end ? date(begin) : `${date(begin)} to ${date(end)}`;
}

function date(iso: string): string {
  const parts = { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat("en-GB", parts).format(new Date(`${iso}T00:00:00Z`));
}

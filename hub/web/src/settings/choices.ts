// This file is the choices of a setting that is a number, in words.
import { m } from "../paraglide/messages";

/** The numbers that are offered, and how each is said: some by a name of their own, the rest counted. */
export interface Choices {
  offered: readonly number[];
  named: Readonly<Record<number, () => string>>;
  counted: (count: number) => string;
}

/** What one may take back, by seconds. */
export const UNDO: Choices = {
  offered: [0, 5, 10, 20, 30, 60],
  named: { 0: m.settings_undo_never, 60: m.settings_a_minute },
  counted: (seconds) => m.settings_seconds({ seconds }),
};

const AFTER = { 0: m.settings_never, 30: m.settings_after_half_an_hour, 60: m.settings_after_an_hour };

/** After so many minutes, told in hours where they are whole. */
function after(minutes: number): string {
  const hours = minutes / 60;
  return Number.isInteger(hours) ? m.settings_after_hours({ hours }) : m.settings_after_minutes({ minutes });
}

/** After how long who approves is reminded, by minutes. */
export const REMIND: Choices = { offered: [0, 15, 30, 60, 120, 480], named: AFTER, counted: after };

/** After how long the next medium is tried, by minutes. */
export const LADDER: Choices = { offered: [0, 5, 15, 30, 60, 240], named: AFTER, counted: after };

/** How many alerts a day ring by one medium. */
export const A_DAY: Choices = {
  offered: [5, 10, 20, 40, 100],
  named: {},
  counted: (count) => m.settings_a_day_count({ count }),
};

/** What one may change, by minutes. */
export const EDIT: Choices = {
  offered: [0, 15, 60, 1440, 10080, 43200],
  named: {
    0: m.settings_edit_never,
    60: m.settings_an_hour,
    1440: m.settings_a_day,
    10080: m.settings_a_week,
    43200: () => m.parts_days({ days: 30 }),
  },
  counted: (minutes) => m.settings_minutes({ minutes }),
};

/** The choices with what is set now, also where somebody set it elsewhere; in order. */
export function offered(choices: Choices, now: number): [number, string][] {
  return [...new Set([...choices.offered, now])]
    .sort((number, other) => number - other)
    .map((number) => [number, choices.named[number]?.() ?? choices.counted(number)]);
}

/** The most days that addresses are kept. */
const ADDRESS_DAYS = 730;

/** The number of days that somebody wrote; null where it is none, or too many. An empty field is none yet. */
export function dayCount(written: string): number | null {
  const days = /^\d{1,3}$/.test(written.trim()) ? Number(written) : null;
  return days !== null && days <= ADDRESS_DAYS ? days : null;
}

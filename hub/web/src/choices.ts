// This file is the choices of a setting that is a number, in words.

/** What one may take back, by seconds. */
export const UNDO: Readonly<Record<number, string>> = {
  0: "Send at once",
  5: "5 seconds",
  10: "10 seconds",
  20: "20 seconds",
  30: "30 seconds",
  60: "A minute",
};

/** After how long who approves is reminded, by minutes. */
export const REMIND: Readonly<Record<number, string>> = {
  0: "Never",
  15: "After 15 minutes",
  30: "After half an hour",
  60: "After an hour",
  120: "After 2 hours",
  480: "After 8 hours",
};

/** After how long the next medium is tried, by minutes. */
export const LADDER: Readonly<Record<number, string>> = {
  0: "Never",
  5: "After 5 minutes",
  15: "After 15 minutes",
  30: "After half an hour",
  60: "After an hour",
  240: "After 4 hours",
};

/** How many alerts a day ring by one medium. */
export const A_DAY: Readonly<Record<number, string>> = {
  5: "5 a day",
  10: "10 a day",
  20: "20 a day",
  40: "40 a day",
  100: "100 a day",
};

/** What one may change, by minutes. */
export const EDIT: Readonly<Record<number, string>> = {
  0: "Not at all",
  15: "15 minutes",
  60: "An hour",
  1440: "A day",
  10080: "A week",
  43200: "30 days",
};

/** The choices with what is set now, also where somebody set it elsewhere; in order. */
export function offered(
  choices: Readonly<Record<number, string>>,
  now: number,
  unit: string,
): [number, string][] {
  const all = now in choices ? choices : { ...choices, [now]: `${now} ${unit}` };
  return Object.entries(all)
    .map(([value, words]): [number, string] => [Number(value), words])
    .sort(([one], [other]) => one - other);
}

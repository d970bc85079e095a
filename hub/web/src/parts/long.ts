// This file decides how much of a long list is shown: its first rows, and more of them on demand.

/** Rows that are shown at once: a few screens of a phone, and a letter is typed without a wait. */
export const AT_ONCE = 100;

/** How far a list was opened, and what it was narrowed by then. */
export interface Opened {
  readonly of: string;
  readonly count: number;
}

export const CLOSED: Opened = { of: "", count: AT_ONCE };

/** So many rows are shown; a list that is narrowed by something else begins anew. */
export function countOf(opened: Opened, of: string): number {
  return opened.of === of ? opened.count : AT_ONCE;
}

/** Opened by one step more, or as many rows as there are. */
export function further(opened: Opened, of: string): Opened {
  return { of, count: countOf(opened, of) + AT_ONCE };
}

/** How many the next step shows, of so many in all; 0 where all are shown. */
export function nextStep(shown: number, all: number): number {
  return Math.max(0, Math.min(AT_ONCE, all - shown));
}

/** In parts of so many at the most, as one request takes them. */
export function inParts<T>(items: readonly T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, at) =>
    items.slice(at * most, (at + 1) * most),
  );
}

// This file knows the files that are on their way to the hub, and until when they may be: whoever brings them is here.
let visit = new AbortController();
const keys = new Set<string>();

/** files: how many wait or are on their way; movedAt: when one of them last came along, in ms. */
export const underway = $state({ files: 0, movedAt: 0 });

/** Aborted once whoever is here now has left: from then on nothing of theirs goes out in the name of the next one. */
export function stay(): AbortSignal {
  return visit.signal;
}

/** Whoever was here has left, or acts as somebody else: what is not there yet stops; how many files that were. */
export function left(): number {
  const { files } = underway;
  const ending = visit;
  visit = new AbortController();
  ending.abort();
  keys.clear();
  underway.files = underway.movedAt = 0;
  return files;
}

/** A file waits or is on its way from now on, by a key of its own. */
export function goes(key: string): void {
  underway.files = keys.add(key).size;
}

/** A part of it came through. */
export function moved(key: string): void {
  if (keys.has(key)) underway.movedAt = Date.now();
}

/** It is there, or is not brought any more. */
export function ends(key: string): void {
  keys.delete(key);
  underway.files = keys.size;
}

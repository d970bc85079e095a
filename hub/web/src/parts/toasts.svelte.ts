// This file is the short notices that appear, are read out, and go away by themselves.

export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "bad";
  /** Takes back what the notice tells of. */
  undo: (() => void) | null;
}

const SHOWN_MS = 6_000;

/** What can be taken back stands long enough to be found. */
const UNDO_MS = 12_000;

let last = 0;
export const toasts = $state<Toast[]>([]);

/** undoMs: for how long it can be taken back, where the hub says. */
export function toast(
  text: string,
  tone: Toast["tone"] = "plain",
  undo: Toast["undo"] = null,
  undoMs = UNDO_MS,
): void {
  const id = ++last;
  // Only the last change is taken back: one before it may have been of the same thing.
  for (const one of toasts) {
    if (!one.undo) continue;
    one.undo = null;
    setTimeout(() => dismiss(one.id), SHOWN_MS);
  }
  // The same again is one notice that stands longer: a pile of them covers what it tells of.
  const before = toasts.findIndex((one) => one.text === text && one.tone === tone);
  if (before >= 0) toasts.splice(before, 1);
  toasts.push({ id, text, tone, undo });
  setTimeout(() => dismiss(id), undo ? undoMs : SHOWN_MS);
}

/** Who comes next on this device reads nothing of whom these are about, and takes nothing back. */
export function dismissAll(): void {
  toasts.length = 0;
}

export function dismiss(id: number): void {
  const index = toasts.findIndex((one) => one.id === id);
  if (index >= 0) toasts.splice(index, 1);
}

/** How many sheets lie over the page: the notices then stand in the topmost, where they are seen and read out. */
export const covered = $state({ by: 0 });

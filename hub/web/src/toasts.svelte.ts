// This file is the short notices that appear, are read out, and go away by themselves.

export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "bad";
}

const SHOWN_MS = 6_000;

let last = 0;
export const toasts = $state<Toast[]>([]);

export function toast(text: string, tone: Toast["tone"] = "plain"): void {
  const id = ++last;
  toasts.push({ id, text, tone });
  setTimeout(() => dismiss(id), SHOWN_MS);
}

export function dismiss(id: number): void {
  const index = toasts.findIndex((one) => one.id === id);
  if (index >= 0) toasts.splice(index, 1);
}

/** How many sheets lie over the page: the notices then stand in the topmost, where they are seen and read out. */
export const covered = $state({ by: 0 });

// This file knows whether this browser is a room device: there nothing of anybody is kept in the browser's storage.
const FLAG = "roomwire.room-device";

/** Whether this browser shows the code of a room device, or is paired. */
export function isRoomDevice(): boolean {
  try {
    return localStorage.getItem(FLAG) !== null;
  } catch {
    return false;
  }
}

/** From now on it is one, and keeps nothing of whoever was here before; the page has to begin anew. */
export function becomeRoomDevice(): void {
  forgetAll();
  try {
    localStorage.setItem(FLAG, "1");
  } catch {
    // where nothing can be kept, nothing of anybody is
  }
}

/** It is one no more, and forgets what it held. */
export function ceaseRoomDevice(): void {
  forgetAll();
}

function forgetAll(): void {
  try {
    localStorage.clear();
    sessionStorage.clear();
  } catch {
    // a browser that keeps nothing has nothing to forget
  }
}

/** Its standing is asked for this often while it shows a code, and while it is paired. */
export const WAITS_MS = 3_000;
export const PAIRED_MS = 20_000;

/** Whoever tapped a name and went away is forgotten. */
export const LEFT_ALONE_MS = 30_000;

/** How many digits a PIN has. */
export const [SHORTEST, LONGEST] = [4, 8] as const;

/** A code as it is read: two times four letters. */
export function readable(code: string): string {
  return `${code.slice(0, 4)} ${code.slice(4)}`;
}

/** What somebody typed of a PIN, after a key: digits alone, and no more than there can be. */
export function typed(pin: string, key: string): string {
  return /^[0-9]$/.test(key) && pin.length < LONGEST ? pin + key : pin;
}

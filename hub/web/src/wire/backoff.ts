// This file is when to come back after a connection has ended, as pure functions.
import { m } from "../paraglide/messages";

/** How long the first wait may be, and what each further one doubles. */
export const BASE_MS = 1_000;

export const CAP_MS = 30_000;

/** A connection that held this long was a good one: the next try is a first try again. */
export const STEADY_MS = 10_000;

export type Ending = "reconnect" | "resync" | "sign-in" | "stop";

/** What to do after a close code. 4000–4499 ask us back, 4500–4999 tell us to stay away; others were accidents. */
export function endingOf(code: number): Ending {
  if (code === 4003) return "resync";
  if (code === 4501) return "sign-in";
  return code >= 4500 && code <= 4999 ? "stop" : "reconnect";
}

/** What a person reads where we stay away. */
export function sentenceOf(code: number): string {
  switch (code) {
    case 4502:
      return m.wire_no_access();
    case 4503:
      return m.wire_updated();
    default:
      return m.wire_broken();
  }
}

/** Milliseconds until try number attempt (0 is the first): anywhere up to a bound that doubles. */
export function waitMs(attempt: number, random: number, jitterMs = BASE_MS): number {
  const bound = attempt === 0 ? Math.min(BASE_MS, jitterMs) : Math.min(CAP_MS, BASE_MS * 2 ** attempt);
  return Math.round(random * bound);
}

/** The number of the next try, after a connection that was live for liveMs (0: never). */
export function nextAttempt(attempt: number, liveMs: number): number {
  return liveMs >= STEADY_MS ? 0 : attempt + 1;
}

// This file puts a sign-in into words: on what it is, and when it was last used.
import { m } from "../paraglide/messages";
import { day } from "../parts/time";
import type { SignInListed } from "../wire/endpoints";

const DAY_MS = 86_400_000;

/** "Firefox, Android"; what a browser says of itself and no more. */
export function deviceOf(one: Pick<SignInListed, "browser" | "system">): string {
  return [one.browser, one.system].filter(Boolean).join(", ") || m.people_sign_in_unknown();
}

/** Use is written down once a day, so nothing more exact is said. */
export function usedWhen(one: Pick<SignInListed, "used_at" | "here">, now: Date): string {
  const lately = now.getTime() - new Date(one.used_at).getTime() < DAY_MS;
  return one.here || lately
    ? m.people_sign_in_used_lately()
    : m.people_sign_in_used({ day: day(one.used_at, now) });
}

// This file is what the screens call something urgent, and who may call it that.
import { m } from "../paraglide/messages";
import { spoken } from "../parts/language.svelte";
import type { Emergency } from "../wire/endpoints";
import type { Event } from "../wire/frames";

export type Urgency = NonNullable<Event["urgency"]>;

export const URGENCIES: Readonly<Record<Urgency, string>> = spoken({
  normal: m.conversations_normal,
  urgent: m.conversations_urgent,
  emergency: m.conversations_emergency,
  drill: m.conversations_drill,
});

/** What the sender reads before it goes. */
export const MEANS: Readonly<Record<Urgency, string>> = spoken({
  normal: () => "",
  urgent: m.conversations_urgent_means,
  emergency: m.conversations_emergency_means,
  drill: m.conversations_drill_means,
});

/** What one may choose; only the normal where nothing else is allowed. */
export function levels(may: (what: string) => boolean): Partial<Record<Urgency, string>> {
  const allowed = (Object.keys(URGENCIES) as Urgency[]).filter((one) => {
    if (one === "normal") return true;
    return may(one === "urgent" ? "urgent" : "emergency");
  });
  return Object.fromEntries(allowed.map((one) => [one, URGENCIES[one]]));
}

/** Whether everybody is asked to confirm that they have read it. */
export function asks(urgency: Urgency): boolean {
  return urgency === "emergency" || urgency === "drill";
}

/** An emergency is taken back within three seconds or not at all: as long as one needs to see what was pressed. */
const EMERGENCY_HOLD_MS = 3_000;

/** How long what was written is kept before it goes, where the school gives so long. */
export function held(urgency: Urgency, schoolMs: number): number {
  return asks(urgency) ? Math.min(EMERGENCY_HOLD_MS, schoolMs) : schoolMs;
}

/** What is to be confirmed in each conversation: an emergency before a drill. */
export function alarms(pending: readonly Emergency[]): Readonly<Record<string, Urgency>> {
  const found: Record<string, Urgency> = {};
  for (const { conversation, urgency } of pending)
    if (found[conversation] !== "emergency") found[conversation] = urgency;
  return found;
}

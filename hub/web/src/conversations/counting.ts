// This file sums up whom something reaches, and by what, for who is about to send it.
import { m } from "../paraglide/messages";
import { spoken } from "../parts/language.svelte";
import type { Preview } from "../wire/endpoints";
import { asks, type Urgency } from "./urgency";

const BY: readonly [string, (facts: { shown: string }) => string][] = [
  ["push", m.conversations_by_push],
  ["sms", m.conversations_by_text],
  ["email", m.conversations_by_email],
];

type Reached = Pick<Preview, "recipients" | "texts">;

export function people(count: number): string {
  return m.conversations_people({ count, shown: count.toLocaleString() });
}

/** "40 by push, 69 by text, 29 by email": of whom each way may be used. */
export function ways({ recipients }: Reached): string {
  return BY.map(
    ([medium, by]) => [recipients.filter((one) => one.media.includes(medium)).length, by] as const,
  )
    .filter(([count]) => count > 0)
    .map(([count, by]) => by({ shown: count.toLocaleString() }))
    .join(", ");
}

/** "98 people, 69 texts, at once". */
export function inShort({ recipients, texts }: Reached, urgency: Urgency): string {
  return [people(recipients.length), ...(texts ? [sent(texts.count)] : []), ...when(urgency)].join(", ");
}

function sent(count: number): string {
  return m.conversations_texts_sent({ count, shown: count.toLocaleString() });
}

function when(urgency: Urgency): string[] {
  if (asks(urgency)) return [m.conversations_at_any_hour()];
  return urgency === "urgent" ? [m.conversations_at_once()] : [];
}

/** Whom it reaches, in the order one looks for a name. */
export function byName<One extends { name: string }>(found: readonly One[]): One[] {
  return [...found].sort((one, other) => one.name.localeCompare(other.name));
}

const LOUD = spoken({
  urgent: m.conversations_send_urgent,
  emergency: m.conversations_send_emergency,
  drill: m.conversations_send_drill,
});

/** What the button says that sends it; reached: null while that is not known. */
export function sends(urgency: Urgency, reached: Reached | null): string {
  if (urgency !== "normal") return LOUD[urgency];
  if (!reached) return m.conversations_send();
  const count = reached.recipients.length;
  return m.conversations_send_to({ count, shown: count.toLocaleString() });
}

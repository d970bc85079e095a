// This file puts into words which texts and emails somebody takes.

import { m } from "../paraglide/messages";
import { spoken } from "../parts/language.svelte";
import { dateOf } from "../parts/time";
import type { ConsentAddress, ConsentIn, ConsentLine } from "../wire/endpoints";

type Medium = ConsentAddress["medium"];

export const KINDS = spoken<Medium>({ sms: m.notify_texts, email: m.notify_emails });

const SOURCES = spoken<ConsentLine["source"]>({
  reply: m.notify_consent_by_reply,
  carrier: m.notify_consent_by_carrier,
  one_click: m.notify_consent_by_click,
  staff: m.notify_consent_by_school,
  bounce: m.notify_consent_by_bounce,
  invalid: m.notify_consent_by_invalid,
});

const NOTED = {
  routine: { open: m.notify_consent_noted_on, closed: m.notify_consent_noted_off },
  emergency: { open: m.notify_consent_noted_emergency_on, closed: m.notify_consent_noted_emergency_off },
};

/** Why nothing routine goes there, and whether an emergency does; empty where everything does. */
export function passes(one: ConsentAddress): string {
  if (one.routine === null) return "";
  return one.emergency === null ? m.notify_consent_still({ why: one.routine }) : one.emergency;
}

/** Whether nobody but the phone itself can open it again. */
export function blocked(one: ConsentAddress): boolean {
  const closed = one.record.filter((line) => line.of === "emergency" && line.state === "closed");
  return one.emergency !== null && closed.at(-1)?.source === "carrier";
}

/** What an admin notes, in their own language: closing leaves emergencies as they are, opening opens all of it. */
export function wanted(medium: Medium, on: boolean): ConsentIn {
  const why = on ? m.notify_consent_wants() : m.notify_consent_wants_none();
  return { medium, classes: on ? ["routine", "emergency"] : ["routine"], state: on ? "open" : "closed", why };
}

/** A line of the record: when, what, by whom, why. */
export function noted(medium: Medium, line: ConsentLine): string {
  const by = line.by ?? SOURCES[line.source];
  return NOTED[line.of][line.state]({ date: dateOf(line.at), kind: KINDS[medium], by, why: line.why });
}

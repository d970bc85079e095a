// This file puts into words which texts and emails somebody takes.

import { date } from "./time";
import type { ConsentAddress, ConsentIn, ConsentLine } from "./wire";

type Medium = ConsentAddress["medium"];

export const KINDS: Record<Medium, string> = { sms: "Texts", email: "Emails" };

const SOURCES: Record<ConsentLine["source"], string> = {
  reply: "the person, by text",
  carrier: "the carrier",
  one_click: "the person, with one click",
  staff: "the school",
  bounce: "what was sent came back",
};

/** Why nothing routine goes there, and whether an emergency does; empty where everything does. */
export function passes(one: ConsentAddress): string {
  if (one.routine === null) return "";
  return one.emergency === null ? `${one.routine} An emergency is still told there.` : one.emergency;
}

/** Whether nobody but the phone itself can open it again. */
export function blocked(one: ConsentAddress): boolean {
  const closed = one.record.filter((line) => line.of === "emergency" && line.state === "closed");
  return one.emergency !== null && closed.at(-1)?.source === "carrier";
}

/** What an admin notes: closing leaves emergencies as they are, opening opens all of it. */
export function wanted(medium: Medium, on: boolean): ConsentIn {
  const why = on ? "Wants them again, as told to the school." : "Wants no more, as told to the school.";
  return { medium, classes: on ? ["routine", "emergency"] : ["routine"], state: on ? "open" : "closed", why };
}

/** A line of the record: when, what, by whom, why. */
export function noted(medium: Medium, line: ConsentLine): string {
  const what = `${KINDS[medium]}${line.of === "emergency" ? " in an emergency" : ""}`;
  const state = line.state === "open" ? "on" : "off";
  return `${date(line.at.slice(0, 10))}: ${what} ${state}, by ${line.by ?? SOURCES[line.source]}. ${line.why}`;
}

// This file is the forms for a student's day: which fields each has, what they start with, what they make.
import type { ItemType } from "./items";
import { WORDS } from "./items";
import { field, momentOf } from "./time";
import { TEXT_LENGTH, WORDS_LENGTH, type Item } from "./wire";

export type Values = Record<string, string>;

/** time: a moment of today. optional: may stay empty. */
export type Field =
  | { sort: "choice"; name: string; label: string; options: Readonly<Record<string, string>> }
  | { sort: "time"; name: string; label: string; optional?: boolean; hint?: string }
  | { sort: "number"; name: string; label: string; unit: string; step: number; min: number; max: number }
  | { sort: "line"; name: string; label: string; length: number }
  | { sort: "words"; name: string; label: string; length: number; optional?: boolean };

const NOTE: Field = { sort: "words", name: "note", label: "Remark", length: WORDS_LENGTH, optional: true };
const WHEN: Field = { sort: "time", name: "happened_at", label: "When" };

export const FORMS: Partial<Record<ItemType, readonly Field[]>> = {
  nap: [
    { sort: "time", name: "started_at", label: "Fell asleep" },
    {
      sort: "time",
      name: "ended_at",
      label: "Woke up",
      optional: true,
      hint: "Leave empty while still asleep",
    },
    NOTE,
  ],
  meal: [
    { sort: "choice", name: "meal", label: "Meal", options: WORDS.meal },
    { sort: "choice", name: "amount", label: "How much was eaten", options: WORDS.amount },
    WHEN,
    NOTE,
  ],
  bottle: [
    { sort: "choice", name: "contents", label: "What", options: WORDS.contents },
    {
      sort: "number",
      name: "amount_ml",
      label: "How much was drunk",
      unit: "ml",
      step: 10,
      min: 0,
      max: 1000,
    },
    WHEN,
    NOTE,
  ],
  diaper: [{ sort: "choice", name: "state", label: "Found", options: WORDS.state }, WHEN, NOTE],
  note: [{ sort: "words", name: "text", label: "What would you like to tell?", length: TEXT_LENGTH }, WHEN],
  incident: [
    { sort: "words", name: "what", label: "What happened", length: TEXT_LENGTH },
    { sort: "words", name: "action", label: "What was done about it", length: WORDS_LENGTH, optional: true },
    { sort: "choice", name: "severity", label: "How serious", options: WORDS.severity },
    WHEN,
  ],
  observation: [{ sort: "words", name: "text", label: "What did you observe?", length: TEXT_LENGTH }, WHEN],
  name_to_face: [{ sort: "line", name: "where", label: "Where", length: 200 }, WHEN],
};

/** What a form shows when it opens: now, and what is most likely at this hour. */
export function defaults(type: ItemType, now: Date): Values {
  const its: Values = {};
  for (const one of FORMS[type] ?? []) {
    if (one.sort === "time") its[one.name] = one.optional ? "" : field(now);
    else if (one.sort === "choice") its[one.name] = Object.keys(one.options)[0] ?? "";
    else its[one.name] = "";
  }
  if (type === "meal") return { ...its, meal: mealAt(now.getHours()), amount: "all" };
  return type === "bottle" ? { ...its, amount_ml: "120" } : its;
}

/** The first field that is not right yet, in a sentence; null where the form can be sent. */
export function wrong(type: ItemType, values: Values): { name: string; sentence: string } | null {
  for (const one of FORMS[type] ?? []) {
    const value = (values[one.name] ?? "").trim();
    if (value === "" && !("optional" in one && one.optional)) {
      return { name: one.name, sentence: `${one.label}: please fill this in.` };
    }
    if (one.sort === "number" && !(Number(value) >= one.min && Number(value) <= one.max)) {
      return { name: one.name, sentence: `${one.label}: from ${one.min} to ${one.max} ${one.unit}.` };
    }
  }
  return null;
}

/** The item that a filled form makes. */
export function made(type: ItemType, values: Values, now: Date): Item {
  const its: Record<string, unknown> = { type };
  for (const one of FORMS[type] ?? []) {
    const value = (values[one.name] ?? "").trim();
    if (value === "") continue;
    if (one.sort === "time") its[one.name] = momentOf(value, now).toISOString();
    else its[one.name] = one.sort === "number" ? Math.round(Number(value)) : value;
  }
  if (type === "nap") its.happened_at = its.started_at;
  return its as unknown as Item;
}

function mealAt(hour: number): string {
  if (hour < 9) return "breakfast";
  if (hour < 11) return "morning_snack";
  if (hour < 14) return "lunch";
  return hour < 17 ? "afternoon_snack" : "dinner";
}

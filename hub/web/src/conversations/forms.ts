// This file is the forms for a student's day: which fields each has, what they start with, what they make.
import { m } from "../paraglide/messages";
import { endOf, field, hourOf, momentOf, onDayOf } from "../parts/time";
import { TEXT_LENGTH, WORDS_LENGTH, type Item } from "../wire/frames";
import type { Activity, ItemType } from "./items";
import { happenedAt, WORDS } from "./items";

export type Values = Record<string, string>;

/** What is said in the language of the page when it is asked for. */
type Text = () => string;

/** time: a moment of today. optional: may stay empty. */
export type Field =
  | { sort: "choice"; name: string; label: Text; options: Readonly<Record<string, string>> }
  | { sort: "time"; name: string; label: Text; optional?: boolean; hint?: Text }
  | { sort: "number"; name: string; label: Text; unit: string; step: number; min: number; max: number }
  | { sort: "line"; name: string; label: Text; length: number }
  | { sort: "words"; name: string; label: Text; length: number; optional?: boolean };

const NOTE: Field = {
  sort: "words",
  name: "note",
  label: m.conversations_remark,
  length: WORDS_LENGTH,
  optional: true,
};
const WHEN: Field = { sort: "time", name: "happened_at", label: m.conversations_when };

export const FORMS: Partial<Record<ItemType, readonly Field[]>> = {
  nap: [
    { sort: "time", name: "started_at", label: m.conversations_fell_asleep },
    {
      sort: "time",
      name: "ended_at",
      label: m.conversations_woke_up,
      optional: true,
      hint: m.conversations_empty_while_asleep,
    },
    NOTE,
  ],
  meal: [
    { sort: "choice", name: "meal", label: m.conversations_meal, options: WORDS.meal },
    { sort: "choice", name: "amount", label: m.conversations_how_much_eaten, options: WORDS.amount },
    WHEN,
    NOTE,
  ],
  bottle: [
    { sort: "choice", name: "contents", label: m.conversations_what, options: WORDS.contents },
    {
      sort: "number",
      name: "amount_ml",
      label: m.conversations_how_much_drunk,
      unit: "ml",
      step: 10,
      min: 0,
      max: 1000,
    },
    WHEN,
    NOTE,
  ],
  diaper: [{ sort: "choice", name: "state", label: m.conversations_found, options: WORDS.state }, WHEN, NOTE],
  note: [{ sort: "words", name: "text", label: m.conversations_what_to_tell, length: TEXT_LENGTH }, WHEN],
  incident: [
    { sort: "words", name: "what", label: m.conversations_what_happened, length: TEXT_LENGTH },
    {
      sort: "words",
      name: "action",
      label: m.conversations_what_was_done,
      length: WORDS_LENGTH,
      optional: true,
    },
    { sort: "choice", name: "severity", label: m.conversations_how_serious, options: WORDS.severity },
    WHEN,
  ],
  observation: [
    { sort: "words", name: "text", label: m.conversations_what_observed, length: TEXT_LENGTH },
    WHEN,
  ],
  name_to_face: [{ sort: "line", name: "where", label: m.conversations_where, length: 200 }, WHEN],
};

/** What a form shows when it opens: now, and what is most likely at this hour. */
export function defaults(type: ItemType, now: Date): Values {
  const its: Values = {};
  for (const one of FORMS[type] ?? []) {
    if (one.sort === "time") its[one.name] = one.optional ? "" : field(now);
    else if (one.sort === "choice") its[one.name] = Object.keys(one.options)[0] ?? "";
    else its[one.name] = "";
  }
  if (type === "meal") return { ...its, meal: mealAt(hourOf(now)), amount: "all" };
  return type === "bottle" ? { ...its, amount_ml: "120" } : its;
}

/** An item with the moment it is shown at: who said none meant when it was told, at. */
export function dated(item: Activity, at: string): Activity {
  return { ...item, happened_at: happenedAt(item, at) };
}

/** What a form shows of something that is there already. */
export function filled(item: Activity): Values {
  const its: Values = {};
  for (const one of FORMS[item.type] ?? []) {
    const value = (item as unknown as Record<string, unknown>)[one.name];
    its[one.name] = one.sort === "time" && value ? field(new Date(String(value))) : String(value ?? "");
  }
  return its;
}

/** The first field that is not right yet, in a sentence; null where the form can be sent. */
export function wrong(
  type: ItemType,
  values: Values,
  now: Date,
  before: Activity | null = null,
): { name: string; sentence: string } | null {
  for (const one of FORMS[type] ?? []) {
    const value = (values[one.name] ?? "").trim();
    if (value === "" && !("optional" in one && one.optional)) {
      return { name: one.name, sentence: m.conversations_fill_in({ label: one.label() }) };
    }
    if (one.sort === "number" && !(Number(value) >= one.min && Number(value) <= one.max)) {
      const { min, max, unit } = one;
      return { name: one.name, sentence: m.conversations_from_to({ label: one.label(), min, max, unit }) };
    }
  }
  const its = made(type, values, now, before);
  if (its.type === "nap" && its.ended_at && its.ended_at < its.started_at)
    return { name: "ended_at", sentence: m.conversations_nap_ends_early() };
  return null;
}

/** The item that a filled form makes; before: what it is to stand in place of, whose day and seconds stay. */
export function made(type: ItemType, values: Values, now: Date, before: Activity | null = null): Item {
  const its: Record<string, unknown> = { type };
  for (const one of FORMS[type] ?? []) {
    const value = (values[one.name] ?? "").trim();
    if (value === "") continue;
    if (one.sort === "time") its[one.name] = moment(one.name, value, its, now, before);
    else its[one.name] = one.sort === "number" ? Math.round(Number(value)) : value;
  }
  if (type === "nap") its.happened_at = its.started_at;
  return its as unknown as Item;
}

function moment(
  name: string,
  value: string,
  its: Readonly<Record<string, unknown>>,
  now: Date,
  before: Activity | null,
): string {
  const was = (before as Readonly<Record<string, unknown>> | null)?.[name];
  if (was && field(new Date(String(was))) === value) return String(was);
  if (name === "ended_at") return endOf(value, new Date(String(its.started_at)), now).toISOString();
  const anchor = was ?? (before && "started_at" in before ? before.started_at : undefined);
  return (anchor ? onDayOf(value, new Date(String(anchor))) : momentOf(value, now)).toISOString();
}

function mealAt(hour: number): string {
  if (hour < 9) return "breakfast";
  if (hour < 11) return "morning_snack";
  if (hour < 14) return "lunch";
  return hour < 17 ? "afternoon_snack" : "dinner";
}

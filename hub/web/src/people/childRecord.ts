// This file has the words of a child's record, and turns what stands in a form into what the hub takes.
import { m } from "../paraglide/messages";
import { spoken } from "../parts/language.svelte";
import { clock, dateOf } from "../parts/time";
import type {
  Allergy,
  ChildRecord,
  EmergencyContact,
  KeptContacts,
  KeptCustody,
  RecordIn,
} from "../wire/endpoints";

/** Where any part comes from, whatever its value. */
export type PartKept = Omit<KeptCustody, "there">;
/** A form that is open. n: the state it began with, or the one that its writer was shown and saves over. */
export interface Editing {
  readonly n: number;
  close: () => void;
}
export type Becomes = RecordIn["becomes"];
export type Part = Becomes["part"];
export type Severity = Allergy["severity"];
export type Day = NonNullable<NonNullable<ChildRecord["plan"]>["value"]>[number];

export const PARTS = spoken<Part>({
  allergies: m.people_record_allergies,
  medication: m.people_record_medication,
  diets: m.people_record_diets,
  contacts: m.people_record_contacts,
  birth_date: m.people_record_birth_date,
  primary_room: m.people_record_room,
  plan: m.people_record_plan,
  custody: m.people_record_custody,
});

export const SEVERITIES = spoken<Severity>({
  severe: m.people_record_severe,
  moderate: m.people_record_moderate,
  mild: m.people_record_mild,
  unknown: m.people_record_unknown,
});

export const DAYS = spoken<Day>({
  mon: m.people_record_mon,
  tue: m.people_record_tue,
  wed: m.people_record_wed,
  thu: m.people_record_thu,
  fri: m.people_record_fri,
  sat: m.people_record_sat,
  sun: m.people_record_sun,
});

/** A line of a list that is being written: every field is there, as text. */
export type Row = Record<string, string>;

export const NEW_ALLERGY: Row = { what: "", severity: "unknown", action: "" };
export const NEW_DIET: Row = { what: "" };
export const NEW_CONTACT: Row = { name: "", relation: "", phone: "" };

/** The lines in which nothing was written count for nothing: whoever adds one too many has not said anything. */
function written(rows: readonly Row[]): Row[] {
  return rows.filter((row) =>
    Object.entries(row).some(([name, said]) => name !== "severity" && said.trim() !== ""),
  );
}

export function allergies(rows: readonly Row[]): Becomes {
  const value = written(rows).map(({ what = "", severity = "", action = "" }) => ({
    what,
    severity: severity as Severity,
    action,
  }));
  return { part: "allergies", value };
}

export function diets(rows: readonly Row[]): Becomes {
  return { part: "diets", value: written(rows).map(({ what = "" }) => what) };
}

export function contacts(rows: readonly Row[]): Becomes {
  const value = written(rows).map(({ name = "", relation = "", phone = "" }) => ({ name, relation, phone }));
  return { part: "contacts", value };
}

/** The days of a plan in the order of the week, after one was turned on or off. */
export function turnedDay(days: readonly Day[], day: Day, on: boolean): Day[] {
  return (Object.keys(DAYS) as Day[]).filter((one) => (one === day ? on : days.includes(one)));
}

/** The list of emergency contacts that the reader may change: their own as a parent, or the school's. */
export function ownContacts(record: ChildRecord): KeptContacts | undefined {
  return record.contacts.find((one) => one.may_set);
}

/** What is kept of a part as the reader changes it; undefined: they do not. */
export function kept(record: ChildRecord, part: Part): PartKept | undefined {
  return (part === "contacts" ? ownContacts(record) : record[part]) ?? undefined;
}

/** A part as it stands, in the form in which it can be put back; a custody text is told apart from the rest. */
export function standing(record: ChildRecord, part: Part, custody: string | null): Becomes {
  if (part === "custody") return { part, value: custody };
  const value = part === "contacts" ? ownContacts(record)?.value : record[part]?.value;
  return { part, value: value ?? null } as Becomes;
}

/** Where a part comes from, and as of when; empty where nothing is kept. */
export function source(one: PartKept): string {
  if (one.source === "roster") return fromRoster(one.at);
  if (!one.source || !one.at) return "";
  const at = moment(one.at);
  return one.by ? m.people_record_by({ name: one.by, at }) : at;
}

/** at: when the roster was last level with its source, where that is known. */
export function fromRoster(at: string | null): string {
  return at ? m.people_record_from_roster({ at: moment(at) }) : m.people_record_from_roster_once();
}

export function moment(at: string): string {
  return `${dateOf(at)}, ${clock(at)}`;
}

/** "Peanuts – severe": what and how bad, in words and not by colour. */
export function allergyWords(one: Allergy): string {
  return m.people_record_allergy({ what: one.what, severity: SEVERITIES[one.severity] });
}

/** The worst first, so that whoever reads one line reads that one. */
export function worstFirst(all: readonly Allergy[]): Allergy[] {
  const order = Object.keys(SEVERITIES);
  return [...all].sort((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity));
}

/** What a telephone dials. */
export function dialled(one: Pick<EmergencyContact, "phone">): string {
  const [number = "", extension = ""] = one.phone.split(/(?:x|ext\.?) ?(?=\d+$)/i);
  const digits = number.replace(/[^\d+]/g, "");
  return `tel:${digits}${extension ? `,${extension}` : ""}`;
}

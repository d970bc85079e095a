// This file is what an admin says of the columns of a spreadsheet, until it is sent.
import { m } from "../paraglide/messages";
import { spoken } from "../parts/language.svelte";
import type { ColumnGuessed, SheetShown, SheetsShown } from "../wire/endpoints";

export type SheetField = ColumnGuessed["field"];
export type SheetAbout = SheetShown["about"];

/** A column is chosen as "child_room:1"; empty is one that is not read. */
export interface SheetSaid {
  about: SheetAbout;
  columns: string[];
}

export const ABOUTS = spoken<SheetAbout>({
  children: m.people_sheet_children,
  employees: m.people_sheet_employees,
  nothing: m.people_sheet_nothing,
});

const FIELDS = spoken<SheetField>({
  child_id: m.people_sheet_child_id,
  child_name: m.people_sheet_child_name,
  child_given: m.people_sheet_child_given,
  child_family: m.people_sheet_child_family,
  child_birth: m.people_sheet_child_birth,
  child_room: m.people_sheet_child_room,
  child_status: m.people_sheet_child_status,
  child_start: m.people_sheet_child_start,
  child_end: m.people_sheet_child_end,
  child_pick_ups: m.people_sheet_child_pick_ups,
  parent_id: m.people_sheet_parent_id,
  parent_name: m.people_sheet_parent_name,
  parent_given: m.people_sheet_parent_given,
  parent_family: m.people_sheet_parent_family,
  parent_email: m.people_sheet_parent_email,
  parent_cell: m.people_sheet_parent_cell,
  parent_phone: m.people_sheet_parent_phone,
  parent_phone_label: m.people_sheet_parent_phone_label,
  parent_texts: m.people_sheet_parent_texts,
  parent_relation: m.people_sheet_parent_relation,
  parent_pays: m.people_sheet_parent_pays,
  parent_collects: m.people_sheet_parent_collects,
  employee_id: m.people_sheet_employee_id,
  employee_name: m.people_sheet_employee_name,
  employee_given: m.people_sheet_employee_given,
  employee_family: m.people_sheet_employee_family,
  employee_email: m.people_sheet_employee_email,
  employee_cell: m.people_sheet_employee_cell,
  employee_phone: m.people_sheet_employee_phone,
  employee_phone_label: m.people_sheet_employee_phone_label,
  employee_texts: m.people_sheet_employee_texts,
  employee_role: m.people_sheet_employee_role,
  employee_room: m.people_sheet_employee_room,
  employee_status: m.people_sheet_employee_status,
  employee_start: m.people_sheet_employee_start,
  employee_end: m.people_sheet_employee_end,
});

/** What a sheet needs, by the first field of each group of which one column has to hold one. */
const NEEDED = spoken<string>({
  child_name: m.people_sheet_missing_child,
  child_room: m.people_sheet_missing_room,
  parent_name: m.people_sheet_missing_parent,
  employee_name: m.people_sheet_missing_employee,
});

/** What the hub takes the sheets for. */
export function guessed(its: SheetsShown): SheetSaid[] {
  return its.sheets.map(({ about, columns }) => ({ about, columns: columns.map(key) }));
}

function key(column: ColumnGuessed | null): string {
  return column ? `${column.field}:${column.nth}` : "";
}

function parted(key: string): ColumnGuessed {
  const [field, nth] = key.split(":");
  return { field: field as SheetField, nth: Number(nth) };
}

const ofParent = (field: SheetField) => field.startsWith("parent_");

/** What a column holds, in words. */
export function labelled(key: string): string {
  const { field, nth } = parted(key);
  return ofParent(field) ? m.people_sheet_parent({ number: nth, what: FIELDS[field] }) : FIELDS[field];
}

/** What a column may hold: of one parent more than are named by now. */
export function choices(its: SheetsShown, said: SheetSaid): string[] {
  const named = said.columns.filter(Boolean).map(parted);
  const parents = Math.max(0, ...named.filter((one) => ofParent(one.field)).map((one) => one.nth));
  const fields = its.choices.find((one) => one.about === said.about)?.fields ?? [];
  const own = fields.filter((one) => !ofParent(one)).map((field) => key({ field, nth: 1 }));
  const theirs = Array.from({ length: Math.min(parents + 1, its.parents) }, (_, at) =>
    fields.filter(ofParent).map((field) => key({ field, nth: at + 1 })),
  );
  return [...own, ...theirs.flat()];
}

/** What stands in the way of reading a sheet: what no column holds, and what two do. */
export function lacks(its: SheetsShown, said: SheetSaid): string[] {
  const named = said.columns.filter(Boolean);
  const held = new Set<string>(named.map((one) => parted(one).field));
  const needs = its.choices.find((one) => one.about === said.about)?.needs ?? [];
  const missing = needs.filter((group) => !group.some((field) => held.has(field)));
  const twice = new Set(named.filter((one, at) => named.indexOf(one) !== at));
  return [
    ...missing.map(([first]) => m.people_sheet_missing({ what: NEEDED[first ?? ""] ?? "" })),
    ...[...twice].map((one) => m.people_sheet_twice({ what: labelled(one) })),
  ];
}

/** Whether any sheet is read at all. */
export function reads(said: readonly SheetSaid[]): boolean {
  return said.some((one) => one.about !== "nothing");
}

/** As the hub takes it. */
export function named(its: SheetsShown, said: readonly SheetSaid[]) {
  return its.sheets.map(({ headings }, at) => {
    const { about, columns } = said[at]!;
    const held =
      about === "nothing" ? headings.map(() => null) : columns.map((one) => (one ? parted(one) : null));
    return { headings, about, columns: held };
  });
}

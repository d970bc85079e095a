// This file is a mapping file on the page: read as the hub reads it, and put into what an admin says of a sheet.
import { wordsOf } from "../parts/folding";
import { m } from "../paraglide/messages";
import type { RosterColumns, SheetsShown } from "../wire/endpoints";
import { choices, type SheetSaid } from "./sheets";

export const MAPPING_FILE = "mapping.json";
/** As of every body in JSON (hub/oneroster/spreadsheet/mapping_file.py). */
export const LARGEST_MAPPING = 262_144;

type SheetNamed = RosterColumns["sheets"][number];

/** What a file says; null where it is no mapping file, or has a key that nobody would look at. */
export function mappingIn(text: string): RosterColumns | null {
  try {
    const its: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return isMapping(its) ? its : null;
  } catch {
    return null;
  }
}

/** What the file says of these sheets, for an admin to look at; a sentence where it does not fit them. */
export function filled(its: SheetsShown, file: RosterColumns): SheetSaid[] | string {
  const said: SheetSaid[] = [];
  for (const sheet of its.sheets) {
    const entry = file.sheets.find((one) => fits(one.headings, sheet.headings));
    if (!entry) return misfit(file.sheets, sheet.headings);
    const inOrder = same(entry.headings.map(folded), sheet.headings.map(folded));
    const columns = sheet.headings.map((heading, at) => {
      const place = inOrder ? at : entry.headings.findIndex((one) => folded(one) === folded(heading));
      const column = entry.about === "nothing" ? null : entry.columns[place];
      return column ? `${column.field}:${column.nth ?? 1}` : "";
    });
    const one = { about: entry.about, columns };
    const known = new Set(choices(its, one));
    if (columns.some((column) => column && !known.has(column))) return m.people_mapping_none();
    said.push(one);
  }
  return said;
}

function misfit(entries: readonly SheetNamed[], headings: readonly string[]): string {
  const shared = (one: SheetNamed) => headings.length - beyond(headings, one.headings).length;
  const nearest = entries.reduce((best, one) => (shared(one) > shared(best) ? one : best));
  return m.people_mapping_misfit({
    more: listed(beyond(headings, nearest.headings)),
    gone: listed(beyond(nearest.headings, headings)),
  });
}

function beyond(headings: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others.map(folded));
  return headings.filter((one) => !known.has(folded(one)));
}

const listed = (headings: readonly string[]) => headings.map((one) => `“${one}”`).join(", ") || "–";

/** As the hub compares headings: in any case and order, where none stands twice. */
function fits(was: readonly string[], now: readonly string[]): boolean {
  const [one, other] = [was.map(folded), now.map(folded)];
  if (same(one, other)) return true;
  return new Set(one).size === one.length && same(one.sort(), other.sort());
}

const same = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((word, at) => word === other[at]);

const folded = (heading: string) => wordsOf(heading).join(" ");

function isMapping(its: unknown): its is RosterColumns {
  return (
    has(its, ["sheets", "several"]) &&
    Array.isArray(its["sheets"]) &&
    its["sheets"].length > 0 &&
    its["sheets"].every(isSheet)
  );
}

function isSheet(its: unknown): boolean {
  if (!has(its, ["headings", "about", "columns"])) return false;
  const { headings, about, columns } = its;
  return (
    Array.isArray(headings) &&
    headings.every((one) => typeof one === "string") &&
    typeof about === "string" &&
    Array.isArray(columns) &&
    columns.length === headings.length &&
    columns.every((one) => one === null || (has(one, ["field", "nth"]) && typeof one["field"] === "string"))
  );
}

function has(its: unknown, keys: readonly string[]): its is Record<string, unknown> {
  return (
    typeof its === "object" &&
    its !== null &&
    !Array.isArray(its) &&
    Object.keys(its).every((key) => keys.includes(key))
  );
}

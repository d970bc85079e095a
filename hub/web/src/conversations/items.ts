// This file is what the screens say of each type of item: its name, its sign, its words.
import { m } from "../paraglide/messages";
import { spoken } from "../parts/language.svelte";
import { clock, lasting } from "../parts/time";
import type { Attached, Item } from "../wire/frames";

export type ItemType = Item["type"];
export type TextItem = Extract<Item, { type: "text" }>;
export type FilesItem = Extract<Item, { type: "files" }>;

/** What happened to a child. */
export type Activity = Exclude<Item, TextItem | FilesItem>;

/** The choices of an item's field, in the order they are offered. */
export const WORDS = {
  meal: spoken({
    breakfast: m.conversations_meal_breakfast,
    morning_snack: m.conversations_meal_morning_snack,
    lunch: m.conversations_meal_lunch,
    afternoon_snack: m.conversations_meal_afternoon_snack,
    dinner: m.conversations_meal_dinner,
  }),
  amount: spoken({
    none: m.conversations_amount_none,
    some: m.conversations_amount_some,
    most: m.conversations_amount_most,
    all: m.conversations_amount_all,
  }),
  contents: spoken({
    formula: m.conversations_contents_formula,
    breast_milk: m.conversations_contents_breast_milk,
    milk: m.conversations_contents_milk,
    water: m.conversations_contents_water,
  }),
  state: spoken({
    wet: m.conversations_state_wet,
    soiled: m.conversations_state_soiled,
    wet_and_soiled: m.conversations_state_wet_and_soiled,
    dry: m.conversations_state_dry,
    potty: m.conversations_state_potty,
  }),
  severity: spoken({
    minor: m.conversations_severity_minor,
    moderate: m.conversations_severity_moderate,
    serious: m.conversations_severity_serious,
  }),
};

const NAMES: Readonly<Record<ItemType, string>> = spoken({
  text: m.conversations_type_text,
  files: m.conversations_type_files,
  nap: m.conversations_type_nap,
  meal: m.conversations_type_meal,
  bottle: m.conversations_type_bottle,
  diaper: m.conversations_type_diaper,
  note: m.conversations_type_note,
  incident: m.conversations_type_incident,
  observation: m.conversations_type_observation,
  name_to_face: m.conversations_type_name_to_face,
});

/** An item type's name; one that this page does not know yet is called by its own. */
export function nameOf(type: string): string {
  return type in NAMES ? NAMES[type as ItemType] : type.replaceAll("_", " ");
}

/** An item in one line, for lists. */
export function inOneLine(item: Item): string {
  if (item.type === "text") return item.text;
  if (item.type === "files") return item.text ? `${filesWords(item)} · ${item.text}` : filesWords(item);
  const its = headline(item);
  const said = remark(item);
  return said ? `${its} · ${said}` : its;
}

/** What is sent: “Photo”, “3 photos”, “2 files”, or the name of the one file. */
export function filesWords(item: FilesItem): string {
  const photos = item.files.filter(isPhoto).length;
  const only = item.files.length === 1 ? item.files[0] : undefined;
  if (only) return photos ? m.conversations_photo() : only.name || m.conversations_file();
  const count = item.files.length;
  return photos === count ? m.conversations_photos({ count }) : m.conversations_files({ count });
}

/** Whether it can be shown where it stands. */
export function isPhoto(file: Attached): boolean {
  return typeof file.width === "number" && typeof file.height === "number";
}

/** What people say to each other, as against what happened to a child. */
export function isSaid(item: Item): item is TextItem | FilesItem {
  return item.type === "text" || item.type === "files";
}

/** What is said in these words, with these files; at the most as many as a message takes. */
export function saying(
  text: string,
  files: readonly Attached[],
  tagged: readonly string[] = [],
): TextItem | FilesItem {
  if (!files.length) return { type: "text", text };
  const its: FilesItem = { type: "files", files: [...files] as unknown as FilesItem["files"], text };
  return tagged.length ? { ...its, tagged: [...tagged] } : its;
}

/** What happened, in a few words. */
export function headline(item: Activity): string {
  switch (item.type) {
    case "nap":
      return napWords(item.started_at, item.ended_at ?? null);
    case "meal":
      return m.conversations_ate({ meal: WORDS.meal[item.meal], amount: item.amount });
    case "bottle":
      return m.conversations_drank({ ml: item.amount_ml, contents: item.contents });
    case "diaper":
      return m.conversations_diaper({ state: item.state });
    case "incident":
      return m.conversations_incident({ severity: item.severity ?? "minor" });
    case "name_to_face":
      return m.conversations_name_to_face({ where: item.where });
    case "note":
    case "observation":
      return NAMES[item.type];
    default:
      return nameOf((item as { type: string }).type);
  }
}

/** The longer words that belong to it; empty where there are none. */
export function remark(item: Activity): string {
  switch (item.type) {
    case "note":
    case "observation":
      return item.text;
    case "incident":
      return item.what;
    case "nap":
    case "meal":
    case "bottle":
    case "diaper":
      return item.note ?? "";
    default:
      return "";
  }
}

/** When it happened: its author's word, else when it was told. */
export function happenedAt(item: Item, toldAt: string): string {
  if (isSaid(item)) return toldAt;
  if (item.type === "nap") return item.started_at;
  return item.happened_at ?? toldAt;
}

function napWords(started: string, ended: string | null): string {
  if (ended === null) return m.conversations_fell_asleep();
  const minutes = Math.round((new Date(ended).getTime() - new Date(started).getTime()) / 60_000);
  return m.conversations_slept({ duration: lasting(Math.max(0, minutes)), time: clock(ended) });
}

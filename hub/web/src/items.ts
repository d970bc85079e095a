// This file is what the screens say of each type of item: its name, its sign, its words.
import { clock, lasting } from "./time";
import type { Attached, Item } from "./wire";

export type ItemType = Item["type"];
export type TextItem = Extract<Item, { type: "text" }>;
export type FilesItem = Extract<Item, { type: "files" }>;

/** What happened to a child. */
export type Activity = Exclude<Item, TextItem | FilesItem>;

/** The choices of an item's field, in the order they are offered. */
export const WORDS = {
  meal: {
    breakfast: "Breakfast",
    morning_snack: "Morning snack",
    lunch: "Lunch",
    afternoon_snack: "Afternoon snack",
    dinner: "Dinner",
  },
  amount: { none: "None", some: "Some", most: "Most", all: "All" },
  contents: { formula: "Formula", breast_milk: "Breast milk", milk: "Milk", water: "Water" },
  state: { wet: "Wet", soiled: "Soiled", wet_and_soiled: "Wet and soiled", dry: "Dry", potty: "Potty" },
  severity: { minor: "Minor", moderate: "Moderate", serious: "Serious" },
} as const;

const NAMES: Record<ItemType, string> = {
  text: "Message",
  files: "Files",
  nap: "Nap",
  meal: "Meal",
  bottle: "Bottle",
  diaper: "Diaper",
  note: "Note",
  incident: "Incident",
  observation: "Observation",
  name_to_face: "Name to Face",
};

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
  if (only) return photos ? "Photo" : only.name || "File";
  return `${String(item.files.length)} ${photos === item.files.length ? "photos" : "files"}`;
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
export function saying(text: string, files: readonly Attached[]): TextItem | FilesItem {
  return files.length
    ? { type: "files", files: [...files] as unknown as FilesItem["files"], text }
    : { type: "text", text };
}

/** What happened, in a few words. */
export function headline(item: Activity): string {
  switch (item.type) {
    case "nap":
      return napWords(item.started_at, item.ended_at ?? null);
    case "meal":
      return `${WORDS.meal[item.meal]}, ate ${WORDS.amount[item.amount].toLowerCase()}`;
    case "bottle":
      return `Bottle, ${item.amount_ml} ml ${WORDS.contents[item.contents].toLowerCase()}`;
    case "diaper":
      return item.state === "potty" ? "Used the potty" : `Diaper, ${WORDS.state[item.state].toLowerCase()}`;
    case "incident":
      return `Incident, ${WORDS.severity[item.severity ?? "minor"].toLowerCase()}`;
    case "name_to_face":
      return `Name to Face, ${item.where}`;
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
  if (ended === null) return "Fell asleep";
  const minutes = Math.round((new Date(ended).getTime() - new Date(started).getTime()) / 60_000);
  return `Slept ${lasting(Math.max(0, minutes))}, until ${clock(ended)}`;
}

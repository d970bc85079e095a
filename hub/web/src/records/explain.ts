// This file has the questions that "Why?" asks, whom it may ask about, and where a no is changed.
import { m } from "../paraglide/messages";
import { byName } from "../parts/folding";
import type { Option } from "../parts/options";
import { roleWord } from "../people/roles";
import type { Child, Directory, Explanation, Me } from "../wire/endpoints";

export interface Question {
  may: "see" | "message" | "hear" | "pick_up";
  /** The id of the child or message. */
  about: string;
  /** What is asked, as the head of its answer. */
  head: string;
}

/** Whether somebody heard of one message; null: none is asked about. */
export function heardOf(message: string | null): Question[] {
  return message ? [{ may: "hear", about: message, head: m.records_heard_of() }] : [];
}

/** The four questions about a person who is a parent or works here, and a child. */
export function questions(role: string, { id: about, name: child }: Pick<Option, "id" | "name">): Question[] {
  const parent = role === "guardian";
  return [
    { may: "see", about, head: m.records_sees({ child }) },
    {
      may: "message",
      about,
      head: parent ? m.records_writes_to_school({ child }) : m.records_writes_to_family({ child }),
    },
    {
      may: "hear",
      about,
      head: parent ? m.records_hears_of_school() : m.records_hears_of_family({ child }),
    },
    { may: "pick_up", about, head: m.records_picks_up({ child }) },
  ];
}

/** Everybody of the directory, by name. */
export function people(directory: Directory): Option[] {
  const found = Object.entries(directory.people).map(([id, name]) => ({
    id,
    name,
    about: capital(directory.beside[id] || roleWord(directory.roles[id] ?? "")),
  }));
  return ordered(found);
}

export function children(items: readonly Child[]): Option[] {
  return ordered(
    items.map((one) => ({ id: one.id, name: one.name, about: one.rooms.join(", ") || m.records_no_room() })),
  );
}

/** A parent asks about themselves and their own children alone. */
export function own(me: Me): { people: Option[]; children: Option[] } {
  return {
    people: [{ id: me.person, name: me.name, about: m.records_you() }],
    children: ordered(me.students.map((one) => ({ id: one.id, name: one.name, about: "" }))),
  };
}

/** The screen on which an admin changes a no, opened where it is about; null where there is none. */
export function whereTo(
  change: Explanation["change"],
  who: string,
  about: string,
): { href: string; label: string } | null {
  switch (change) {
    case "children":
      return { href: `#/children/${encodeURIComponent(about)}`, label: m.records_change_children() };
    case "staff":
      return { href: `#/staff/${encodeURIComponent(who)}`, label: m.records_change_staff() };
    case "settings":
      return { href: "#/settings", label: m.records_change_settings() };
    default:
      return null;
  }
}

function ordered(options: Option[]): Option[] {
  return options.sort((one, other) => byName(one.name, other.name));
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

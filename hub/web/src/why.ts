// This file has the questions that "Why?" asks, whom it may ask about, and where a no is changed.
import { plain } from "./listing";
import { roleWord } from "./roles";
import type { Child, Directory, Explanation, Me } from "./wire";

export interface Option {
  id: string;
  name: string;
  /** What tells two of the same name apart. */
  about: string;
}

export interface Question {
  may: "see" | "message" | "hear" | "pick_up";
  /** The id of the child or message. */
  about: string;
  /** What is asked, as the head of its answer. */
  head: string;
}

/** Whether somebody heard of one message; null: none is asked about. */
export function heardOf(message: string | null): Question[] {
  return message ? [{ may: "hear", about: message, head: "Heard of this message" }] : [];
}

/** The four questions about a person who is a parent or works here, and a child. */
export function questions(role: string, { id: about, name: child }: Pick<Option, "id" | "name">): Question[] {
  const parent = role === "guardian";
  return [
    { may: "see", about, head: `Sees ${child}` },
    {
      may: "message",
      about,
      head: parent ? `Writes to the school about ${child}` : `Writes to ${child}’s family`,
    },
    {
      may: "hear",
      about,
      head: parent ? "Hears of what the school writes" : `Hears of what ${child}’s family writes`,
    },
    { may: "pick_up", about, head: `Picks ${child} up` },
  ];
}

/** Everybody of the directory, by name. */
export function people(directory: Directory): Option[] {
  const found = Object.entries(directory.people).map(([id, name]) => ({
    id,
    name,
    about: capital(roleWord(directory.roles[id] ?? "")),
  }));
  return byName(found);
}

export function children(items: readonly Child[]): Option[] {
  return byName(
    items.map((one) => ({ id: one.id, name: one.name, about: one.rooms.join(", ") || "No room" })),
  );
}

/** A parent asks about themselves and their own children alone. */
export function own(me: Me): { people: Option[]; children: Option[] } {
  return {
    people: [{ id: me.person, name: me.name, about: "You" }],
    children: byName(me.students.map((one) => ({ id: one.id, name: one.name, about: "" }))),
  };
}

/** Those whose names or words hold every word that is looked for; who begins with it comes first. */
export function matching(options: readonly Option[], wanted: string): Option[] {
  const words = plain(wanted).split(/\s+/).filter(Boolean);
  const found = options.filter((one) => {
    const names = plain(`${one.name} ${one.about}`);
    return words.every((word) => names.includes(word));
  });
  const begins = (one: Option) => (words[0] && plain(one.name).startsWith(words[0]) ? 0 : 1);
  return found.sort((one, other) => begins(one) - begins(other));
}

/** The screen on which an admin changes a no, opened where it is about; null where there is none. */
export function whereTo(
  change: Explanation["change"],
  who: string,
  about: string,
): { href: string; label: string } | null {
  switch (change) {
    case "children":
      return { href: `#/children/${encodeURIComponent(about)}`, label: "Change it under Children" };
    case "staff":
      return { href: `#/staff/${encodeURIComponent(who)}`, label: "Change it under Staff" };
    case "settings":
      return { href: "#/settings", label: "Change it under Settings" };
    default:
      return null;
  }
}

function byName(options: Option[]): Option[] {
  return options.sort((one, other) => (plain(one.name) < plain(other.name) ? -1 : 1));
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

// This file orders the list of conversations: by what one looks for, and under headings.
import { m } from "../paraglide/messages";
import { byName, seeker } from "../parts/folding";
import type { Conversation } from "../wire/endpoints";

export interface Section {
  heading: string;
  conversations: Conversation[];
}

/** In the order to read them: the newest first, then what one may write to, then the rest. */
export function inOrder(list: readonly Conversation[]): Conversation[] {
  const rank = (one: Conversation) => one.last?.seq ?? (one.may_post ? 0 : -1);
  return [...list].sort((one, other) => rank(other) - rank(one));
}

/** The kinds there are, for the chips above the list: first those that one mostly may write to. */
export function kinds(list: readonly Conversation[]): { kind: string; label: string }[] {
  const found = [...new Set(list.map((one) => one.kind))].map((kind) =>
    list.filter((one) => one.kind === kind),
  );
  const mine = (its: Conversation[]) => its.filter((one) => one.may_post).length / its.length;
  return found
    .sort((one, other) => mine(other) - mine(one) || other.length - one.length)
    .map(([one]) => ({ kind: one?.kind ?? "", label: one?.kind_label ?? "" }));
}

/** Those of a kind (null: of all) that are found by every word that is looked for: titles, people, rooms. */
export function found(list: readonly Conversation[], kind: string | null, wanted: string): Conversation[] {
  const sought = seeker(wanted);
  return list.filter((one) => (kind === null || one.kind === kind) && sought(namesIn(one)));
}

function namesIn(one: Conversation): string {
  return [one.title, one.student_name, one.room_name, ...one.found_by].filter(Boolean).join(" ");
}

/** For families: a heading per child, then what comes from the school. The order within each stays. */
export function byChild(list: readonly Conversation[]): Section[] {
  const sections = new Map<string, Section>();
  const children = list.filter((one) => one.student);
  for (const one of [...children].sort((a, b) => byName(a.student_name ?? "", b.student_name ?? ""))) {
    const section = sections.get(one.student ?? "") ?? {
      heading: one.student_name ?? "",
      conversations: [],
    };
    sections.set(one.student ?? "", { ...section, conversations: [...section.conversations, one] });
  }
  const others = list.filter((one) => !one.student);
  return [
    ...sections.values(),
    ...(others.length ? [{ heading: m.conversations_from_school(), conversations: others }] : []),
  ];
}

const SIGNS: Record<string, string> = {
  day: "sun",
  announcement: "megaphone",
  staff: "people",
  office: "office",
  direct: "lock",
  room: "room",
  staff_direct: "me",
};

/** The sign of a kind; one that this page does not know yet has that of a conversation. */
export function signOf(kind: string): string {
  return SIGNS[kind] ?? "messages";
}

// This file orders whom one may write to: by kind, narrowed by what is looked for.
import { plain } from "./listing";
import type { Contact } from "./wire";

export interface Reachable {
  kind: string;
  label: string;
  contacts: Contact[];
}

/** Under their kinds, in the order the hub names them; within each by name. */
export function byKind(contacts: readonly Contact[], wanted: string): Reachable[] {
  const words = plain(wanted).split(/\s+/).filter(Boolean);
  const shown = contacts.filter((one) => {
    const names = plain(`${one.title} ${one.about}`);
    return words.every((word) => names.includes(word));
  });
  return [...new Set(shown.map((one) => one.kind))].map((kind) => {
    const its = shown.filter((one) => one.kind === kind);
    return {
      kind,
      label: its[0]?.kind_label ?? "",
      contacts: its.sort((one, other) => (plain(one.title) < plain(other.title) ? -1 : 1)),
    };
  });
}

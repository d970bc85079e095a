// This file orders whom one may write to: by kind, narrowed by what is looked for.
import { byName, seeker } from "../parts/folding";
import type { Contact } from "../wire/endpoints";

export interface Reachable {
  kind: string;
  label: string;
  contacts: Contact[];
}

/** Under their kinds, in the order the hub names them; within each by name. */
export function byKind(contacts: readonly Contact[], wanted: string): Reachable[] {
  const found = seeker(wanted);
  const shown = contacts.filter((one) => found(`${one.title} ${one.about}`));
  return [...new Set(shown.map((one) => one.kind))].map((kind) => {
    const its = shown.filter((one) => one.kind === kind);
    return {
      kind,
      label: its[0]?.kind_label ?? "",
      contacts: its.sort((one, other) => byName(one.title, other.title)),
    };
  });
}

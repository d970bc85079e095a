// This file reads and writes the part of the address after #, which says what is open.
const SCREENS = [
  "attendance",
  "review",
  "children",
  "child",
  "staff",
  "settings",
  "reports",
  "unsorted",
  "names",
  "unreached",
  "calls",
  "reach",
  "figures",
  "invitations",
  "letter",
  "roster",
  "sign-ins",
  "second-factor",
  "passkeys",
  "identities",
  "pin",
  "device",
  "room-devices",
  "activity-log",
  "export",
  "privacy",
  "me",
] as const;

export type Screen = (typeof SCREENS)[number];

export type Route =
  | { at: "list" }
  | { at: "conversation"; id: string }
  | { at: "reset"; secret: string }
  | { at: "invited"; secret: string }
  | { at: "confirm_email"; secret: string }
  | { at: "join" }
  | { at: "printed"; code: string | null }
  | { at: "why"; who: string | null; about: string | null; of: string | null }
  | { at: Screen; id: string | null };

export function read(hash: string): Route {
  const [first = "", second = "", third = "", fourth = ""] = hash.replace(/^#\/?/, "").split("/");
  if (first === "c" && second) return { at: "conversation", id: decoded(second) ?? second };
  if (first === "reset" && second) return { at: "reset", secret: second };
  if (first === "invited" && second) return { at: "invited", secret: second };
  if (first === "confirm_email" && second) return { at: "confirm_email", secret: second };
  if (first === "join") return { at: "join" };
  if (first === "printed") return { at: "printed", code: decoded(second) };
  if (first === "why") {
    return { at: "why", who: decoded(second), about: decoded(third), of: decoded(fourth) };
  }
  const screen = SCREENS.find((one) => one === first);
  return screen ? { at: screen, id: decoded(second) } : { at: "list" };
}

/** What stands there, null for nothing or a dash; a broken address says nothing. */
function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part).replace(/^-$/, "") || null;
  } catch {
    return null;
  }
}

export function conversation(id: string): string {
  return `#/c/${encodeURIComponent(id)}`;
}

/** What the center keeps about a child. */
export function record(student: string): string {
  return `#/child/${encodeURIComponent(student)}`;
}

/** Why somebody may, or does not, about a child; null: still to be chosen. of: the message that made one ask. */
export function why(who: string | null, about: string | null, of: string | null = null): string {
  const parts = [who ?? "-", about ?? "-", ...(of ? [of] : [])];
  return `#/why/${parts.map(encodeURIComponent).join("/")}`;
}

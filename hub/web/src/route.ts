// This file reads and writes the part of the address after #, which says what is open.
export type Route =
  | { at: "list" }
  | { at: "conversation"; id: string }
  | { at: "review" }
  | { at: "settings" }
  | { at: "me" }
  | { at: "reports" };

export function read(hash: string): Route {
  const [first = "", second = ""] = hash.replace(/^#\/?/, "").split("/");
  if (first === "c" && second) return { at: "conversation", id: decodeURIComponent(second) };
  if (first === "review" || first === "settings" || first === "me" || first === "reports")
    return { at: first };
  return { at: "list" };
}

export function conversation(id: string): string {
  return `#/c/${encodeURIComponent(id)}`;
}

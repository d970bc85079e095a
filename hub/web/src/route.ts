// This file reads and writes the part of the address after #, which says what is open.
const SCREENS = ["review", "children", "staff", "settings", "reports", "unreached", "calls", "me"] as const;

export type Route = { at: "list" } | { at: "conversation"; id: string } | { at: (typeof SCREENS)[number] };

export function read(hash: string): Route {
  const [first = "", second = ""] = hash.replace(/^#\/?/, "").split("/");
  if (first === "c" && second) return { at: "conversation", id: decodeURIComponent(second) };
  const screen = SCREENS.find((one) => one === first);
  return screen ? { at: screen } : { at: "list" };
}

export function conversation(id: string): string {
  return `#/c/${encodeURIComponent(id)}`;
}

// This file makes names that nobody else makes.

/** Random, also on a page without TLS, where crypto.randomUUID is missing. */
export function unique(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/** This browser's name, the same on every visit. */
export function device(storage: Storage): string {
  const known = storage.getItem("roomwire.device");
  if (known) return known;
  const fresh = unique();
  storage.setItem("roomwire.device", fresh);
  return fresh;
}

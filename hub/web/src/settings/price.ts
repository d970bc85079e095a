// This file reads and writes what a text costs: a part of the school's currency, as people write it.

/** Parts of the currency's unit that the hub counts in. */
const PARTS = 10_000;

/** What one segment may cost at the most, in those parts. */
const DEAREST = 100_000;

/** "0.0083" for 83; nothing for 0, which is not known. */
export function written(price: number): string {
  return price ? String(price / PARTS) : "";
}

/** 83 for "0.0083" or "0,0083", 0 for nothing; null where it is no price. */
export function read(text: string): number | null {
  const plain = text.trim().replace(",", ".");
  if (!plain) return 0;
  if (!/^\d{0,2}(\.\d{1,4})?$/.test(plain) || plain === ".") return null;
  const price = Math.round(Number(plain) * PARTS);
  return price <= DEAREST ? price : null;
}

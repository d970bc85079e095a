// This file checks the page's folding against the table that the hub's is checked against.
import { describe, expect, it } from "vitest";
import table from "../../../../tests/policies/people/folding.json";
import { byName, fold, seeker, wordsOf } from "./folding";

/** FNV-1a of 32 bits, of UTF-16 units. */
function digest(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}

describe("folding", () => {
  it("finds the same in more texts than it remembers, and in each again", () => {
    const texts = Array.from({ length: 12_000 }, (_, at) => `Zoë O’Brien ${at}`);
    const once = texts.filter(seeker("obrien 119"));

    expect(once.length).toBe(111);
    expect(texts.filter(seeker("obrien 119"))).toEqual(once);
    expect(texts.filter(seeker("zoe brien 11999"))).toEqual(["Zoë O’Brien 11999"]);
  });

  it("folds as the hub does, by the table", () => {
    expect(table.folded.map(([text]) => [text, fold(text ?? "")])).toEqual(table.folded);
    expect(table.words.map(([text]) => [text, wordsOf(text as string)])).toEqual(table.words);
  });

  it("folds every letter of the table's ranges as the hub does", () => {
    const letters = table.ranges.flatMap(([first, last]) =>
      Array.from({ length: (last ?? 0) - (first ?? 0) + 1 }, (_, at) =>
        String.fromCodePoint((first ?? 0) + at),
      ),
    );

    expect(digest(letters.map((one) => `${fold(one)}\n`).join(""))).toBe(table.digest);
  });

  it("finds what is looked for by the beginnings of words, by the table", () => {
    expect(table.found.map(([wanted, text]) => [wanted, text, seeker(String(wanted))(String(text))])).toEqual(
      table.found,
    );
  });

  it("orders names whatever their case and accents", () => {
    expect(["zoé", "Łukasz", "Zoë", "ana"].sort(byName)).toEqual(["ana", "Łukasz", "zoé", "Zoë"]);
    expect(byName("Ana", "ána")).toBe(0);
  });
});

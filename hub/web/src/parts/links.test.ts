import fc from "fast-check";
import { expect, test } from "vitest";
import { inItsLine, pieces } from "./links";

const links = (text: string) =>
  pieces(text).flatMap((piece) => (piece.href ? [[piece.text, piece.href]] : []));

test.each([
  [
    "see https://center.example/form_(2026) and …",
    "https://center.example/form_(2026)",
    "https://center.example/form_(2026)",
  ],
  ["(https://center.example/form)", "https://center.example/form", "https://center.example/form"],
  [
    "At https://center.example/a?b=c&d=e#f.",
    "https://center.example/a?b=c&d=e#f",
    "https://center.example/a?b=c&d=e#f",
  ],
  ["http://center.example, please", "http://center.example", "http://center.example"],
  ["Look at www.maplestreet.org!", "www.maplestreet.org", "http://www.maplestreet.org"],
  ["maplestreet.org/menu has it", "maplestreet.org/menu", "http://maplestreet.org/menu"],
  [
    "Write to ines.walker@maplestreet.example.",
    "ines.walker@maplestreet.example",
    "mailto:ines.walker@maplestreet.example",
  ],
  ["Ines@MapleStreet.org", "Ines@MapleStreet.org", "mailto:Ines@MapleStreet.org"],
  ["Call (202) 555-0123 at four", "(202) 555-0123", "tel:2025550123"],
  ["202-555-0123", "202-555-0123", "tel:2025550123"],
  ["202.555.0123.", "202.555.0123", "tel:2025550123"],
  ["Omas Nummer: +49 30 901820, bitte", "+49 30 901820", "tel:+4930901820"],
  ["+1 (202) 555-0123", "+1 (202) 555-0123", "tel:+12025550123"],
  ["https://straße.example/ä", "https://straße.example/ä", "https://straße.example/ä"],
])("%s", (text, shown, href) => {
  expect(links(text)).toEqual([[shown, href]]);
});

test.each([
  "She left at four.It was fine",
  "2026-11-28, 10:30-11:45",
  "28.11.2026 and 12 11 2026",
  "5 ml at 38.5 and 101.3",
  "Order 20255501234567890",
  "1234-5678-9012-3456",
  "javascript:alert(1) and data:text/html,x",
  "ftp://files.example/x",
  "a/202-555-0123",
  "5+3=8 @home #mia",
])("nothing to tap in: %s", (text) => {
  expect(links(text)).toEqual([]);
});

test("a text in pieces is the text, and leads nowhere but to pages, mail and telephones", () => {
  const bit = fc.constantFrom(
    "https://a.example/(b)",
    "www.",
    "a@b.example",
    "(202) 555-0123",
    "+1",
    " ",
    "\n",
    "://",
    "<b>",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(bit, fc.string()), { maxLength: 12 }), (bits) => {
      const text = bits.join("");
      const found = pieces(text);
      expect(found.map((piece) => piece.text).join("")).toBe(text);
      for (const { href } of found) if (href) expect(href).toMatch(/^(https?:|mailto:|tel:)/i);
    }),
  );
});

test("the longest message of nothing but beginnings of links takes no time", () => {
  const begins = performance.now();
  for (const bit of ["www.", "https://", "a@", "+1 ", "(202) ", "a.com/(", "1.1-"])
    pieces(bit.repeat(16_000 / bit.length));
  expect(performance.now() - begins).toBeLessThan(5_000);
});

test("a letter is shown with the marks that its line has room for, and no word of any script loses one", () => {
  const shin = "\u05e9\u05c1\u05bc\u05b8\u0591"; // a Hebrew letter with its dots, its vowel and its accent
  for (const word of ["Zoe\u0308", "Nguye\u0302\u0303n", shin, "ကျွန်ုပ်", "हिन्दी", ""])
    expect(inItsLine(word)).toBe(word);
  expect(inItsLine(`Z${"\u0301".repeat(300)}al`)).toBe(`Z${"\u0301".repeat(5)}al`);
  const begins = performance.now();
  inItsLine("\u0301".repeat(16_000));
  inItsLine(`a${"\u0301".repeat(6)}`.repeat(2_000));
  expect(performance.now() - begins).toBeLessThan(1_000);
});

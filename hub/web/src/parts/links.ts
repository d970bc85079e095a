// This file finds what can be tapped in a text: addresses of pages, email addresses, telephone numbers.
import { LinkifyIt } from "linkify-it";

/** A part of a text; href where it leads somewhere. */
export interface Piece {
  text: string;
  href?: string;
}

/** Without "https://" only these ends make a link: others are words, as in "at four.It was fine". */
const ENDS = ["com", "org", "net", "edu", "gov"];

const finder = new LinkifyIt({ fuzzyEmail: true, fuzzyLink: true, fuzzyIP: false, tlds: ENDS });
finder.add("ftp:", null).add("//", null);

/** With + and the country, or as in "(202) 555-0123": other rows of digits are dates, times and amounts. */
const NUMBER =
  /(?<![\w+./-])(?:\+\d(?:[ .()-]{0,2}\d){7,14}|\(\d{3}\) ?\d{3}[ .-]\d{4}|\d{3}([ .-])\d{3}\1\d{4})(?![\w/]|[.-]\d)/g;

/** A text in pieces; put together they are the text. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of finder.match(text) ?? []) {
    found.push(...numbers(text.slice(from, match.index)), {
      text: text.slice(match.index, match.lastIndex),
      href: match.url,
    });
    from = match.lastIndex;
  }
  return [...found, ...numbers(text.slice(from))].filter((piece) => piece.text !== "");
}

/** More marks on one letter than any script writes: they would lie over the lines above and below. */
const PILE = /(\p{Mn}{5})\p{Mn}+/gu;

/** A text as it is shown, each letter with so many marks as stay in its line. */
export function inItsLine(text: string): string {
  return text.replace(PILE, "$1");
}

function numbers(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(NUMBER)) {
    found.push({ text: text.slice(from, match.index) }, { text: match[0], href: `tel:${dialled(match[0])}` });
    from = match.index + match[0].length;
  }
  return [...found, { text: text.slice(from) }];
}

function dialled(number: string): string {
  return number.replace(/[^\d+]/g, "");
}

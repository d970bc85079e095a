// This file is what one of many is chosen from, and what of it is shown for what is typed.
import { fold, seeker, wordsOf } from "./folding";

export interface Option {
  id: string;
  name: string;
  /** What tells two of the same name apart. */
  about: string;
}

/** Those whose names or words hold every word that is looked for; who begins with it comes first. */
export function matching(options: readonly Option[], wanted: string): Option[] {
  const [sought, [first = ""]] = [seeker(wanted), wordsOf(wanted)];
  const found = options.filter((one) => sought(`${one.name} ${one.about}`));
  const begins = (one: Option) => (fold(one.name).startsWith(first) ? 0 : 1);
  return found.sort((one, other) => begins(one) - begins(other));
}

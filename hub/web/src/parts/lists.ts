// This file puts a list into words, as the language of the page joins them.
import { language } from "./language.svelte";

/** English writes no comma before “and” here, as the hub does in all of its sentences. */
const LISTS: Readonly<Record<string, string>> = { en: "en-GB" };

/** "Mia", "Mia and Leo", "Mia, Leo and Zoë"; empty for nobody. */
export function all(names: readonly string[]): string {
  return new Intl.ListFormat(LISTS[language.now] ?? language.now, { type: "conjunction" }).format(names);
}

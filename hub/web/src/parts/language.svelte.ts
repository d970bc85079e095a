// This file is the language of the page: a signed-in person's own, else the first of the browser's that there is.
import { baseLocale, isLocale, overwriteGetLocale, type Locale } from "../paraglide/runtime";

/** Such as "es"; what shows a message follows it at once. */
class Language {
  now = $state<Locale>(preferred(navigator.languages));
}

export const language = new Language();
overwriteGetLocale(() => language.now);

/** Say everything in a language of this code, as the hub knows it; where there is none, in the browser's. */
export function speak(code: string): void {
  language.now = isLocale(code) ? code : preferred(navigator.languages);
  document.documentElement.lang = language.now;
}

/** The first of these languages, such as "es-MX", that the page has. */
export function preferred(wanted: readonly string[]): Locale {
  const plain = wanted.map((one) => one.toLowerCase().split("-")[0] ?? "");
  return (plain.find((one) => isLocale(one)) as Locale | undefined) ?? baseLocale;
}

/** A table of texts, each said in the language of the page whenever it is read. */
export function spoken<Key extends string>(
  said: Readonly<Record<Key, () => string>>,
): Readonly<Record<Key, string>> {
  const table: Partial<Record<Key, string>> = {};
  for (const key of Object.keys(said) as Key[])
    Object.defineProperty(table, key, { enumerable: true, get: () => said[key]() });
  return table as Record<Key, string>;
}

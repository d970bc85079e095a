import { afterEach, describe, expect, test } from "vitest";
import { m } from "../paraglide/messages";
import { baseLocale, locales } from "../paraglide/runtime";
import { preferred, speak } from "../parts/language.svelte";
import { wordsIn } from "../testing/texts";

type Match = Readonly<Record<string, string>>;
type Message = string | readonly { readonly declarations: readonly string[]; readonly match: Match }[];

const read = import.meta.glob<Record<string, Message>>("../../messages/*/*.json", {
  eager: true,
  import: "default",
});
const sources = import.meta.glob<string>(["../**/*.svelte", "../**/*.ts", "!../**/*.test.ts"], {
  eager: true,
  import: "default",
  query: "?raw",
});

const catalog = (locale: string, file: string) => read[`../../messages/${locale}/${file}`] ?? {};
const catalogs = Object.keys(read).flatMap((one) =>
  one.includes(`/${baseLocale}/`) ? [one.split("/").at(-1)!] : [],
);
const others = locales.filter((one) => one !== baseLocale);

const texts = (message: Message) =>
  typeof message === "string" ? [message] : message.flatMap((one) => Object.values(one.match));

const facts = (message: Message) =>
  [...new Set(texts(message).flatMap((text) => text.match(/\{[#/]?\w+\}/g) ?? []))].sort();

/** What is generated, for tests, or for who builds the page. */
const UNSAID = ["../paraglide/", "../testing/", "../main.ts", "../wire/endpoints.ts", "../wire/frames.ts"];

const files = Object.keys(sources).filter((file) => !UNSAID.some((one) => file.startsWith(one)));

describe.each(catalogs)("%s", (file) => {
  test.each(others)("says in %s everything that is said in English, of the same facts", (locale) => {
    const [ours, theirs] = [catalog(baseLocale, file), catalog(locale, file)];
    expect(Object.keys(theirs)).toEqual(Object.keys(ours));
    for (const [key, message] of Object.entries(theirs)) {
      expect.soft(facts(message), key).toEqual(facts(ours[key] ?? ""));
      for (const text of texts(message)) expect.soft(text.trim(), key).not.toBe("");
    }
  });

  test.each(locales)("has every plural of %s", (locale) => {
    const { pluralCategories } = new Intl.PluralRules(locale).resolvedOptions();
    for (const [key, message] of Object.entries(catalog(locale, file)))
      for (const { declarations, match } of typeof message === "string" ? [] : message)
        for (const [, form] of declarations.join().matchAll(/local (\w+) = \w+: plural/g)) {
          const chosen = Object.keys(match).flatMap((one) => one.split(", "));
          const forms = chosen.flatMap((one) =>
            one.startsWith(`${form}=`) ? [one.slice(form!.length + 1)] : [],
          );
          // One million is "many" in Spanish, and said as the rest is.
          const needed = pluralCategories.filter(
            (one) => one !== "other" && !(locale === "es" && one === "many"),
          );
          expect.soft([...new Set(forms)].sort(), key).toEqual(["*", ...needed].sort());
        }
  });

  test.each(locales)("has words in %s for what no choice of it names", (locale) => {
    for (const [key, message] of Object.entries(catalog(locale, file)))
      for (const { match } of typeof message === "string" ? [] : message)
        expect.soft(Object.keys(match).at(-1), key).toMatch(/^\w+=\*(, \w+=\*)*$/);
  });

  test("names each message by its folder", () => {
    const folder = file.replace(".json", "");
    for (const key of Object.keys(catalog(baseLocale, file)))
      expect.soft(key).toMatch(new RegExp(`^${folder}_`));
  });
});

test.each(files)("%s says nothing that no catalog has", (file) => {
  expect(wordsIn(file, sources[file] ?? "")).toEqual([]);
});

describe("the language of the page", () => {
  afterEach(() => speak("en"));

  test.each([
    [["es-MX", "en"], "es"],
    [["xx", "PL-pl"], "pl"],
    [["xx", "zz"], "en"],
    [[], "en"],
  ])("of a browser that wants %j is %s", (wanted, is) => {
    expect(preferred(wanted)).toBe(is);
  });

  test("is the one a person has chosen", () => {
    speak("pl");
    expect([1, 2, 5, 22, 25].map((days) => m.parts_days({ days }))).toEqual([
      "1 dzień",
      "2 dni",
      "5 dni",
      "22 dni",
      "25 dni",
    ]);
    speak("es");
    expect(m.parts_days({ days: 1_000_000 })).toBe("1000000 días");
  });
});

// This file checks what is said of each type of item, in more languages than one.
import { afterEach, expect, it } from "vitest";
import { speak } from "../parts/language.svelte";
import { filesWords, headline, inOneLine, nameOf, WORDS, type Activity, type FilesItem } from "./items";
import { URGENCIES } from "./urgency";

afterEach(() => speak("en"));

const DAY: readonly Activity[] = [
  { type: "meal", meal: "lunch", amount: "most", note: "Peas" },
  { type: "bottle", contents: "breast_milk", amount_ml: 120 },
  { type: "diaper", state: "potty" },
  { type: "incident", what: "A bump", severity: "minor" },
  { type: "nap", started_at: "2026-11-23T18:00:00Z", ended_at: null },
];

it.each([
  [
    "en",
    ["Lunch, ate most", "Bottle, 120 ml breast milk", "Used the potty", "Incident, minor", "Fell asleep"],
  ],
  [
    "es",
    [
      "Almuerzo, comió casi todo",
      "Biberón, 120 ml de leche materna",
      "Usó la bacinica",
      "Incidente leve",
      "Se durmió",
    ],
  ],
  [
    "pl",
    [
      "Obiad, zjedzono większość",
      "Butelka, 120 ml mleka matki",
      "Skorzystanie z nocnika",
      "Zdarzenie drobne",
      "Początek drzemki",
    ],
  ],
])("a day is told in %s, with what was written as it was written", (language, told) => {
  speak(language);

  expect(DAY.map(headline)).toEqual(told);
  expect(DAY.map(inOneLine)[0]).toBe(`${told[0]} · Peas`);
});

it("what a newer hub says of a meal or a type is shown without what is not known here", () => {
  const meal = { type: "meal", meal: "lunch", amount: "twice" } as unknown as Activity;

  expect(headline(meal)).toBe("Lunch");
  expect(nameOf("swim_class")).toBe("swim class");
});

it("files are counted as the language counts", () => {
  const file = { id: "f", name: "a.pdf", mime: "application/pdf", size: 1 };
  const of = (count: number) =>
    filesWords({ type: "files", text: "", files: Array(count).fill(file) } as unknown as FilesItem);
  speak("pl");

  expect([2, 5, 10].map(of)).toEqual(["2 pliki", "5 plików", "10 plików"]);
});

it("a table of words that was made before says them in the language of now", () => {
  const options = WORDS.state;
  speak("es");

  expect(Object.entries(options)[0]).toEqual(["wet", "Mojado"]);
  expect(URGENCIES.drill).toBe("Simulacro");
});

// This file checks what is offered for a setting that is a number.
import { afterEach, describe, expect, it } from "vitest";
import { speak } from "../parts/language.svelte";
import { dayCount, EDIT, offered, UNDO } from "./choices";

it("the choices come in order", () => {
  expect(offered(UNDO, 5).map(([value]) => value)).toEqual([0, 5, 10, 20, 30, 60]);
  expect(offered(EDIT, 1440)).toContainEqual([1440, "A day"]);
});

it("what was set elsewhere is one of them", () => {
  expect(offered(UNDO, 12)[3]).toEqual([12, "12 seconds"]);
});

describe("in another language", () => {
  afterEach(() => speak("en"));

  it("the choices are said in it, with its plurals", () => {
    speak("pl");
    expect(offered(UNDO, 22).map(([, words]) => words)).toEqual([
      "Wysyłaj od razu",
      "5 sekund",
      "10 sekund",
      "20 sekund",
      "22 sekundy",
      "30 sekund",
      "Minuta",
    ]);
  });
});

it("days are a whole number of two years at the most, and nothing else", () => {
  expect([" 30 ", "0", "730"].map(dayCount)).toEqual([30, 0, 730]);
  expect(["", "731", "9999", "-1", "1.5", "a"].map(dayCount)).toEqual([null, null, null, null, null, null]);
});

// This file checks the forms of a student's day.
import { expect, it } from "vitest";
import { defaults, FORMS, made, wrong } from "./forms";
import type { ItemType } from "./items";

const noon = new Date(2026, 10, 23, 12, 30);

it("every form starts with the present moment and asks only for what it cannot know", () => {
  const missing = Object.keys(FORMS).map((type) => [
    type,
    wrong(type as ItemType, defaults(type as ItemType, noon))?.name,
  ]);

  expect(Object.fromEntries(missing)).toEqual({
    nap: undefined,
    meal: undefined,
    bottle: undefined,
    diaper: undefined,
    note: "text",
    incident: "what",
    observation: "text",
    name_to_face: "where",
  });
});

it("the meal is the one of the hour", () => {
  expect([8, 10, 12, 15, 18].map((hour) => defaults("meal", new Date(2026, 10, 23, hour)).meal)).toEqual([
    "breakfast",
    "morning_snack",
    "lunch",
    "afternoon_snack",
    "dinner",
  ]);
});

it("a nap that goes on has no end, and happened when it began", () => {
  const nap = made("nap", { ...defaults("nap", noon), started_at: "11:45" }, noon);

  const began = new Date(2026, 10, 23, 11, 45).toISOString();
  expect(nap).toEqual({ type: "nap", started_at: began, happened_at: began });
});

it("a bottle takes a number between its bounds", () => {
  const bottle = defaults("bottle", noon);

  expect(wrong("bottle", { ...bottle, amount_ml: "1200" })?.sentence).toContain("from 0 to 1000 ml");
  expect(wrong("bottle", { ...bottle, amount_ml: "much" })?.name).toBe("amount_ml");
  expect(made("bottle", { ...bottle, amount_ml: "90" }, noon)).toMatchObject({
    contents: "formula",
    amount_ml: 90,
  });
});

// This file checks the forms of a student's day.
import { expect, it } from "vitest";
import { tellBy } from "../parts/time";
import { dated, defaults, filled, FORMS, made, wrong } from "./forms";
import type { ItemType } from "./items";

const noon = new Date(2026, 10, 23, 12, 30);

it("every form starts with the present moment and asks only for what it cannot know", () => {
  const missing = Object.keys(FORMS).map((type) => [
    type,
    wrong(type as ItemType, defaults(type as ItemType, noon), noon)?.name,
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

  expect(wrong("bottle", { ...bottle, amount_ml: "1200" }, noon)?.sentence).toContain("from 0 to 1000 ml");
  expect(wrong("bottle", { ...bottle, amount_ml: "much" }, noon)?.name).toBe("amount_ml");
  expect(made("bottle", { ...bottle, amount_ml: "90" }, noon)).toMatchObject({
    contents: "formula",
    amount_ml: 90,
  });
});

it("a form that amends shows what is there, and moves nothing that is not touched", () => {
  const nap = {
    type: "nap",
    started_at: "2026-11-22T18:00:17.000Z",
    ended_at: "2026-11-22T19:00:31.000Z",
    happened_at: "2026-11-22T18:00:17.000Z",
    note: "Bear",
  } as const;
  const late = new Date("2026-11-23T23:00:00Z");
  const shown = filled(nap);

  expect(made("nap", shown, late, nap)).toEqual(nap);
  expect(made("nap", { ...shown, note: "" }, late, nap)).not.toHaveProperty("note");
  expect(made("nap", { ...shown, ended_at: "" }, late, nap)).not.toHaveProperty("ended_at");
});

it("what was told without a moment is amended at the one it stands at", () => {
  const at = "2026-11-23T18:30:41.000Z";
  const bottle = dated({ type: "bottle", contents: "milk", amount_ml: 90 }, at);
  const late = new Date("2026-11-23T23:00:00Z");
  const shown = { ...filled(bottle), amount_ml: "120" };

  expect(wrong("bottle", shown, late, bottle)).toBe(null);
  expect(made("bottle", shown, late, bottle)).toEqual({ ...bottle, amount_ml: 120 });
  expect(dated({ ...bottle, happened_at: "2026-11-23T17:00:00Z" }, at).happened_at).toBe(
    "2026-11-23T17:00:00Z",
  );
});

it("a nap is not made to end before it began", () => {
  const nap = { type: "nap", started_at: "2026-11-23T18:30:00.000Z" } as const;
  const late = new Date("2026-11-23T20:00:00Z");
  tellBy("America/Chicago", "en");

  expect(wrong("nap", { ...filled(nap), ended_at: "12:00" }, late, nap)?.name).toBe("ended_at");
  expect(wrong("nap", { ...filled(nap), ended_at: "13:00" }, late, nap)).toBe(null);
  tellBy("", "");
});

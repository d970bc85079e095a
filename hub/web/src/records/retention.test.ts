import { expect, test } from "vitest";
import { monthsOf, period, periods } from "./retention";

test("whole years are told as years, and everything else in months", () => {
  expect([12, 24, 18, 7].map(period)).toEqual(["1 year", "2 years", "18 months", "7 months"]);
});

test("nothing below the least is offered, and what was chosen always is", () => {
  const kind = { least: 24, most: 300, months: 30, usual: 36 };
  const offered = Object.keys(periods(kind)).map(monthsOf);
  expect(offered).toEqual([24, 30, 36, 48, 60, 84, 120, 180, 240, 300]);
  expect(periods(kind)["m30"]).toBe("30 months");
});

// This file checks which step of a school's first hour comes next.
import { expect, it } from "vitest";
import { FIRST_STEPS, next } from "./firstSteps";

it("the first step that is not taken comes next, and each has a screen", () => {
  const roster = { step: "roster" as const, done: 1, of: 1, taken: true };
  const staff = { step: "invite_staff" as const, done: 1, of: 3, taken: false };
  const message = { step: "message" as const, done: 0, of: 1, taken: false };
  expect(next([roster, staff, message])).toBe(staff);
  expect(next([roster])).toBeUndefined();
  expect(Object.values(FIRST_STEPS).map((one) => one.href)).toEqual([
    "#/roster",
    "#/invitations",
    "#/invitations",
    "#/",
  ]);
});

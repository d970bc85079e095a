// This file checks how much of a long list is shown.
import fc from "fast-check";
import { expect, it } from "vitest";
import { AT_ONCE, CLOSED, countOf, further, inParts, nextStep } from "./long";

it("shows the first hundred, and a hundred more each time", () => {
  const once = further(CLOSED, "mia");

  expect([countOf(CLOSED, ""), countOf(once, "mia"), countOf(further(once, "mia"), "mia")]).toEqual([
    AT_ONCE,
    2 * AT_ONCE,
    3 * AT_ONCE,
  ]);
});

it("begins anew once it is narrowed by something else", () => {
  const once = further(CLOSED, "mia");

  expect(countOf(once, "leo")).toBe(AT_ONCE);
  expect(further(once, "leo")).toEqual({ of: "leo", count: 2 * AT_ONCE });
});

it("says how many come next, and that none do", () => {
  expect([nextStep(100, 1040), nextStep(1000, 1040), nextStep(100, 100), nextStep(100, 3)]).toEqual([
    100, 40, 0, 0,
  ]);
});

it("steps until everybody is shown once, however many there are", () => {
  fc.assert(
    fc.property(fc.nat(3000), (all) => {
      let [opened, steps] = [CLOSED, 0];
      while (nextStep(Math.min(countOf(opened, ""), all), all))
        [opened, steps] = [further(opened, ""), steps + 1];

      expect(countOf(opened, "")).toBeGreaterThanOrEqual(all);
      expect(steps).toBe(Math.max(0, Math.ceil(all / AT_ONCE) - 1));
    }),
  );
});

it("parts a list so that nothing is lost, doubled or in another order", () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 9 }), (items, most) => {
      const parts = inParts(items, most);

      expect(parts.flat()).toEqual(items);
      expect(parts.every((one) => one.length > 0 && one.length <= most)).toBe(true);
    }),
  );
});

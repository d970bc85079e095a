import { expect, test } from "vitest";
import type { Denial, Tied } from "../wire/endpoints";
import { back, dated, denials, span, turned } from "./relationships";

const SEE: Denial = { power: "see", begin: "2026-12-01", end: null, now: false };
const TOLD: Denial = { power: "told", begin: null, end: null, now: true };

test("a switch turned off denies until further notice, and turned on denies nothing any more", () => {
  expect(turned([TOLD], "see", false)).toEqual([
    { power: "told", begin: null, end: null },
    { power: "see", begin: null, end: null },
  ]);
  expect(turned([SEE, TOLD], "see", true)).toEqual([{ power: "told", begin: null, end: null }]);
});

test("dates are chosen for one denial, and an empty one is open", () => {
  expect(dated([SEE, TOLD], 1, "", "2026-12-24")).toEqual([
    { power: "see", begin: "2026-12-01", end: null },
    { power: "told", begin: null, end: "2026-12-24" },
  ]);
});

test("how long something is denied is said in words", () => {
  const day = (date: string) => date.slice(5);
  expect(span(SEE, day)).toBe("from 12-01 on");
  expect(span(TOLD, day)).toBe("until further notice");
  expect(span({ ...TOLD, end: "2026-12-24" }, day)).toBe("until 12-24");
  expect(span({ ...SEE, end: "2026-12-24" }, day)).toBe("from 12-01 until 12-24");
});

test("a power's denials are found with their place", () => {
  const tied = { denials: [SEE, TOLD] } as Tied;
  expect(denials(tied, "told")).toEqual([{ denial: TOLD, index: 1 }]);
  expect(denials(tied, "message")).toEqual([]);
});

test("what was set is put back as it was, and only where it still stands as it was left", () => {
  const tom: Tied = {
    person: "tom",
    name: "Tom Alvarez",
    role: "guardian",
    tie: "guardian",
    payer: true,
    untied: false,
    may: [],
    denials: [],
    reach: null,
  };
  const before: Tied = { ...tom, denials: [{ ...TOLD, end: "2026-12-01" }] };
  const after: Tied = { ...tom, tie: "barred" };

  expect(back(before, after)).toEqual({
    tie: "guardian",
    denials: [{ power: "told", begin: null, end: "2026-12-01" }],
    was: { tie: "barred", denials: [] },
  });
  expect(back(undefined, { ...tom, tie: "pick_up" }).tie).toBe("guardian");
});

// This file checks the words for how well somebody can be reached.
import { expect, it } from "vitest";
import type { Reach } from "../wire/endpoints";
import { about, glance, summed, WORST_FIRST } from "./reachability";

const PUSH: Reach = { label: "one_way", ways: ["push"], because: [], next: [] };

it("one way is said with which it is", () => {
  expect(glance(PUSH)).toBe("One way only: push");
  expect(glance({ ...PUSH, ways: ["sms", "email"] })).toBe("One way only");
  expect(glance({ ...PUSH, label: "none", ways: [] })).toBe("Not reachable");
});

it("a school reads how many people are well reached, of all", () => {
  const counts = { none: 1, emergencies: 0, urgent: 0, one_way: 2, well: 5 };
  expect(summed(counts)).toBe("5 of 8 people can be reached by more than one way.");
  expect(summed({ ...counts, none: 0, one_way: 0 })).toBe(
    "All 5 people can be reached by more than one way.",
  );
  expect(summed({ none: 0, emergencies: 0, urgent: 0, one_way: 0, well: 0 })).toContain(
    "come with the roster",
  );
});

it("somebody is told apart by what they are and whose parent", () => {
  const one = { person: "p_1", name: "Rosa", role: "guardian", about: ["Leo", "Mia"], reach: PUSH };
  expect(about(one)).toBe("Parent · Leo, Mia");
  expect(about({ ...one, role: "staff", about: [] })).toBe("Staff");
});

it("the worst comes first", () => {
  expect([WORST_FIRST[0], WORST_FIRST.at(-1)]).toEqual(["none", "well"]);
});

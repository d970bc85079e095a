// This file checks the words for how the roster came in.
import { expect, it } from "vitest";
import { tellBy } from "../parts/time";
import type { RosterTold } from "../wire/endpoints";
import {
  asOf,
  counted,
  door,
  LARGEST_ROSTER_BYTES,
  moment,
  place,
  RUN_STATES,
  tells,
  whyNot,
} from "./roster";

const NOW = new Date("2026-11-23T18:00:00Z");
const NONE = { gained: 0, lost: 0, changed: 0 };
const TOLD: RosterTold = { at_once: [], gains: [], loses: [], children: [], held: [], issues: [], more: 0 };
tellBy("America/Chicago", "en");

it("today a roster is as of a time, before that as of a day", () => {
  expect(asOf("2026-11-23T15:04:05.000Z", NOW)).toMatch(/^As of 9:04\sAM$/);
  expect(asOf("2026-11-22T15:04:05.000Z", NOW)).toMatch(/^As of Yesterday, 9:04\sAM$/);
  expect(moment("2026-11-23T15:04:05.000Z", NOW)).toMatch(/^Today, 9:04\sAM$/);
});

it("each door is said with who pressed something there", () => {
  expect(door({ source: "command", by: "" })).toContain("runs the hub");
  expect(door({ source: "page", by: "Ines Walker" })).toBe("by Ines Walker");
  expect(door({ source: "page", by: "" })).toBe("from this page");
  expect(door({ source: "folder", by: "" })).toBe("from the watched folder");
  expect(door({ source: "folder", by: "Ines Walker" })).toContain("the yes of Ines Walker");
  expect(door({ source: "server", by: "" })).toBe("from the connected server");
  expect(door({ source: "server", by: "Ines Walker" })).toContain("by Ines Walker");
});

it("only what changed is counted", () => {
  const counts = {
    students: { gained: 3, lost: 1, changed: 0 },
    staff: NONE,
    guardians: { ...NONE, changed: 2 },
  };

  expect(counted(counts)).toEqual(["Children: 3 new, 1 gone", "Parents: 2 changed"]);
  expect(counted({ students: NONE, staff: NONE, guardians: NONE })).toEqual([]);
});

it("a row is named by its file, its line and its column, as far as there are", () => {
  const issue = { file: "users.csv", line: 4, column: "email", reason: "" };

  expect(place(issue)).toBe("users.csv, line 4, email");
  expect(place({ ...issue, column: "" })).toBe("users.csv, line 4");
  expect(place({ ...issue, line: 0, column: "" })).toBe("users.csv");
});

it("what can be told here is not sent first", () => {
  expect(whyNot({ size: LARGEST_ROSTER_BYTES })).toBe("");
  expect(whyNot({ size: LARGEST_ROSTER_BYTES + 1 })).toContain("larger than 20 MB");
  expect(whyNot({ size: 0 })).toContain("empty");
});

it("a run that changed nobody's access and had nothing wrong tells nothing", () => {
  expect(tells(TOLD)).toBe(false);
  expect(tells({ ...TOLD, loses: ["Tom leaves."] })).toBe(true);
  expect(Object.values(RUN_STATES)).toHaveLength(7);
});

// This file checks what of the activity log is asked for, and under which days it stands.
import { expect, it } from "vitest";
import type { LogEntry } from "../wire/endpoints";
import { byDay, EVERY_KIND, EVERYTHING, isNarrowed, KINDS, query } from "./activityLog";

const ENTRY: LogEntry = {
  n: 3,
  at: "2026-11-23T15:04:05.123Z",
  kind: "sign_ins",
  says: "Rosa Alvarez signed in.",
  details: [],
  people: [{ id: "p_rosa", name: "Rosa Alvarez" }],
  address: null,
  conversation: null,
};
const NOW = new Date("2026-11-23T20:00:00Z");
const BY = { zone: "America/Chicago", locale: "en-US" };

it("what nobody looks for is not asked for", () => {
  expect(Object.values(query(EVERYTHING, null)).filter((one) => one !== undefined)).toEqual([]);
  expect(isNarrowed({ ...EVERYTHING, words: "  " })).toBe(false);
  expect(
    query({ words: " rosa ", kind: "rights", day: "2026-11-23", person: { id: "p", name: "P" } }, "7"),
  ).toEqual({ q: "rosa", kind: "rights", day: "2026-11-23", person: "p", cursor: "7" });
  expect(isNarrowed({ ...EVERYTHING, person: { id: "p", name: "P" } })).toBe(true);
});

it("entries stand under their days, in their order, by the school's clock", () => {
  const late = { ...ENTRY, n: 2, at: "2026-11-23T05:30:00.000Z" }; // still the 22nd in Chicago
  const days = byDay([ENTRY, { ...ENTRY, n: 4 }, late], NOW, BY);
  expect(days.map((one) => [one.day, one.items.length])).toEqual([
    ["Today", 2],
    ["Yesterday", 1],
  ]);
  expect(byDay([], NOW, BY)).toEqual([]);
});

it("every kind has a name of its own", () => {
  expect(new Set(EVERY_KIND.map((kind) => KINDS[kind])).size).toBe(8);
});

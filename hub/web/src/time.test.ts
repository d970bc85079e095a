// This file checks the words for moments; times are local, as a reader's are.
import { expect, it } from "vitest";
import { date, clock, day, field, lasting, momentOf, sameDay, short, since } from "./time";

const now = new Date(2026, 10, 23, 15, 4);
const at = (...parts: [number, number, number, number?, number?]) => new Date(...parts).toISOString();

it.each([
  [at(2026, 10, 23, 0, 1), "Today"],
  [at(2026, 10, 22, 23, 59), "Yesterday"],
  [at(2026, 10, 19), "Thursday"],
  [at(2026, 10, 16), "November 16"],
  [at(2025, 11, 31), "December 31, 2025"],
])("a separator for %s says %s", (moment, words) => {
  expect(day(moment, now, "en-US")).toBe(words);
});

it.each([
  [at(2026, 10, 23, 9, 5), "9:05 AM"],
  [at(2026, 10, 22, 9, 5), "Yesterday"],
  [at(2026, 10, 19), "Thu"],
  [at(2026, 10, 1), "Nov 1"],
])("the list says of %s: %s", (moment, words) => {
  expect(short(moment, now, "en-US").replace(" ", " ")).toBe(words);
});

it.each([
  [0, "just now"],
  [59, "59 min"],
  [60, "1 h"],
  [135, "2 h 15 min"],
  [1440, "1 day"],
  [4400, "3 days"],
])("%i minutes of waiting are %s", (minutes, words) => {
  expect(since(new Date(now.getTime() - minutes * 60_000).toISOString(), now)).toBe(words);
});

it("a time follows the reader's own settings", () => {
  expect(clock(at(2026, 10, 23, 15, 4), "de-DE")).toBe("15:04");
});

it("a time field means its last occurrence, with a little room for clocks that differ", () => {
  expect(momentOf("09:30", now)).toEqual(new Date(2026, 10, 23, 9, 30));
  expect(momentOf("15:08", now)).toEqual(new Date(2026, 10, 23, 15, 8));
  expect(momentOf("23:50", now)).toEqual(new Date(2026, 10, 22, 23, 50));
  expect(momentOf(field(now), now)).toEqual(now);
});

it("days are those of the calendar, not of 24 hours", () => {
  expect(sameDay(at(2026, 10, 23, 0, 0), at(2026, 10, 23, 23, 59))).toBe(true);
  expect(sameDay(at(2026, 10, 22, 23, 59), at(2026, 10, 23, 0, 0))).toBe(false);
});

it("lasting leaves out what is nought", () => {
  expect([45, 120, 61].map(lasting)).toEqual(["45 min", "2 h", "1 h 1 min"]);
});

it("a calendar date is said as that day wherever the reader is", () => {
  expect(date("2026-12-01", "en-GB")).toBe("1 Dec 2026");
});

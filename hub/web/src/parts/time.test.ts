// This file checks the words for moments, by the clock of a school, wherever the device is.
import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import {
  clock,
  date,
  dateOf,
  day,
  endOf,
  field,
  hourOf,
  lasting,
  momentOf,
  onDayOf,
  sameDay,
  short,
  since,
  tellBy,
  townElsewhere,
} from "./time";

const CHICAGO = { zone: "America/Chicago", locale: "en-US" };
const ZONES = ["America/Chicago", "America/Phoenix", "Asia/Tokyo", "Australia/Lord_Howe", "Asia/Kathmandu"];

/** 3:04 PM in Chicago, the day after in Tokyo. */
const now = new Date("2026-11-23T21:04:00Z");

const plain = (words: string) => words.replaceAll("\u00a0", " ");

afterEach(() => tellBy("", ""));

it.each([
  ["2026-11-23T06:01:00Z", "Today"],
  ["2026-11-23T05:59:00Z", "Yesterday"],
  ["2026-11-19T18:00:00Z", "Thursday"],
  ["2026-11-16T18:00:00Z", "November 16"],
  ["2026-01-01T05:59:00Z", "December 31, 2025"],
])("a separator for %s says %s", (moment, words) => {
  expect(day(moment, now, CHICAGO)).toBe(words);
});

it.each([
  ["2026-11-23T15:05:00Z", "9:05 AM"],
  ["2026-11-22T15:05:00Z", "Yesterday"],
  ["2026-11-19T18:00:00Z", "Thu"],
  ["2026-11-01T18:00:00Z", "Nov 1"],
])("the list says of %s: %s", (moment, words) => {
  expect(plain(short(moment, now, CHICAGO))).toBe(words);
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

it.each([
  ["America/Chicago", "en", "3:04 PM", "Nov 23, 2026", 15],
  ["America/Chicago", "es", "3:04 p.m.", "23 nov 2026", 15],
  ["Europe/Warsaw", "pl", "22:04", "23 lis 2026", 22],
  ["Asia/Tokyo", "en", "6:04 AM", "Nov 24, 2026", 6],
  ["Australia/Lord_Howe", "en", "8:04 AM", "Nov 24, 2026", 8],
])("all moments are told by the clock of %s in the forms of %s", (zone, language, hour, on, of) => {
  tellBy(zone, language);

  expect(plain(clock(now.toISOString())).replace("p. m.", "p.m.")).toBe(hour);
  expect(dateOf(now.toISOString())).toBe(on);
  expect(hourOf(now)).toBe(of);
});

it("a zone that this browser does not know leaves it its own clock", () => {
  tellBy("Mars/Olympus", "en");

  expect(clock(now.toISOString())).toBe(clock(now.toISOString(), { locale: "en-US" }));
  expect(townElsewhere(now)).toBe("");
});

it.each([
  ["America/Chicago", ""],
  ["America/Winnipeg", ""],
  ["Asia/Tokyo", "Chicago"],
  ["America/Costa_Rica", "Chicago"], // alike in winter alone
])("a device in %s is told of the clock of %s", (zone, town) => {
  expect(townElsewhere(now, { zone }, CHICAGO)).toBe(town);
});

it.each([
  ["09:30", "2026-11-23T15:30:00Z"],
  ["15:08", "2026-11-23T21:08:00Z"],
  ["23:50", "2026-11-23T05:50:00Z"],
])(
  "a time field of %s means its last occurrence at the school, with a little room for clocks",
  (at, moment) => {
    expect(momentOf(at, now, CHICAGO)).toEqual(new Date(moment));
  },
);

it.each([
  // The clock is turned back at 2 AM on 1 November: 1:30 comes twice, and the last is meant.
  ["01:30", "2026-11-01T09:00:00Z", "2026-11-01T07:30:00Z"],
  ["01:30", "2026-11-01T07:00:00Z", "2026-11-01T06:30:00Z"],
  // It is turned forward at 2 AM on 8 March: 2:30 never comes, and half an hour after 2 is 3:30.
  ["02:30", "2026-03-08T09:00:00Z", "2026-03-08T08:30:00Z"],
])("on a day with a turned clock, %s at %s means %s", (at, then, moment) => {
  expect(momentOf(at, new Date(then), CHICAGO)).toEqual(new Date(moment));
});

it("what a field shows of a moment means that minute again, in every zone at any time of any year", () => {
  const moments = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2035, 0) });

  fc.assert(
    fc.property(moments, fc.constantFrom(...ZONES), (ms, zone) => {
      const then = new Date(Math.floor(ms / 60_000) * 60_000);
      expect(field(momentOf(field(then, { zone }), then, { zone }), { zone })).toBe(field(then, { zone }));
      expect(momentOf(field(then, { zone }), then, { zone })).toEqual(then);
      expect(sameDay(onDayOf("12:00", then, { zone }).toISOString(), then.toISOString(), { zone })).toBe(
        true,
      );
    }),
  );
});

it("a nap ends on its day, over midnight on the next, and before it began only where that was written", () => {
  const evening = new Date("2026-11-23T04:00:00Z"); // 10 PM of the 22nd

  expect(endOf("06:00", evening, now, CHICAGO)).toEqual(new Date("2026-11-23T12:00:00Z"));
  expect(endOf("22:30", evening, now, CHICAGO)).toEqual(new Date("2026-11-23T04:30:00Z"));
  expect(endOf("14:00", new Date("2026-11-23T20:30:00Z"), now, CHICAGO)).toEqual(
    new Date("2026-11-23T20:00:00Z"),
  );
});

it("days are those of the calendar at the school, not of 24 hours", () => {
  expect(sameDay("2026-11-23T06:00:00Z", "2026-11-24T05:59:00Z", CHICAGO)).toBe(true);
  expect(sameDay("2026-11-23T05:59:00Z", "2026-11-23T06:00:00Z", CHICAGO)).toBe(false);
});

it("lasting leaves out what is nought", () => {
  expect([45, 120, 61].map(lasting)).toEqual(["45 min", "2 h", "1 h 1 min"]);
});

it("a calendar date is said as that day wherever the reader is", () => {
  tellBy("Pacific/Kiritimati", "en");

  expect(date("2026-12-01")).toBe("Dec 1, 2026");
});

// This file checks the words for how a day's alerts went.
import { expect, it } from "vitest";
import type { DayFigures, MediumFigures } from "../wire/endpoints";
import { busy, lasting, parts, said, summed, texts } from "./figures";

const NOTHING: MediumFigures = {
  medium: "push",
  planned: 0,
  arrived: 0,
  confirmed: 0,
  joined: 0,
  read: 0,
  needless: 0,
  unreached: 0,
  dead_address: 0,
  opted_out: 0,
  bad_message: 0,
  misconfigured: 0,
  expired: 0,
  ambiguous: 0,
  waiting: 0,
  median_s: null,
  p95_s: null,
};
const DAY: DayFigures = { day: "2026-11-25", media: [], texts: 0, segments: 0, cost: null };
const BUSY: MediumFigures = {
  ...NOTHING,
  planned: 12,
  arrived: 5,
  joined: 1,
  read: 2,
  needless: 1,
  ambiguous: 1,
  waiting: 1,
  unreached: 1,
  expired: 1,
};

it("every alert is in one of four parts", () => {
  expect(parts(BUSY)).toEqual({ arrived: 5, needless: 4, unclear: 2, unreached: 1 });
  expect(Object.values(parts(BUSY)).reduce((a, b) => a + b)).toBe(BUSY.planned);
});

it("what a part is made of is said, and how long it took", () => {
  expect(said({ ...NOTHING, arrived: 3, median_s: 0.84, p95_s: 12.2 })).toBe(
    "half within 0.8 s, 95 of 100 within 12 s",
  );
  expect(said({ ...NOTHING, read: 2, expired: 1 })).toBe("2 read before · 1 too late");
  expect(said(NOTHING)).toBe("");
});

it("a time has the unit that fits", () => {
  expect([0, 9.96, 119, 300, 7_199, 9_000].map(lasting)).toEqual([
    "0.0 s",
    "10 s",
    "119 s",
    "5 min",
    "120 min",
    "3 h",
  ]);
});

it("texts have their cost only where a price is set", () => {
  expect(texts(DAY)).toBe("");
  expect(texts({ ...DAY, texts: 1, segments: 1 })).toBe("1 text, 1 segment");
  expect(texts({ ...DAY, texts: 2, segments: 4, cost: "0.0332" })).toBe("2 texts, 4 segments, cost 0.0332");
});

it("days without alerts are left out, and all of them are summed", () => {
  const days = [DAY, { ...DAY, media: [BUSY, { ...BUSY, medium: "sms" as const }] }];
  expect(busy(days)).toHaveLength(1);
  expect(summed(days)).toBe("24 alerts: 10 arrived, 8 not needed, 2 not reached.");
});

// This file checks when a lost connection comes back.
import { expect, it } from "vitest";
import { CAP_MS, endingOf, nextAttempt, sentenceOf, waitMs } from "./backoff";

it.each([
  [1000, "reconnect"],
  [1006, "reconnect"],
  [4001, "reconnect"],
  [4002, "reconnect"],
  [4003, "resync"],
  [4004, "reconnect"],
  [4005, "reconnect"],
  [4499, "reconnect"],
  [4500, "stop"],
  [4501, "sign-in"],
  [4502, "stop"],
  [4503, "stop"],
  [4999, "stop"],
])("close code %i means %s", (code, ending) => {
  expect(endingOf(code)).toBe(ending);
});

it("the first try comes within a second, sooner where the hub spreads less", () => {
  expect([waitMs(0, 0), waitMs(0, 1), waitMs(0, 1, 300), waitMs(0, 1, 8_000)]).toEqual([
    0, 1_000, 300, 1_000,
  ]);
});

it("each further try waits up to twice as long, and never longer than the cap", () => {
  expect([1, 2, 3, 4, 5, 50].map((attempt) => waitMs(attempt, 1))).toEqual([
    2e3,
    4e3,
    8e3,
    16e3,
    CAP_MS,
    CAP_MS,
  ]);
});

it("the wait is anywhere between nothing and its bound, so that a school does not come back at once", () => {
  expect([0, 0.5, 1].map((random) => waitMs(3, random))).toEqual([0, 4_000, 8_000]);
});

it("a connection that held for a while makes the next try a first one; a short one does not", () => {
  expect([nextAttempt(4, 60_000), nextAttempt(4, 500), nextAttempt(0, 0)]).toEqual([0, 5, 1]);
});

it("says what a person can do where there is no coming back", () => {
  expect([4500, 4502, 4503].map(sentenceOf)).toEqual([
    expect.stringContaining("reload"),
    expect.stringContaining("office"),
    expect.stringContaining("updated"),
  ]);
});

import { expect, test } from "vitest";
import type { Preference } from "../wire/endpoints";
import { chosen, clock, everywhere, groups, minuteOf, zoneOf } from "./preferences";

const choices: Preference[] = [
  ...everywhere("families", "instant"),
  { category: "day", medium: "push", how: "digest" },
  { category: "day", medium: "email", how: "off" },
];

test("a category shows one choice where every medium has it, and none where they differ", () => {
  const [families, day] = groups(choices, true);

  expect(families).toMatchObject({ label: "Messages", all: "instant" });
  expect(day).toMatchObject({
    label: "Your child’s day",
    all: null,
    media: { push: "digest", email: "off" },
  });
});

test("staff read other words", () => {
  expect(groups(choices, false).map((one) => one.label)).toEqual([
    "Messages with families",
    "The children’s day",
  ]);
});

test("a minute of the day and its field are the same", () => {
  expect([0, 425, 1260, 1439].map(clock)).toEqual(["00:00", "07:05", "21:00", "23:59"]);
  expect(["00:00", "07:05", "21:00"].map(minuteOf)).toEqual([0, 425, 1260]);
  expect(minuteOf("")).toBeNull();
});

test("the clock is the school’s unless one chose another", () => {
  expect(zoneOf({ zone: "", school_zone: "Europe/Berlin" })).toBe("Europe/Berlin");
  expect(zoneOf({ zone: "Asia/Tokyo", school_zone: "Europe/Berlin" })).toBe("Asia/Tokyo");
});

test("what is changed is there at once, and all else stays", () => {
  const its = {
    choices,
    quiet: { begins: 1260, ends: 420 },
    digest_at: 1080,
    zone: "",
    school_zone: "Europe/Berlin",
    always: "",
    reached_by: [],
  };
  expect(chosen(its, { quiet: null })).toEqual({ ...its, quiet: null });
  expect(chosen(its, { digest_at: 0, zone: "Asia/Tokyo" })).toEqual({
    ...its,
    digest_at: 0,
    zone: "Asia/Tokyo",
  });
  expect(chosen({ ...its, zone: "Asia/Tokyo" }, { zone: "" }).zone).toBe("");
  const off: Preference = { category: "day", medium: "push", how: "off" };
  expect(chosen(its, { choices: [off] }).choices).toEqual([...choices.slice(0, 3), off, choices[4]]);
});

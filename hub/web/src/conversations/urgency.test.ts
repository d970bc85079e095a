import { expect, test } from "vitest";
import { asks, levels, MEANS, URGENCIES, type Urgency } from "./urgency";

const may = (...known: string[]) => Object.keys(levels((what) => known.includes(what)));

test("only who may is offered anything but the normal", () => {
  expect(may()).toEqual(["normal"]);
  expect(may("urgent")).toEqual(["normal", "urgent"]);
  expect(may("urgent", "emergency")).toEqual(["normal", "urgent", "emergency", "drill"]);
});

test("an emergency and a drill are confirmed, and what each does is said before it goes", () => {
  const all = Object.keys(URGENCIES) as Urgency[];

  expect(all.filter(asks)).toEqual(["emergency", "drill"]);
  expect(all.filter((one) => MEANS[one] === "")).toEqual(["normal"]);
});

import { expect, test } from "vitest";
import type { Colleague } from "../wire/endpoints";
import { back, roomsOf, unusual } from "./permissions";

const OPEN = { begin: null, end: null, now: true } as const;
const ANA: Colleague = {
  person: "ana",
  name: "Ana Reyes",
  role: "staff",
  email: null,
  primary: "oaks",
  rooms: [
    { room: "acorns", name: "Acorns", by: "roster", ...OPEN },
    { room: "oaks", name: "Oaks", by: "admin", ...OPEN },
    { room: "maples", name: "Maples", by: "admin", ...OPEN, begin: "2099-01-01", now: false },
  ],
  families: "full",
  staff: "full",
  announcements: "full",
  activities: "full",
  reviews: false,
  marks: "normal",
  own: "school",
  why: "",
  reach: null,
};

test("only what sets somebody apart is said of them", () => {
  expect(unusual(ANA)).toBe("");
  expect(unusual({ ...ANA, families: "read", staff: "none", reviews: true, marks: "urgent" })).toBe(
    "Families: read · Staff messages: none · approves · may mark urgent",
  );
  expect(unusual({ ...ANA, own: "waits" })).toBe("under review");
  expect(unusual({ ...ANA, own: "trusted" })).toBe("trusted");
  expect(unusual({ ...ANA, role: "admin", reviews: true, marks: "emergency" })).toBe("Admin");
});

test("the rooms of today are named, the first one first", () => {
  expect(roomsOf(ANA)).toBe("Oaks, Acorns");
  expect(roomsOf({ ...ANA, rooms: [] })).toBe("No room");
});

test("going back sends what was there, and of rooms only those an admin gave", () => {
  expect(back(ANA)).toEqual({
    families: "full",
    staff: "full",
    announcements: "full",
    activities: "full",
    reviews: false,
    marks: "normal",
    own: "school",
    primary: "oaks",
    rooms: [
      { room: "oaks", begin: null, end: null },
      { room: "maples", begin: "2099-01-01", end: null },
    ],
  });
  expect(back({ ...ANA, why: "Nobody sets what they may do themselves.", primary: null })).toMatchObject({
    primary: "",
  });
  expect(back({ ...ANA, why: "x" })).not.toHaveProperty("reviews");
});

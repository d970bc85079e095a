// Office hours, as fields and back.
import { expect, it } from "vitest";
import { closedDays, read, written } from "./hours";

const TUESDAY = { weekday: 1, opens: 450, closes: 1020 };

it("shows a line for every day, and reads back what it shows", () => {
  expect(written([TUESDAY])).toHaveLength(7);
  expect(written([TUESDAY])[1]).toEqual({ weekday: 1, opens: "07:30", closes: "17:00" });
  expect(read(written([TUESDAY, { weekday: 1, opens: 1080, closes: 1140 }]))).toEqual([
    TUESDAY,
    { weekday: 1, opens: 1080, closes: 1140 },
  ]);
});

it("refuses half a day, and one that closes before it opens", () => {
  expect(read([{ weekday: 0, opens: "07:30", closes: "" }])).toBeNull();
  expect(read([{ weekday: 0, opens: "17:00", closes: "07:30" }])).toBeNull();
  expect(read([{ weekday: 0, opens: "", closes: "" }])).toEqual([]);
});

it("closed days are shown as the school wrote them, in any time zone", () => {
  expect(closedDays({ begin: "2026-12-24", end: "2026-12-24" })).toBe("Dec 24, 2026");
  expect(closedDays({ begin: "2026-12-24", end: "2027-01-01" })).toBe("Dec 24, 2026 to Jan 1, 2027");
});

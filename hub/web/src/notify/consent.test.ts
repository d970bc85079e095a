import { expect, test } from "vitest";
import type { ConsentAddress, ConsentLine } from "../wire/endpoints";
import { blocked, noted, passes, wanted } from "./consent";

const open: ConsentAddress = { medium: "sms", address: "…0101", routine: null, emergency: null, record: [] };

test("an address says why nothing routine goes there, and whether an emergency does", () => {
  expect(passes(open)).toBe("");
  expect(passes({ ...open, routine: "Stopped." })).toBe("Stopped. An emergency is still told there.");
  expect(passes({ ...open, routine: "Blocked.", emergency: "Not even an emergency." })).toBe(
    "Not even an emergency.",
  );
});

test("closing leaves emergencies as they are, opening opens all of it", () => {
  expect(wanted("sms", false)).toMatchObject({ classes: ["routine"], state: "closed" });
  expect(wanted("email", true)).toMatchObject({ classes: ["routine", "emergency"], state: "open" });
});

const line: ConsentLine = {
  at: "2026-11-23T15:04:05.123Z",
  of: "emergency",
  state: "closed",
  source: "carrier",
  why: "21610.",
  by: null,
};

test("what the carrier blocks nobody here opens", () => {
  expect(blocked(open)).toBe(false);
  expect(blocked({ ...open, emergency: "Blocked.", record: [line] })).toBe(true);
  expect(blocked({ ...open, emergency: "Off.", record: [line, { ...line, source: "staff" }] })).toBe(false);
  expect(blocked({ ...open, record: [line] })).toBe(false);
});

test("a line of the record says what, by whom and why", () => {
  expect(noted("sms", line)).toContain("Texts in an emergency off, by the carrier. 21610.");
  expect(noted("email", { ...line, of: "routine", source: "staff", by: "Ines Walker" })).toContain(
    "Emails off, by Ines Walker.",
  );
});

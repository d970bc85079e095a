// This file checks the order and the words of what came in and became no message.
import { expect, it } from "vitest";
import { INES, NAMES, ROSA } from "../testing/cast";
import type { Unsorted } from "../wire/endpoints";
import { ending, fileName, how, isLong, parted, who } from "./unsorted";

const NOW = new Date(2026, 10, 23, 15);
const at = (day: number, hour: number) => new Date(2026, 10, day, hour, 4).toISOString();

function entry(change: Partial<Unsorted> = {}): Unsorted {
  return {
    id: "u_1",
    medium: "email",
    address: "rosa.alvarez@families.example",
    person: ROSA,
    from_name: NAMES[ROSA],
    reason: "refused",
    because: "It could not become a message.",
    detail: "",
    text: "Mia is ill",
    count: 1,
    first_at: at(23, 11),
    at: at(23, 11),
    has_original: true,
    settled_at: null,
    settled_by_name: null,
    note: "",
    families: [],
    ...change,
  };
}

it("what no person wrote stands apart, and so does what was settled, whoever wrote it", () => {
  const settled = { settled_at: at(23, 12), settled_by_name: NAMES[INES] };
  const all = [
    entry({ id: "robot", reason: "automatic" }),
    entry({ id: "words" }),
    entry({ id: "old robot", reason: "automatic", ...settled }),
    entry({ id: "old words", ...settled }),
    entry({ id: "stranger", reason: "stranger" }),
  ];

  const { open, quiet, settled: done } = parted(all);

  expect(open.map((one) => one.id)).toEqual(["words", "stranger"]);
  expect(quiet.map((one) => one.id)).toEqual(["robot"]);
  expect(done.map((one) => one.id)).toEqual(["old robot", "old words"]);
});

it.each([
  [{}, "Rosa Alvarez"],
  [{ from_name: null, person: null }, "rosa.alvarez@families.example"],
  [{ from_name: null, person: null, address: "" }, "Nobody"],
])("it is from whom it is surely from, else from an address, else from nobody", (change, name) => {
  expect(who(entry(change))).toBe(name);
});

it.each<[Partial<Unsorted>, string]>([
  [{}, "Email from rosa.alvarez@families.example · Today, 11:04"],
  [{ from_name: null }, "Email · Today, 11:04"],
  [{ medium: "sms", address: "+12025550123" }, "Text from +12025550123 · Today, 11:04"],
  [{ from_name: null, count: 3, first_at: at(20, 10) }, "Email · Today, 11:04 · 3 times since Friday, 10:04"],
  [
    { from_name: null, at: at(23, 12), count: 2, first_at: at(22, 11) },
    "Email · Today, 12:04 · 2 times since yesterday, 11:04",
  ],
  [{ from_name: null, at: at(2, 10) }, "Email · 2 November, 10:04"],
])("how it came is told with when, and how often", (change, said) => {
  expect(how(entry(change), NOW, { locale: "en-GB" })).toBe(said);
});

it("who settled it is told with the day and what they noted", () => {
  const settled = { settled_at: at(22, 10), settled_by_name: NAMES[INES] };

  expect(ending(entry(settled), NOW)).toBe("Settled by Ines Walker, yesterday.");
  expect(ending(entry({ ...settled, note: "Called her." }), NOW)).toBe(
    "Settled by Ines Walker, yesterday: Called her.",
  );
});

it("what has many letters or lines is folded", () => {
  expect(isLong("No milk until Monday,\nand 5 ml of the syrup.")).toBe(false);
  expect(isLong("a\n".repeat(5))).toBe(false);
  expect(isLong("a\n".repeat(7))).toBe(true);
  expect(isLong("a".repeat(401))).toBe(true);
});

it("an email is saved under the day it came", () => {
  expect(fileName(entry({ at: "2026-11-23T09:04:00.000Z" }))).toBe("email-2026-11-23.eml");
});

import { describe, expect, test } from "vitest";
import { read, why } from "../app/route";
import type { Me } from "../wire/endpoints";
import { children, heardOf, own, people, questions, whereTo } from "./explain";

describe("whom one may ask about", () => {
  test("two profiles of one name are told apart by what they are", () => {
    const directory = {
      people: { p_1: "Nora Lind", p_3: "Inés Castillo", p_2: "Nora Lind" },
      roles: { p_1: "staff", p_2: "guardian", p_3: "guardian" } as const,
      beside: { p_3: "parent of Mia" },
    };
    expect(people(directory).map((one) => [one.name, one.about])).toEqual([
      ["Inés Castillo", "Parent of Mia"],
      ["Nora Lind", "Staff"],
      ["Nora Lind", "Parent"],
    ]);
  });

  test("a child stands with its rooms", () => {
    const child = { id: "s_1", name: "Mia", tied: 2, barred: 0, own: false };
    expect(children([{ ...child, rooms: ["Acorns"] }])[0]?.about).toBe("Acorns");
    expect(children([{ ...child, rooms: [] }])[0]?.about).toBe("No room");
  });

  test("a parent asks about themselves and their own children", () => {
    const me = { person: "p_2", name: "Nora", students: [{ id: "s_1", name: "Emil" }] } as unknown as Me;
    expect(own(me)).toEqual({
      people: [{ id: "p_2", name: "Nora", about: "You" }],
      children: [{ id: "s_1", name: "Emil", about: "" }],
    });
  });
});

test("staff and parents are asked about in their own words", () => {
  const mia = { id: "s_1", name: "Mia" };
  expect(questions("guardian", mia).map((one) => one.head)[1]).toBe("Writes to the school about Mia");
  expect(questions("staff", mia).map((one) => one.head)[1]).toBe("Writes to Mia’s family");
  expect(questions("staff", mia).map((one) => one.may)).toEqual(["see", "message", "hear", "pick_up"]);
  expect(questions("staff", mia).every((one) => one.about === "s_1")).toBe(true);
});

test("a message is asked about only where one made somebody ask", () => {
  expect(heardOf("m_1")).toEqual([{ may: "hear", about: "m_1", head: "Heard of this message" }]);
  expect(heardOf(null)).toEqual([]);
});

test.each([
  ["children", "#/children/s_1"],
  ["staff", "#/staff/p_1"],
  ["settings", "#/settings"],
] as const)("a no that is set under %s leads there", (change, href) => {
  expect(whereTo(change, "p_1", "s_1")?.href).toBe(href);
});

test("a no that nobody sets here leads nowhere", () => {
  expect(whereTo(null, "p_1", "s_1")).toBeNull();
});

test.each([
  [null, null, null],
  ["p_1", null, null],
  [null, "s_1", "m_1"],
  [null, null, "m_1"],
  ["p_1", "s_/ä", null],
])("the address keeps who %j, about whom %j, and the message %j", (who, about, of) => {
  expect(read(why(who, about, of))).toEqual({ at: "why", who, about, of });
});

test("a broken address opens the screen with nothing chosen", () => {
  expect(read("#/why/%E0%A4%A/")).toEqual({ at: "why", who: null, about: null, of: null });
  expect(read("#/children/s_1")).toEqual({ at: "children", id: "s_1" });
  expect(read("#/children")).toEqual({ at: "children", id: null });
});

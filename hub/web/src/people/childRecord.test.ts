import { expect, test } from "vitest";
import type { ChildRecord } from "../wire/endpoints";
import {
  allergies,
  allergyWords,
  contacts,
  dialled,
  diets,
  kept,
  source,
  standing,
  turnedDay,
  worstFirst,
  type PartKept,
} from "./childRecord";

const BY_INES: PartKept = {
  source: "school",
  at: "2026-11-23T15:04:05.123Z",
  by: "Ines Walker",
  n: 2,
  may_set: true,
  why: "",
};
const LUZ = { name: "Luz Alvarez", relation: "grandmother", phone: "+1 (202) 555-0100" };

const MIA: ChildRecord = {
  student: "st_mia",
  name: "Mia Alvarez",
  rooms: [{ id: "r_acorns", name: "Acorns" }],
  roster_at: null,
  pick_ups: null,
  birth_date: { ...BY_INES, source: "roster", by: null, n: 0, may_set: false, value: "2025-03-08" },
  allergies: { ...BY_INES, value: [] },
  diets: { ...BY_INES, value: null },
  medication: null,
  contacts: [
    { ...BY_INES, may_set: false, n: 7, giver: "p_rosa", giver_name: "Rosa Alvarez", value: [LUZ] },
    { ...BY_INES, n: 4, giver: null, giver_name: null, value: [] },
  ],
  primary_room: { ...BY_INES, value: "r_acorns" },
  plan: { ...BY_INES, value: ["mon"] },
  custody: { ...BY_INES, n: 9, there: true },
  photos: { student: "st_mia", holds: null, says: "", answers: [], history: [] },
};

test("lines in which nothing was written are not sent, and no line at all says that there are none", () => {
  expect(
    allergies([
      { what: "Peanuts", severity: "severe", action: "EpiPen" },
      { what: " ", severity: "unknown", action: "" },
    ]),
  ).toEqual({ part: "allergies", value: [{ what: "Peanuts", severity: "severe", action: "EpiPen" }] });
  expect(diets([{ what: "" }])).toEqual({ part: "diets", value: [] });
  expect(contacts([{ name: "", relation: "", phone: "" }, LUZ])).toEqual({ part: "contacts", value: [LUZ] });
});

test("a line that is half written is sent, so that the hub says what is missing", () => {
  expect(contacts([{ name: "", relation: "", phone: "202" }]).value).toHaveLength(1);
});

test("the days of a plan stand in the order of the week", () => {
  expect(turnedDay(["fri"], "mon", true)).toEqual(["mon", "fri"]);
  expect(turnedDay(["mon", "fri"], "fri", false)).toEqual(["mon"]);
});

test("what is changed is one's own list of contacts, and every other part as it stands", () => {
  expect(kept(MIA, "contacts")?.n).toBe(4);
  expect(kept(MIA, "custody")?.n).toBe(9);
  expect(kept(MIA, "medication")).toBeUndefined();
  expect(standing(MIA, "contacts", null)).toEqual({ part: "contacts", value: [] });
  expect(standing(MIA, "allergies", null)).toEqual({ part: "allergies", value: [] });
  expect(standing(MIA, "diets", null)).toEqual({ part: "diets", value: null });
  expect(standing(MIA, "custody", "The order")).toEqual({ part: "custody", value: "The order" });
});

test("where something comes from is said, and nothing of what nobody has said", () => {
  expect(source(BY_INES)).toContain("Ines Walker, ");
  expect(source({ ...BY_INES, by: null })).not.toContain("Ines");
  expect(source({ ...BY_INES, source: "roster" })).toContain("From the roster, as of ");
  expect(source({ ...BY_INES, source: "roster", at: null })).toBe("From the roster");
  expect(source({ ...BY_INES, source: "" })).toBe("");
});

test("the worst allergy is read first, in words", () => {
  const all = worstFirst([
    { what: "Egg", severity: "unknown", action: "" },
    { what: "Milk", severity: "mild", action: "" },
    { what: "Peanuts", severity: "severe", action: "" },
  ]);
  expect(all.map(allergyWords)).toEqual(["Peanuts – severe", "Milk – mild", "Egg – severity not known"]);
});

test("a number is dialled as it is meant, with its extension after a pause", () => {
  expect(dialled(LUZ)).toBe("tel:+12025550100");
  expect(dialled({ ...LUZ, phone: "202.555.0100 ext. 12" })).toBe("tel:2025550100,12");
});

import { expect, test } from "vitest";
import type { SheetsShown } from "../wire/endpoints";
import { choices, guessed, labelled, lacks, named, reads } from "./sheets";

const ITS: SheetsShown = {
  parents: 2,
  sheets: [
    {
      name: "",
      about: "children",
      headings: ["Child", "Where", "Parent"],
      columns: [{ field: "child_name", nth: 1 }, null, { field: "parent_name", nth: 1 }],
      rows: [["Mia Alvarez", "Acorns", "Rosa Alvarez"]],
    },
  ],
  choices: [
    {
      about: "children",
      fields: ["child_name", "child_given", "child_room", "parent_name", "parent_email"],
      needs: [["child_name", "child_given"], ["child_room"], ["parent_name"]],
    },
    { about: "employees", fields: ["employee_name"], needs: [["employee_name"]] },
    { about: "nothing", fields: [], needs: [] },
  ],
};

test("what the hub guesses is chosen already, and what it needs besides is said", () => {
  const [said] = guessed(ITS);

  expect(said).toEqual({ about: "children", columns: ["child_name:1", "", "parent_name:1"] });
  expect(lacks(ITS, said!)).toEqual(["Still missing: the child’s room."]);
});

test("a column may hold what one parent more has, and no more than a row may have", () => {
  expect(choices(ITS, { about: "children", columns: [] })).toEqual([
    "child_name:1",
    "child_given:1",
    "child_room:1",
    "parent_name:1",
    "parent_email:1",
  ]);
  expect(choices(ITS, { about: "children", columns: ["parent_name:2"] }).at(-1)).toBe("parent_email:2");
  expect(choices(ITS, { about: "nothing", columns: [] })).toEqual([]);
  expect(labelled("parent_email:2")).toBe("Parent 2: email");
  expect(labelled("child_room:1")).toBe("Child: room");
});

test("two columns that hold the same are named once", () => {
  const columns = ["child_name:1", "child_room:1", "parent_name:1", "child_room:1"];

  expect(lacks(ITS, { about: "children", columns })).toEqual(["Two columns hold the same: Child: room."]);
});

test("a sheet that is not read holds nothing, whatever was chosen before", () => {
  const said = [{ about: "nothing" as const, columns: ["child_name:1", "", ""] }];

  expect(reads(said)).toBe(false);
  expect(named(ITS, said)).toEqual([
    { headings: ["Child", "Where", "Parent"], about: "nothing", columns: [null, null, null] },
  ]);
  expect(named(ITS, guessed(ITS))[0]!.columns).toEqual([
    { field: "child_name", nth: 1 },
    null,
    { field: "parent_name", nth: 1 },
  ]);
});

import { expect, test } from "vitest";
import type { RosterColumns, SheetsShown } from "../wire/endpoints";
import { filled, mappingIn } from "./mapping";

const ITS: SheetsShown = {
  parents: 2,
  sheets: [
    {
      name: "",
      about: "children",
      headings: ["Where", "Who", "Parent-1"],
      columns: [null, null, { field: "parent_name", nth: 1 }],
      rows: [["Acorns", "Mia Alvarez", "Rosa Alvarez"]],
    },
  ],
  choices: [
    {
      about: "children",
      fields: ["child_name", "child_room", "parent_name"],
      needs: [["child_name"], ["child_room"], ["parent_name"]],
    },
    { about: "employees", fields: ["employee_name"], needs: [["employee_name"]] },
    { about: "nothing", fields: [], needs: [] },
  ],
};

const FILE: RosterColumns = {
  sheets: [
    { headings: ["Name"], about: "employees", columns: [{ field: "employee_name" }] },
    {
      headings: ["Who", "where", "Parent 1"],
      about: "children",
      columns: [{ field: "child_name" }, { field: "child_room" }, { field: "parent_name", nth: 1 }],
    },
  ],
  several: true,
};

test("a file that fits says what each column holds, whatever their order", () => {
  expect(filled(ITS, FILE)).toEqual([
    { about: "children", columns: ["child_room:1", "child_name:1", "parent_name:1"] },
  ]);
});

test("a stale file is told with the columns that differ", () => {
  const stale = { ...FILE, sheets: [{ ...FILE.sheets[1]!, headings: ["Who", "Room", "Parent 1"] }] };

  expect(filled(ITS, stale)).toBe(
    "The file does not fit. Only in the spreadsheet: “Where”. Only in the file: “Room”.",
  );
});

test("a sheet that the file says to leave out is left out", () => {
  const none = { ...FILE, sheets: [{ ...FILE.sheets[1]!, about: "nothing" as const }] };

  expect(filled(ITS, none)).toEqual([{ about: "nothing", columns: ["", "", ""] }]);
});

test("a column that such a sheet cannot hold is no mapping", () => {
  const odd = {
    ...FILE,
    sheets: [{ ...FILE.sheets[1]!, columns: [null, null, { field: "employee_name" as const }] }],
  };

  expect(filled(ITS, odd)).toBe("This is no mapping file. Save one here to see how it is written.");
});

test.each([
  "{",
  "[]",
  "null",
  '{"sheets": []}',
  '{"sheets": [1]}',
  '{"sheets": [{"headings": ["A"], "about": "nothing", "columns": []}]}',
  '{"sheets": [{"headings": ["A"], "about": "nothing", "columns": [null], "dates": "dmy"}]}',
  '{"sheets": [{"headings": ["A"], "about": "nothing", "columns": [{"field": "child_name", "n": 1}]}]}',
  '{"sheets": [{"headings": ["A"], "about": "nothing", "columns": [null]}], "dates": "dmy"}',
])("what is no mapping file, or has a key that nobody would look at, is none: %s", (text) => {
  expect(mappingIn(text)).toBeNull();
});

test("a file is read with the mark that some editors put before it", () => {
  expect(mappingIn(`\uFEFF${JSON.stringify(FILE)}`)).toEqual(FILE);
});

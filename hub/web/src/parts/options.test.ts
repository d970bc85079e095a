// This file checks what is shown of many for what is typed.
import { describe, expect, test } from "vitest";
import { matching, type Option } from "./options";

const NORA_AT_WORK: Option = { id: "p_1", name: "Nora Lind", about: "Staff" };
const NORA_AT_HOME: Option = { id: "p_2", name: "Nora Lind", about: "Parent" };
const INES: Option = { id: "p_3", name: "Inés Castillo", about: "Parent" };
const ALL = [INES, NORA_AT_HOME, NORA_AT_WORK];

describe("looking for somebody", () => {
  test.each([
    ["ines", [INES]],
    ["lind staff", [NORA_AT_WORK]],
    ["  NORA ", [NORA_AT_HOME, NORA_AT_WORK]],
    ["nobody", []],
    ["", ALL],
  ])("%j", (wanted, found) => {
    expect(matching(ALL, wanted)).toEqual(found);
  });

  test("who begins with it comes first", () => {
    const tina: Option = { id: "p_4", name: "Tina Castillo", about: "" };
    expect(matching([INES, tina], "ti")[0]).toEqual(tina);
  });
});

// This file checks what is offered for a setting that is a number.
import { expect, it } from "vitest";
import { EDIT, offered, UNDO } from "./choices";

it("the choices come in order", () => {
  expect(offered(UNDO, 5, "seconds").map(([value]) => value)).toEqual([0, 5, 10, 20, 30, 60]);
  expect(offered(EDIT, 1440, "minutes")).toContainEqual([1440, "A day"]);
});

it("what was set elsewhere is one of them", () => {
  expect(offered(UNDO, 12, "seconds")[3]).toEqual([12, "12 seconds"]);
});

// This file checks what the review queue says and works out.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { text } from "./cast";
import { asked, difference, following, news, resultLine, reworded, wordsOf } from "./queue";
import type { Item } from "./wire";

const meal: Item = { type: "meal", meal: "lunch", amount: "most", note: "Threw her peas" };

describe("changing the words", () => {
  it("keeps everything that was measured or chosen", () => {
    expect(reworded(meal, { note: "No friend of peas" })).toEqual({ ...meal, note: "No friend of peas" });
  });

  it("is no change where the words stay", () => {
    expect(reworded(meal, {})).toBe(meal);
    expect(reworded(text("Hello"), { text: " Hello " })?.type).toBe("text");
    expect(reworded(text("Hello"), { text: " Hello " })).toEqual(text("Hello"));
  });

  it("needs words where there have to be some", () => {
    expect(reworded(text("Hello"), { text: "  " })).toBeNull();
    expect(reworded(meal, { note: "" })).toEqual({ ...meal, note: "" });
  });

  it("offers both texts of an incident, and none of a name to face", () => {
    expect(wordsOf({ type: "incident", what: "Fell" }).map((one) => one.name)).toEqual(["what", "action"]);
    expect(wordsOf({ type: "name_to_face", where: "garden" })).toEqual([]);
  });
});

describe("the difference", () => {
  it("names what is gone and what is new, word by word", () => {
    expect(difference("Mia was a monster today", "Mia was lively today")).toEqual([
      { sort: "same", text: "Mia was " },
      { sort: "gone", text: "a monster" },
      { sort: "new", text: "lively" },
      { sort: "same", text: " today" },
    ]);
  });

  it("gives both texts back, whatever they are", () => {
    const some = fc
      .array(fc.constantFrom("a", "b", " ", "\n", "cc"), { maxLength: 40 })
      .map((all) => all.join(""));
    fc.assert(
      fc.property(some, some, (before, after) => {
        const parts = difference(before, after);
        const without = (sort: string) =>
          parts
            .filter((part) => part.sort !== sort)
            .map((part) => part.text)
            .join("");
        expect(without("new")).toBe(before);
        expect(without("gone")).toBe(after);
      }),
    );
  });

  it("tells long texts as a whole", () => {
    const long = "word ".repeat(600);
    expect(difference(long, `${long}end`).map((part) => part.sort)).toEqual(["gone", "new"]);
  });
});

describe("what became of many", () => {
  const done = { done: true, detail: null };
  const late = { done: false, detail: "Omar Haddad already declined this." };

  it("is one line that says why not", () => {
    expect(resultLine([done, done])).toBe("2 approved.");
    expect(resultLine([done, late])).toBe("1 approved. 1 was not: Omar Haddad already declined this.");
    expect(resultLine([late, late])).toBe(
      "Nothing was approved. 2 were not: Omar Haddad already declined this.",
    );
  });
});

it("what another decides in a row is one line", () => {
  expect(news("Omar", "approve", ["Ana"])).toBe("Omar approved what Ana wrote.");
  expect(news("Omar", "return", ["Ana", "Ben"])).toBe("Omar returned 2 items.");
});

it("after a decision comes the next card, and after the last the one before", () => {
  const list = [{ id: "1" }, { id: "2" }, { id: "3" }];

  expect(following(list, "1")?.id).toBe("2");
  expect(following(list, "3")?.id).toBe("2");
  expect(following([{ id: "1" }], "1")).toBeUndefined();
});

it("keys are those of the hints, and no others", () => {
  expect(["a", "r", "d", "e", "u"].map(asked)).toEqual(["approve", "return", "decline", "edit", "undo"]);
  expect(["x", "toString", "Enter"].map(asked)).toEqual([null, null, null]);
});

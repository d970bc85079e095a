// This file checks what the review queue says and works out.
import * as fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { speak } from "../parts/language.svelte";
import { text } from "../testing/cast";
import type { Item } from "../wire/frames";
import { asked, difference, following, news, resultLine, reworded, wordsOf } from "./queue";

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

  it("tells texts that have little in common as a whole, however long", () => {
    const [long, other] = ["word ".repeat(3_000), "else ".repeat(3_000)];
    expect(difference(long, `${long}end`).map((part) => part.sort)).toEqual(["same", "new"]);
    expect(difference(long, other)).toEqual([
      { sort: "gone", text: long },
      { sort: "new", text: other },
    ]);
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

describe("in another language", () => {
  afterEach(() => speak("en"));

  it("what another decides in a row has the plural of its number", () => {
    const names = (count: number) => Array.from({ length: count }, () => "Ana");
    speak("pl");
    expect([1, 2, 5, 22].map((count) => news("Omar", "return", names(count)))).toEqual([
      "Omar zwraca to, co pisze Ana.",
      "Omar zwraca 2 elementy.",
      "Omar zwraca 5 elementów.",
      "Omar zwraca 22 elementy.",
    ]);
    speak("es");
    expect(news("Omar", "return", names(2))).toBe("Omar devolvió 2 elementos.");
  });

  it("the fields of an item are named anew", () => {
    speak("es");
    expect(wordsOf(meal).map((one) => one.label)).toEqual(["Comentario"]);
  });
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

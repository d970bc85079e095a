import { expect, test } from "vitest";
import { byName, inShort, sends, ways } from "./counting";

const one = (name: string, ...media: string[]) => ({ person: name, name, media, says: [] });
const reached = {
  recipients: [one("Rosa", "push", "sms"), one("Tom", "email"), one("Ívar", "sms", "email")],
  texts: { count: 2, wordings: [], cost: null },
};

test("whom it reaches is one line: how many people, how many texts, and when", () => {
  expect(inShort(reached, "emergency")).toBe("3 people, 2 texts, at once, at any hour");
  expect(inShort(reached, "urgent")).toBe("3 people, 2 texts, at once");
  expect(inShort(reached, "normal")).toBe("3 people, 2 texts");
  expect(inShort({ recipients: [one("Rosa", "push")], texts: null }, "drill")).toBe(
    "1 person, at once, at any hour",
  );
  expect(inShort({ ...reached, texts: { ...reached.texts, count: 1 } }, "normal")).toBe("3 people, 1 text");
});

test("each way says of how many, and what nobody is reached by is not named", () => {
  expect(ways(reached)).toBe("1 by push, 2 by text, 2 by email");
  expect(ways({ recipients: [one("Tom", "email")], texts: null })).toBe("1 by email");
});

test("the button says what it does", () => {
  expect([sends("emergency", null), sends("drill", reached), sends("urgent", null)]).toEqual([
    "Send emergency",
    "Send drill",
    "Send as urgent",
  ]);
  expect([sends("normal", reached), sends("normal", null)]).toEqual(["Send to 3 people", "Send"]);
});

test("names are in the order one looks for them", () => {
  expect(byName(reached.recipients).map(({ name }) => name)).toEqual(["Ívar", "Rosa", "Tom"]);
});

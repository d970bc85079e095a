// This file checks the sentence about who looked at a conversation.
import { expect, it } from "vitest";
import { INES, NAMES, ROSA } from "../testing/cast";
import { read } from "./readings";

const NOW = new Date(2026, 10, 23, 15);
const reading = (at: Date) => ({ person: INES, name: NAMES[INES], at: at.toISOString() });

it.each([
  [new Date(2026, 10, 23, 9), ROSA, "Ines Walker read this conversation today."],
  [new Date(2026, 10, 22, 9), ROSA, "Ines Walker read this conversation yesterday."],
  [new Date(2026, 10, 20, 9), ROSA, "Ines Walker read this conversation on Friday."],
  [new Date(2026, 9, 5, 9), ROSA, "Ines Walker read this conversation on 5 October."],
  [new Date(2026, 10, 23, 9), INES, "You read this conversation today."],
])("who looked is told with the day", (at, me, said) => {
  expect(read(reading(at), me, NOW, { locale: "en-GB" })).toBe(said);
});

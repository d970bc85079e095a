// This file checks that of several questions one alone is the last.
import { expect, test } from "vitest";
import { Newest } from "./newest";

test("a question is the last until another one is asked", () => {
  const questions = new Newest();
  const first = questions.ask();
  expect(first()).toBe(true);
  const second = questions.ask();
  expect([first(), second()]).toEqual([false, true]);
});

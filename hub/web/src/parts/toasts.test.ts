// This file checks the short notices.
import { afterEach, expect, test } from "vitest";
import { dismiss, toast, toasts } from "./toasts.svelte";

afterEach(() => [...toasts].forEach((one) => dismiss(one.id)));

test("the same notice again is one, and only the last change is taken back", () => {
  const undo = () => undefined;
  toast("Changed.", "plain", undo);
  toast("Saved.");
  toast("Changed.", "plain", undo);
  toast("Changed.", "bad");

  expect(toasts.map(({ text, tone, undo }) => [text, tone, undo !== null])).toEqual([
    ["Saved.", "plain", false],
    ["Changed.", "plain", false],
    ["Changed.", "bad", false],
  ]);
});

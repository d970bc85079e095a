// This file checks the short notices.
import { afterEach, expect, test, vi } from "vitest";
import { dismissAll, toast, toasts } from "./toasts.svelte";

afterEach(() => {
  dismissAll();
  vi.useRealTimers();
});

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

test("what can be taken back stands as long as that, and no longer than the others once something came after it", () => {
  vi.useFakeTimers();
  const undo = () => undefined;
  toast("Mia is signed in.", "plain", undo, 58_000);
  vi.advanceTimersByTime(57_000);
  expect(toasts.length).toBe(1);
  vi.advanceTimersByTime(2_000);
  expect(toasts.length).toBe(0);

  toast("Mia is signed in.", "plain", undo, 58_000);
  toast("Leo is signed in.", "plain", undo, 58_000);
  vi.advanceTimersByTime(7_000);
  expect(toasts.map((one) => one.text)).toEqual(["Leo is signed in."]);
});

test("whoever comes next on a device finds no notice of before", () => {
  toast("Mia is signed in.", "plain", () => undefined);
  expect(toasts.length).toBe(1);

  dismissAll();

  expect(toasts.length).toBe(0);
});

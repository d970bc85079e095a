// This file checks that what an admin chose is saved, can be put back once, and never looks saved where it is not.
import { beforeEach, expect, it } from "vitest";
import { toasts } from "../parts/toasts.svelte";
import { Problem } from "../wire/problem";
import { Saving } from "./saving.svelte";

interface Kept {
  on: boolean;
  price: number;
  sender: string;
}

let hub: Kept;
let refuse: boolean;

function opened(took?: (now: Kept, before: Kept | null) => void) {
  const put = (wanted: Partial<Kept>) => {
    if (refuse) return Promise.reject(Problem.offline());
    hub = { ...hub, ...wanted };
    return Promise.resolve(hub);
  };
  return new Saving<Kept, Partial<Kept>>(() => Promise.resolve(hub), put, took);
}

const turn = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  toasts.splice(0);
  hub = { on: true, price: 83, sender: "+1" };
  refuse = false;
});

it("a change is saved, said, and put back by its Undo, and nothing else is", async () => {
  const saving = opened();
  await saving.loading;
  await saving.change({ on: false }, "Off now.");
  hub = { ...hub, price: 90 };
  expect(toasts.at(-1)?.text).toBe("Off now.");
  expect(saving.chosen?.on).toBe(false);

  toasts.at(-1)?.undo?.();
  await turn();

  expect(hub).toEqual({ on: true, price: 90, sender: "+1" });
  expect(saving.chosen?.on).toBe(true);
  expect(toasts.at(-1)?.undo).toBeNull();
});

it("only the last change can be put back", async () => {
  const saving = opened();
  await saving.loading;
  await saving.change({ on: false });
  await saving.change({ price: 0 });

  // Both are told in the same words, so the notice is one, and it is the later.
  expect(toasts.map((one) => Boolean(one.undo))).toEqual([true]);
  toasts[0]?.undo?.();
  expect(saving.chosen?.on).toBe(false);
});

it("what the hub refuses is shown as it was, with the reason, and nothing that follows from it happens", async () => {
  const seen: boolean[] = [];
  const saving = opened((now) => seen.push(now.on));
  await saving.loading;
  refuse = true;
  const asked = saving.change({ on: false });
  expect(saving.chosen?.on).toBe(false);
  await asked;

  expect(saving.chosen?.on).toBe(true);
  expect(seen).toEqual([true]);
  expect(toasts.at(-1)).toMatchObject({ tone: "bad", undo: null });
});

it("what is changed while an earlier change is on its way stays on the screen, whatever becomes of that", async () => {
  for (const fails of [false, true]) {
    const answers: (() => void)[] = [];
    const put = (wanted: Partial<Kept>) =>
      new Promise<Kept>((resolve, reject) => {
        answers.push(() => {
          if (fails && "on" in wanted) return reject(Problem.offline());
          hub = { ...hub, ...wanted };
          resolve(hub);
        });
      });
    const saving = new Saving<Kept, Partial<Kept>>(() => Promise.resolve(hub), put);
    await saving.loading;
    void saving.change({ on: false });
    void saving.change({ price: 7 });

    answers[0]?.();
    await turn();
    expect(saving.chosen).toMatchObject({ on: false, price: 7 });
    answers[1]?.();
    await turn();
    expect(saving.chosen).toEqual(hub);
    expect(hub).toMatchObject({ on: fails, price: 7 });
    hub = { on: true, price: 83, sender: "+1" };
  }
});

import { expect, test } from "vitest";
import type { PhotoChoiceOut } from "../wire/endpoints";
import { atOnce, listed, mayNotGo, notYet, offered, tooFar } from "./onPhoto";

const child = (student: string, its: Partial<PhotoChoiceOut> = {}): PhotoChoiceOut => ({
  student,
  name: student,
  near: true,
  fits: true,
  waits: false,
  unsaid: false,
  why: "",
  ...its,
});
const mia = child("Mia", { fits: false });
const leo = child("Leo", { near: false, waits: true });
const emil = child("Emil");
const lower = (name: string) => name.toLowerCase();

test("whose parents allow less keeps a photo from being sent, and of whom nobody has said anything makes it wait", () => {
  const all = [mia, leo, emil];
  expect(tooFar(all, ["Mia", "Leo", "Emil"])).toEqual([mia]);
  expect(notYet(all, ["Mia", "Leo", "Emil"])).toEqual([leo]);
  expect([tooFar(all, ["Emil"]), notYet(all, ["Emil"])]).toEqual([[], []]);
  expect(notYet([child("Zoë", { fits: false, waits: true })], ["Zoë"])).toEqual([]);
});

test("whose photo goes at once though no parent has said anything is told apart from whose waits", () => {
  const zoe = child("Zoë", { unsaid: true });
  const all = [mia, { ...leo, unsaid: true }, emil, zoe];
  expect(atOnce(all, ["Mia", "Leo", "Emil", "Zoë"])).toEqual([zoe]);
  expect(atOnce(all, ["Leo"])).toEqual([]);
});

test("a photo stays here while it is not known what the parents allow", () => {
  expect(mayNotGo(null, [])).toBe(true);
  expect([mayNotGo([mia, emil], []), mayNotGo([mia, emil], ["Emil"])]).toEqual([false, false]);
  expect(mayNotGo([mia, emil], ["Emil", "Mia"])).toBe(true);
});

test("the children it is about are offered first, and anybody by name", () => {
  const all = [mia, leo, emil];
  expect(offered(all, [], "", lower)).toEqual([mia, emil]);
  expect(offered(all, ["Leo"], "", lower)).toEqual([mia, leo, emil]);
  expect(offered(all, [], " le ", lower)).toEqual([leo]);
  expect(offered([leo], [], "", lower)).toEqual([leo]);
  expect(listed([mia, emil])).toBe("Mia and Emil");
});

// This file checks that what was being written is still there.
import { expect, it } from "vitest";
import { Memory } from "../parts/storage";
import * as drafts from "./drafts";

it("a draft is kept per profile and conversation", () => {
  const storage = new Memory();

  drafts.save(storage, "p_ana", "c_1", "Mia slept");
  drafts.save(storage, "p_ana", "c_2", "We need wipes");

  expect(drafts.load(storage, "p_ana", "c_1")).toBe("Mia slept");
  expect(drafts.load(storage, "p_rosa", "c_1")).toBe("");
});

it("signing out leaves no draft to the next person", () => {
  const storage = new Memory();
  drafts.save(storage, "p_ana", "c_1", "Mia");
  storage.setItem("roomwire.outbox.p_ana.1", "kept");

  drafts.forget(storage);

  expect(storage.length).toBe(1);
});

it("an emptied draft leaves nothing behind", () => {
  const storage = new Memory();
  drafts.save(storage, "p_ana", "c_1", "Mia");

  drafts.save(storage, "p_ana", "c_1", "");

  expect(storage.length).toBe(0);
});

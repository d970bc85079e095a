import { expect, test, vi } from "vitest";
import type { Emergency } from "../wire/endpoints";
import type { Event } from "../wire/frames";
import { Problem } from "../wire/problem";
import { Confirming } from "./confirming.svelte";
import { alarms } from "./urgency";

const fire = (its: Partial<Emergency> = {}): Emergency => ({
  message: "m_1",
  seq: 7,
  conversation: "c_1",
  title: "Mia’s family",
  author_name: "Ines Walker",
  at: "2026-11-28T14:00:00.000Z",
  urgency: "emergency",
  item: { type: "text", text: "Fire" },
  ...its,
});

/** A hub that answers with what stands in its list when it is asked. */
function hub(items: Emergency[]) {
  const its = { items, refused: null as Problem | null, asked: 0, many: null as number | null };
  const asks = {
    emergencies: () => (
      (its.asked += 1),
      Promise.resolve({ items: its.items, many: its.many ?? its.items.length })
    ),
    confirmations: () => Promise.resolve({ items: [{ message: "m_0", at: "" }] }),
    confirm: (_message: string) => (its.refused ? Promise.reject(its.refused) : Promise.resolve()),
  };
  return { its, confirming: new Confirming(asks) };
}

const happens = (its: Partial<Event>): Event => ({ t: "event", seq: 9, at: "", kind: "message", ...its });
const shown = (confirming: Confirming) => confirming.pending.map((one) => one.message);

async function begun(items: Emergency[]) {
  const made = hub(items);
  made.confirming.begin("rosa");
  await vi.waitFor(() => expect(shown(made.confirming)).toEqual(items.map((one) => one.message)));
  return made;
}

test("it stands until it is confirmed here, and then it is known to be", async () => {
  const { confirming } = await begun([fire()]);
  const before = confirming.standing("m_1");
  await confirming.confirm("m_1");

  expect([before, confirming.standing("m_1"), confirming.standing("m_9")]).toEqual([false, true, null]);
  expect([shown(confirming), confirming.many]).toEqual([[], 0]);
});

test.each([
  ["it was confirmed on another device", happens({ kind: "confirmed", of: 7 })],
  ["it was withdrawn", happens({ kind: "withdrawn", id: "m_1" })],
  ["its reader lost the conversation", happens({ kind: "member", lost: ["c_1"] })],
])("it goes at once where %s, and an older answer does not bring it back", async (_why, event) => {
  const { confirming } = await begun([fire()]);
  confirming.happened(event);
  expect(shown(confirming)).toEqual([]);
  if (event.kind === "member") return;
  await confirming.load();

  expect(shown(confirming)).toEqual([]);
});

test("what is said now is asked about, and one's own is not", async () => {
  const { its, confirming } = await begun([]);
  its.items = [fire()];
  const asked = its.asked;
  confirming.happened(happens({ urgency: "emergency", author: "rosa" }));
  confirming.happened(happens({ urgency: "urgent", author: "ines" }));
  expect(its.asked).toBe(asked);
  confirming.happened(happens({ urgency: "emergency", author: "ines" }));

  await vi.waitFor(() => expect(shown(confirming)).toEqual(["m_1"]));
});

test("it reads as it was changed", async () => {
  const { confirming } = await begun([fire()]);
  confirming.happened(happens({ kind: "edited", id: "m_1", item: { type: "text", text: "Smoke" } }));

  expect(confirming.pending[0]?.item).toEqual({ type: "text", text: "Smoke" });
});

test("where there is nothing to confirm any more it goes, with the hub’s sentence; where the line is down it stays", async () => {
  const { its, confirming } = await begun([fire()]);
  its.refused = Problem.offline();
  await expect(confirming.confirm("m_1")).rejects.toThrow();
  expect(shown(confirming)).toEqual(["m_1"]);
  its.refused = new Problem(422, "invalid", "This was withdrawn, so there is nothing to confirm any more.");
  await expect(confirming.confirm("m_1")).rejects.toThrow("withdrawn");

  expect([shown(confirming), confirming.standing("m_1")]).toEqual([[], null]);
});

test("another person on this device sees nothing of it", async () => {
  const { its, confirming } = await begun([fire()]);
  its.items = [];
  confirming.begin("tom");
  expect(shown(confirming)).toEqual([]);
  confirming.begin("");
  its.items = [fire()];
  await confirming.load();

  expect(shown(confirming)).toEqual([]);
});

test("who starts anew keeps seeing it, and of more than are listed the next ones are asked for", async () => {
  const { its, confirming } = await begun([fire()]);
  confirming.begin("rosa");
  expect(shown(confirming)).toEqual(["m_1"]);
  its.many = 2;
  await confirming.load();
  its.items = [fire({ message: "m_0", seq: 3 })];
  its.many = 1;
  await confirming.confirm("m_1");

  await vi.waitFor(() => expect(shown(confirming)).toEqual(["m_0"]));
});

test("a conversation shows an emergency before a drill", () => {
  const both = [fire({ urgency: "drill" }), fire(), fire({ conversation: "c_2", urgency: "drill" })];

  expect(alarms(both)).toEqual({ c_1: "emergency", c_2: "drill" });
});

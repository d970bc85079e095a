import { beforeEach, expect, test, vi } from "vitest";
import { forget, loadFiles, loadTags } from "../conversations/drafts";
import { storage } from "../parts/storage";
import type { Kept } from "../wire/endpoints";
import { Problem } from "../wire/problem";
import { left, underway } from "./underway.svelte";
import { Uploads, type Bringing } from "./uploads.svelte";

/** A hub that keeps what it is told to, when it is told to. */
class Hub implements Bringing {
  waiting: { raw: File; take: (kept: Kept) => void; refuse: (problem: Problem) => void }[] = [];
  dropped: string[] = [];
  stopped: string[] = [];
  progress: (part: number) => void = () => undefined;
  bring(raw: File, progress: (part: number) => void, signal: AbortSignal): Promise<Kept> {
    this.progress = progress;
    signal.addEventListener("abort", () => this.stopped.push(raw.name));
    return new Promise((take, refuse) => this.waiting.push({ raw, take, refuse }));
  }
  dropFile(id: string): Promise<void> {
    this.dropped.push(id);
    return Promise.resolve();
  }
  async keep(index: number): Promise<void> {
    const [one] = this.waiting.splice(index, 1);
    const name = one?.raw.name ?? "";
    one?.take({ id: `f_${name}`, name, media_type: "text/plain", bytes: 3, width: null, height: null });
    await settled();
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve));
const file = (name: string, size = 3) => new File([new Uint8Array(size)], name, { type: "text/plain" });

let hub: Hub;
let uploads: Uploads;

beforeEach(() => {
  for (const key of Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? ""))
    storage.removeItem(key);
  vi.stubGlobal(
    "URL",
    Object.assign(URL, { createObjectURL: () => "blob:x", revokeObjectURL: () => undefined }),
  );
  left();
  hub = new Hub();
  uploads = new Uploads(hub, "p_ana", "c_mia");
});

test("two are on their way at once, and sending waits for all", async () => {
  expect(uploads.add([file("a"), file("b"), file("c")])).toBe("");
  expect(hub.waiting.map((one) => one.raw.name)).toEqual(["a", "b"]);
  expect(uploads.unfinished).toBe(3);

  await hub.keep(0);
  expect(hub.waiting.map((one) => one.raw.name)).toEqual(["b", "c"]);
  await hub.keep(1);
  await hub.keep(0);

  expect(uploads.unfinished).toBe(0);
  expect(uploads.take().map((one) => one.id)).toEqual(["f_a", "f_b", "f_c"]);
  expect(uploads.list).toEqual([]);
});

test("what did not come through says why, and is tried again or taken out", async () => {
  uploads.add([file("a"), file("b")]);
  hub.waiting.splice(0, 1)[0]?.refuse(new Problem(422, "invalid", "A file of this kind is not taken."));
  await settled();
  const [failed] = uploads.list;
  expect([failed?.state, failed?.why]).toEqual(["failed", "A file of this kind is not taken."]);

  uploads.retry(failed?.key ?? "");
  expect(hub.waiting.map((one) => one.raw.name)).toEqual(["b", "a"]);
  await hub.keep(1);
  uploads.remove(uploads.list.find((one) => one.name === "a")?.key ?? "");

  expect(hub.dropped).toEqual(["f_a"]);
  expect(uploads.list.map((one) => one.name)).toEqual(["b"]);
});

test("where the hub is busy it is tried again by itself, twice, unless it was taken out", async () => {
  const busy = new Problem(503, "unavailable", "Many files are coming in right now.");
  const patient = new Uploads(hub, "p_ana", "c_mia", [0, 0]);
  patient.add([file("a"), file("b")]);
  for (let tried = 0; tried < 2; tried += 1) {
    hub.waiting.shift()?.refuse(busy);
    await vi.waitFor(() => expect(hub.waiting.map((one) => one.raw.name)).toEqual(["b", "a"]));
    hub.waiting.reverse();
    expect(patient.list[0]?.state).toBe("sending");
  }
  hub.waiting.shift()?.refuse(busy);
  await settled();
  expect(patient.list[0]).toMatchObject({ state: "failed", why: "Many files are coming in right now." });

  hub.waiting.shift()?.refuse(busy);
  patient.remove(patient.list[1]?.key ?? "");
  await settled();
  await settled();
  expect(hub.waiting).toEqual([]);
});

test("ten at the most, none empty and none too large, each said in a sentence", () => {
  expect(uploads.add([file("empty", 0)])).toBe("An empty file was left out.");
  expect(uploads.add([file("large", 21 * 1024 * 1024)])).toBe("large is larger than 20 MB.");
  expect(uploads.list).toEqual([]);
  expect(uploads.add(Array.from({ length: 12 }, (_, index) => file(String(index))))).toBe(
    "A message takes 10 files.",
  );
  expect(uploads.list.length).toBe(10);
});

test("what is there stays with the draft for as long as the hub keeps it, and is gone once it is sent", async () => {
  uploads.add([file("a")]);
  await hub.keep(0);

  expect(new Uploads(hub, "p_ana", "c_mia").files.map((one) => one.id)).toEqual(["f_a"]);
  expect(new Uploads(hub, "p_ben", "c_mia").files).toEqual([]);
  expect(new Uploads(hub, "p_ana", "c_leo").files).toEqual([]);
  expect(loadFiles(storage, "p_ana", "c_mia", Date.now() + 24 * 3_600_000)).toEqual([]);
  uploads.take();
  expect(new Uploads(hub, "p_ana", "c_mia").files).toEqual([]);
});

test("a file that comes through after its sender has signed out is kept in no draft", async () => {
  uploads.add([file("a"), file("b")]);
  await hub.keep(0);
  expect(loadFiles(storage, "p_ana", "c_mia", Date.now()).length).toBe(1);
  forget(storage);
  left();
  await hub.keep(0);

  expect(uploads.files.length).toBe(2);
  expect(loadFiles(storage, "p_ana", "c_mia", Date.now())).toEqual([]);
});

test("what was sent and taken back is there again", () => {
  uploads.restore([{ id: "f_x", name: "x.jpg", bytes: 5, width: 3, height: 2 }]);

  expect(uploads.unfinished).toBe(0);
  expect(uploads.files.map((one) => one.id)).toEqual(["f_x"]);
});

test("once whoever writes has left nothing more of theirs is brought, and what was there stays with their draft", async () => {
  uploads.add([file("a"), file("b"), file("c"), file("d")]);
  uploads.tag(["s_mia"]);
  await hub.keep(0);
  expect([hub.waiting.map((one) => one.raw.name), underway.files]).toEqual([["b", "c"], 3]);

  expect(left()).toBe(3);

  expect(hub.stopped).toEqual(expect.arrayContaining(["b", "c"]));
  hub.waiting[0]?.refuse(new Problem(0, "offline", ""));
  await hub.keep(1);
  expect(hub.waiting.map((one) => one.raw.name)).toEqual(["b"]); // which was refused; d was never begun
  expect(loadFiles(storage, "p_ana", "c_mia", Date.now()).map((one) => one.id)).toEqual(["f_a"]);
  expect(loadTags(storage, "p_ana", "c_mia")).toEqual(["s_mia"]);
  expect([left(), underway.files]).toEqual([0, 0]);
});

test("what is on its way is counted, and known to move, until it is there, taken out or failed", async () => {
  uploads.add([file("a"), file("b"), file("c")]);
  expect([underway.files, underway.movedAt]).toEqual([3, 0]);
  hub.progress(0.5);
  expect(underway.movedAt).toBeGreaterThan(0);
  await hub.keep(0);
  expect(underway.files).toBe(2);
  hub.waiting.shift()?.refuse(new Problem(422, "invalid", "no"));
  await settled();
  expect(underway.files).toBe(1);
  uploads.remove(uploads.list.find((one) => one.name === "c")?.key ?? "");
  expect(underway.files).toBe(0);
});

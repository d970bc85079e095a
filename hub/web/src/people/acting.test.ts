import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as drafts from "../conversations/drafts";
import { storage } from "../parts/storage";
import { goes, left, moved } from "../records/underway.svelte";
import type { Me, UnsentList } from "../wire/endpoints";
import { Problem } from "../wire/problem";
import { Acting, UPLOADS_MS, type Keeper } from "./acting.svelte";

/** The hub's part: what it keeps for who acts, and what it is told; it is out of reach while it is down. */
class Hub implements Keeper {
  kept = new Map<string, string>();
  puts: string[] = [];
  touches = 0;
  down: Problem | null = null;
  drafts(): Promise<UnsentList> {
    if (this.down) return Promise.reject(this.down);
    return Promise.resolve({ items: [...this.kept].map(([conversation, text]) => ({ conversation, text })) });
  }
  keep(conversation: string, text: string): Promise<void> {
    this.puts.push(text);
    if (this.down) return Promise.reject(this.down);
    if (text) this.kept.set(conversation, text);
    else this.kept.delete(conversation);
    return Promise.resolve();
  }
  touch(): Promise<void> {
    this.touches += 1;
    return Promise.resolve();
  }
}

const me = (person: string) => ({ person, acts: { lock_seconds: 60 } }) as Me;
const ana = me("p_ana");
const offline = new Problem(0, "offline", "No connection.");

let hub: Hub;
let acting: Acting;
let locks: number;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", new EventTarget());
  vi.stubGlobal("document", new EventTarget());
  storage.clear();
  left();
  hub = new Hub();
  locks = 0;
  acting = new Acting({ lock: () => (locks += 1) }, hub);
});
afterEach(() => {
  acting.end();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Somebody writes, and goes on writing for so long. */
async function writes(text: string, ms = 1_000) {
  drafts.save(storage, "p_ana", "c_mia", text);
  acting.keep("c_mia");
  await vi.advanceTimersByTimeAsync(ms);
}
const words = () => drafts.load(storage, "p_ana", "c_mia");

describe("unsent words", () => {
  test("are the hub's where this page has told it all, whatever stood here before", async () => {
    await acting.begin(ana);
    await writes("she slept");
    acting.end();
    hub.kept.set("c_mia", "she slept well");
    hub.kept.set("c_leo", "elsewhere");
    await acting.begin(ana);
    expect([words(), drafts.load(storage, "p_ana", "c_leo")]).toEqual(["she slept well", "elsewhere"]);

    acting.end();
    hub.kept.clear(); // sent, from another tablet
    drafts.saveTags(storage, "p_ana", "c_mia", ["s_mia"]);
    await acting.begin(ana);
    expect([words(), drafts.listed(storage, "p_ana")]).toEqual(["", []]);
    expect(drafts.loadTags(storage, "p_ana", "c_mia")).toEqual(["s_mia"]);
  });

  test("that did not get through are kept here, and told again until they do", async () => {
    await acting.begin(ana);
    await writes("told twice");
    hub.down = offline;
    await writes(""); // sent meanwhile
    hub.down = null;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(hub.kept.size).toBe(0);

    hub.down = offline;
    await writes("half a sentence");
    acting.end();
    hub.down = null;
    hub.kept.set("c_mia", "older");
    await acting.begin(ana);
    expect(words()).toBe("half a sentence");
    await vi.advanceTimersByTimeAsync(10);
    expect(hub.kept.get("c_mia")).toBe("half a sentence");
  });

  test("of a conversation that is theirs no more are not told for ever", async () => {
    await acting.begin(ana);
    hub.down = new Problem(404, "not_found", "No such conversation.");
    await writes("gone", 60_000 - 1);
    expect(hub.puts).toEqual(["gone"]);
  });

  test("are asked for again where they could not be had", async () => {
    hub.down = offline;
    await expect(acting.begin(ana)).rejects.toBe(offline);
    hub.down = null;
    hub.kept.set("c_mia", "she slept");
    await acting.begin(ana);
    expect(words()).toBe("she slept");
  });

  test("of who left meanwhile are nobody's, and nothing is told in another name", async () => {
    const coming = acting.begin(ana);
    acting.end();
    await coming;
    await writes("nobody acts");
    expect(hub.puts).toEqual([]);

    await acting.begin(ana);
    hub.down = offline;
    await writes("hers");
    acting.end();
    hub.down = null;
    await acting.begin(me("p_ben"));
    await vi.advanceTimersByTimeAsync(30_000);
    expect(hub.puts).toEqual(["hers"]);
  });
});

describe("the lock", () => {
  test("waits for a file that comes along, but not for ever", async () => {
    await acting.begin(ana);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(locks).toBe(1);

    acting.end();
    locks = 0;
    await acting.begin(ana);
    goes("photo");
    for (let ms = 0; ms < UPLOADS_MS; ms += 30_000) {
      await vi.advanceTimersByTimeAsync(30_000);
      moved("photo");
      expect(locks).toBe(0);
    }
    expect(hub.touches).toBeGreaterThan(0);
    for (let ms = 0; ms < 60_000; ms += 30_000) {
      moved("photo");
      await vi.advanceTimersByTimeAsync(30_000);
    }
    expect(locks).toBeGreaterThan(0);
  });
});

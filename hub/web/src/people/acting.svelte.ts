// This file is somebody acting on a room device: it tells the hub of touches, locks, and keeps unsent words there.
import * as drafts from "../conversations/drafts";
import { storage } from "../parts/storage";
import { hub } from "../wire/api";
import { underway } from "../records/underway.svelte";
import type { Me, UnsentList } from "../wire/endpoints";
import { isRefused, Problem } from "../wire/problem";

/** How long before it locks that is said. */
export const WARNED_S = 10;

/** Touches are told no more often than this part of the time until it locks. */
const PART = 6;

/** Words are kept so long after the last key. */
const KEPT_AFTER_MS = 700;

/** What did not get through is tried again after this. */
const AGAIN_MS = 5_000;

/** A file that comes along counts as a touch for so long after the last real one; the hub's shift ends it in any case. */
export const UPLOADS_MS = 300_000;

/** What counts as a touch of the screen. */
const TOUCHES = ["pointerdown", "keydown", "wheel", "touchmove", "input"] as const;

export interface Room {
  /** Whoever acts leaves now. */
  lock(): void;
}

/** Where unsent words are kept, and touches are told. */
export interface Keeper {
  drafts(): Promise<UnsentList>;
  keep(conversation: string, text: string): Promise<void>;
  touch(): Promise<unknown>;
}

const OVER_HTTP: Keeper = {
  drafts: () => hub.get("/v1/room-device/drafts"),
  keep: (conversation, text) =>
    hub.put("/v1/room-device/drafts/{conversation}", { params: { path: { conversation } }, body: { text } }),
  touch: () => hub.post("/v1/room-device/touch"),
};

export class Acting {
  /** Seconds until it locks; null while that is far away, or nobody acts here. */
  left = $state<number | null>(null);
  private lockMs = 0;
  private person = "";
  private touchedAt = 0;
  private told = 0;
  private ticking: ReturnType<typeof setInterval> | undefined;
  private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>();
  /** By person, the conversations of which the hub has not what stands here, until it says that it has. */
  private readonly unkept = new Map<string, Set<string>>();
  /** Another one each time that somebody comes or goes: an answer to one before is none. */
  private turn = 0;

  constructor(
    private readonly room: Room,
    private readonly keeper: Keeper = OVER_HTTP,
  ) {}

  /** Somebody acts from now on, or still does after their lists were loaded anew; anybody else's time ends. */
  async begin(me: Me): Promise<void> {
    if (!me.acts) return this.end();
    this.lockMs = me.acts.lock_seconds * 1_000;
    if (this.person === me.person) return;
    this.end();
    const { turn } = this;
    const { items } = await this.keeper.drafts();
    if (turn !== this.turn) return;
    this.know(me.person, items);
    this.person = me.person;
    this.touchedAt = this.told = Date.now();
    for (const one of TOUCHES) window.addEventListener(one, this.touched, { capture: true, passive: true });
    document.addEventListener("visibilitychange", this.tick);
    this.ticking = setInterval(this.tick, 1_000);
    for (const one of this.unkept.get(me.person) ?? []) this.soon(one, 0);
  }

  /** What the hub has, which they may have changed elsewhere, goes before what is here; not before what it never got. */
  private know(person: string, items: UnsentList["items"]): void {
    const has = new Map(items.map((one) => [one.conversation, one.text]));
    for (const one of new Set([...has.keys(), ...drafts.listed(storage, person)]))
      if (!this.unkept.get(person)?.has(one)) drafts.save(storage, person, one, has.get(one) ?? "");
  }

  end(): void {
    this.turn += 1;
    if (!this.person) return;
    clearInterval(this.ticking);
    for (const timer of this.waiting.values()) clearTimeout(timer);
    this.waiting.clear();
    for (const one of TOUCHES) window.removeEventListener(one, this.touched, { capture: true });
    document.removeEventListener("visibilitychange", this.tick);
    this.person = "";
    this.left = null;
  }

  /** Have the hub keep what is being written; everywhere else the browser does. */
  keep(conversation: string): void {
    if (!this.person) return;
    const mine = this.unkept.get(this.person) ?? new Set();
    this.unkept.set(this.person, mine.add(conversation));
    this.soon(conversation, KEPT_AFTER_MS);
  }

  /** Have the hub keep now what it was to keep soon. */
  async settled(): Promise<void> {
    await Promise.all([...this.waiting.keys()].map((one) => this.put(one)));
  }

  private soon(conversation: string, ms: number): void {
    clearTimeout(this.waiting.get(conversation));
    this.waiting.set(
      conversation,
      setTimeout(() => void this.put(conversation), ms),
    );
  }

  private async put(conversation: string): Promise<void> {
    clearTimeout(this.waiting.get(conversation));
    this.waiting.delete(conversation);
    const { person, turn } = this;
    const text = drafts.load(storage, person, conversation);
    try {
      await this.keeper.keep(conversation, text);
    } catch (error) {
      // Of a conversation that is not theirs any more nothing is kept; all else is said again while they are here.
      if (!isRefused(error)) return void (turn === this.turn && this.again(conversation));
    }
    if (drafts.load(storage, person, conversation) === text) this.unkept.get(person)?.delete(conversation);
  }

  private again(conversation: string): void {
    if (!this.waiting.has(conversation)) this.soon(conversation, AGAIN_MS);
  }

  /** When the screen was last touched, or a file of theirs last came along: who waits for it did not leave. */
  private get lastAt(): number {
    return Math.max(this.touchedAt, Math.min(underway.movedAt, this.touchedAt + UPLOADS_MS));
  }

  private readonly touched = (): void => {
    // Too late is too late: whoever touches a tablet that slept is not who was here before.
    if (Date.now() - this.lastAt >= this.lockMs) return this.tick();
    this.touchedAt = Date.now();
    this.left = null;
  };

  private readonly tick = (): void => {
    if (!this.person) return;
    const now = Date.now();
    const ms = this.lastAt + this.lockMs - now;
    if (ms <= 0) return this.room.lock();
    this.left = ms <= WARNED_S * 1_000 ? Math.ceil(ms / 1_000) : null;
    if (this.lastAt > this.told && now - this.told >= this.lockMs / PART) void this.tell(now);
  };

  private async tell(now: number): Promise<void> {
    this.told = now;
    try {
      await this.keeper.touch();
    } catch (error) {
      if (error instanceof Problem && error.status === 401) this.room.lock();
    }
  }
}

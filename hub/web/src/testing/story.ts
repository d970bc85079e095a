// This file is Ana with her phone, everything that may happen to the two of them, and what has to hold then.
import { expect } from "vitest";
import type { Session } from "../app/session.svelte";
import * as outboxes from "../conversations/outbox";
import { storage } from "../parts/storage";
import type { Event } from "../wire/frames";
import { GONE } from "./answers";
import { ANA, FAMILY, ROSA, text } from "./cast";
import { LEO, REFUSAL, type Bug } from "./hub";
import { Phone } from "./phone";

export const PLACES = [FAMILY, LEO];

/** Ana with her phone, and everything that may happen to the two of them. */
export class Story {
  readonly phone: Phone;
  readonly written: string[] = [];
  readonly takenBack: string[] = [];
  /** What the hub may have forgotten with its later days. */
  private readonly forgotten = new Set<string>();
  private unnoticed = false;
  private seen = { session: null as Session | null, epoch: "", cursor: 0 };
  private count = 0;

  constructor(bug: Bug | null) {
    storage.clear();
    this.phone = new Phone(bug, () => this.holds());
    for (const _ of Array(12)) this.said(LEO, ROSA);
  }

  writes(where: string): void {
    if (this.session.phase !== "ready" || !(where in this.session.inbox.conversations)) return;
    const words = `${++this.count} by Ana`;
    this.session.post(where, text(words));
    this.written.push(words);
  }

  /** The page learns of it when it is opened, and here at once. */
  givesTime(undo_seconds: number): void {
    if (this.session.me) this.session.me = { ...this.session.me, undo_seconds };
  }

  /** As if she had never written it. */
  takesBack(): void {
    const last = this.session.sending.outbox.findLast((one) => one.until !== undefined);
    const item = last && this.session.sending.undo(last.cid);
    if (item) this.takenBack.push(...this.written.splice(this.written.indexOf(wordsOf({ item })), 1));
  }

  said(where: string, author: string): void {
    this.hub.said(where, `${++this.count} by ${author}`, author);
  }

  withdrawn(where: string, back: number): void {
    if (this.hub.members().has(where)) this.hub.withdrawn(where, back);
  }

  reads(where: string, short: number): void {
    if (this.hub.members().has(where)) this.hub.read(where, this.hub.n(where) - short);
  }

  dies(taken: number): void {
    this.unnoticed = true;
    this.phone.wires.at(-1)?.breaks(taken, 0, null);
  }

  sleeps(seconds: number): void {
    this.dies(0);
    this.phone.sleeps(seconds * 1_000);
    this.session.wake();
  }

  restored(fewer: number): void {
    const rows = Math.max(0, this.hub.rows.length - fewer);
    for (const row of this.hub.rows.slice(rows)) this.forgotten.add(wordsOf(row));
    this.hub.restored(rows);
  }

  signsIn(): void {
    if (this.session.phase === "signed-out")
      this.session.entering
        .byPassword("ana@maplestreet.example", "a password")
        .then(() => this.session.start())
        .catch(() => undefined);
  }

  triesAgain(): void {
    const failed = this.session.sending.outbox.find((one) => one.state === "failed");
    if (failed) this.session.sending.retry(failed.cid);
  }

  /** Everything is mended, time passes, and Ana looks through all there is. */
  async heals(): Promise<void> {
    const { phone, hub } = this;
    [phone.gone, phone.sockets, phone.faults, hub.judgements] = [false, "open", [], []];
    phone.answersCome("first");
    phone.goesOn();
    await phone.passes(60_000);
    if (this.session.link === "ended") phone.reload();
    if (this.unnoticed) this.session.wake();
    await phone.passes(60_000);
    this.signsIn();
    await phone.passes(600_000);
    for (const where of PLACES) await phone.looksThrough(where);
  }

  /** What is always true. */
  private holds(): void {
    const { session, hub, phone } = this;
    const { inbox } = session;
    const epoch = session["epoch"];
    const same = this.seen.session === session && this.seen.epoch === epoch && inbox.me !== "";
    must(!same || inbox.cursor >= this.seen.cursor, "the cursor never goes back");
    this.seen = { session, epoch, cursor: inbox.cursor };
    must(hub.complaints.length === 0, `the page keeps to the protocol: ${hub.complaints.join()}`);
    must(phone.unhandled.length === 0, `no error goes unheard: ${phone.unhandled.join()}`);
    must(phone.busiest <= 1_000, `the page never runs hot: ${phone.busiest} timers in a minute`);
    for (const one of Object.values(inbox.conversations))
      must(one.unread === Math.max(0, one.n - one.read_n - one.withdrawn.length), "unread is a subtraction");
    for (const where of Object.keys(inbox.threads)) this.holdsFor(where, epoch === hub.epoch);
  }

  private holdsFor(where: string, today: boolean): void {
    const { inbox } = this.session;
    const { messages, older } = inbox.threads[where] ?? { messages: [], older: null };
    const ids = new Set(messages.map((one) => one.id));
    must(where in inbox.conversations, "a thread belongs to a conversation one is in");
    must(ids.size === messages.length, "a thread shows no message twice");
    must(
      messages.every((one, at) => one.seq > (messages[at - 1]?.seq ?? 0)),
      "a thread is in the order of the journal",
    );
    must(
      [...ids].every((id) => this.hub.ids.has(id)),
      "a thread shows only what was said",
    );
    if (!today) return;
    const due = this.hub.messages(where).filter((one) => one.seq <= inbox.cursor && one.seq >= Number(older));
    must(
      due.every((one) => ids.has(one.id ?? "")),
      "a thread has everything up to the cursor",
    );
  }

  /** What is true in the end. */
  ends(): void {
    const { session, hub } = this;
    const { inbox, sending, reviewing } = session;
    expect([session.phase, session.link, hub.lines.size]).toEqual(["ready", "live", 1]);
    this.arrived();
    expect(outboxes.load(storage, ANA)).toEqual(sending.outbox);
    expect([session["epoch"], inbox.cursor]).toEqual([hub.epoch, hub.head()]);
    expect(Object.keys(inbox.conversations).sort()).toEqual([...hub.members()].sort());
    expect(Object.keys(inbox.threads).sort()).toEqual([...hub.members()].sort());
    for (const where of hub.members()) {
      const { n, read_n, unread } = inbox.conversations[where] ?? {};
      expect([n, read_n, unread]).toEqual([hub.n(where), hub.readN[where] ?? 0, hub.unread(where)]);
      expect(inbox.threads[where]?.messages.map(shown)).toEqual(hub.messages(where).map(shown));
    }
    expect(session.unread).toBe([...hub.members()].reduce((sum, where) => sum + hub.unread(where), 0));
    const held = hub.held().map((one) => one.id);
    expect(Object.keys(inbox.waiting).sort()).toEqual([...held].sort());
    expect(reviewing.queue.map((one) => one.id)).toEqual(held);
  }

  /** Everything written is in the journal once and in its order, or was refused with a sentence. */
  private arrived(): void {
    const left = new Map(this.session.sending.outbox.map((one) => [wordsOf(one), one]));
    const rows = this.hub.rows.filter((row) => row.cid);
    const stored = rows.map(wordsOf);
    expect(stored.filter((one) => this.takenBack.includes(one))).toEqual([]);
    for (const words of this.written) {
      const entry = left.get(words);
      const times = stored.filter((one) => one === words).length;
      if (entry) expect(entry).toMatchObject({ state: "failed", why: expect.toBeOneOf([REFUSAL, GONE]) });
      // What was refused may have been asked twice, and taken when the slower of the two came.
      expect([words, times]).toEqual([words, entry || this.forgotten.has(words) ? Math.min(times, 1) : 1]);
    }
    const inPlace = rows.filter((row) => !this.hub.refused.has(row.cid ?? "")).map(wordsOf);
    expect(inPlace).toEqual(this.written.filter((words) => inPlace.includes(words)));
  }

  get hub() {
    return this.phone.hub;
  }
  get session() {
    return this.phone.session;
  }
}

function wordsOf({ item }: Pick<Event, "item">): string {
  return item?.type === "text" ? item.text : "";
}

function shown(one: Pick<Event, "id" | "seq" | "n" | "sharing" | "review">) {
  return [one.id, one.seq, one.n ?? null, one.sharing ?? "now", one.review?.answer ?? null];
}

function must(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(`Not so: ${sentence}.`);
}

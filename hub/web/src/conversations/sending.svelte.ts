// This file carries the outbox to the hub, one message at a time and in order, until it is empty.
import { unique } from "../parts/ids";
import { storage } from "../parts/storage";
import type { Event, Item, Ok } from "../wire/frames";
import { Problem } from "../wire/problem";
import type { Link, Request } from "../wire/socket";
import { sent, type Inbox } from "./inbox";
import * as outboxes from "./outbox";
import { held, type Urgency } from "./urgency";

/** What carries it: whether the hub is there, how it is asked, and where what it stored is shown. */
export interface Carrier {
  readonly link: Link;
  inbox: Inbox;
  /** How long what was written stays here, so that it can be taken back; 0 sends at once. */
  readonly holdMs: number;
  ask(request: Request): Promise<Ok>;
}

export class Sending {
  outbox = $state.raw<outboxes.Entry[]>([]);
  private profile = "";
  private busy = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly session: Carrier) {}

  load(profile: string): void {
    this.profile = profile;
    this.outbox = outboxes.load(storage, profile);
    this.wait();
  }

  /** Let what is on its way arrive, unless that takes longer; how many there are that did not. */
  async settled(ms: number): Promise<number> {
    this.release();
    const until = Date.now() + ms;
    const goes = () => this.session.link === "live" && this.outbox.some((one) => one.state !== "failed");
    while (goes() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
    return this.outbox.length;
  }

  /** Nothing that these people wrote and that never left stays on this device. */
  forget(people: readonly string[]): void {
    clearTimeout(this.timer);
    for (const profile of people)
      for (const { cid } of outboxes.load(storage, profile)) outboxes.forget(storage, profile, cid);
    this.outbox = [];
  }

  clear(): void {
    clearTimeout(this.timer);
    this.outbox = [];
    this.profile = "";
  }

  /** cid: its own name, where it has one already. */
  add(conversation: string, item: Item, cid = unique(), urgency: Urgency = "normal"): void {
    this.release(); // what comes after it shows that it was meant
    const holdMs = held(urgency, this.session.holdMs);
    const others = outboxes.without(this.outbox, cid);
    const written = outboxes.written(others, cid, conversation, item, Date.now(), holdMs);
    const entry = urgency === "normal" ? written : { ...written, urgency };
    outboxes.save(storage, this.profile, entry);
    this.outbox = [...others, entry];
    this.wait();
    void this.flush();
  }

  /** Take back what has not left yet, as if it had never been written; null where it is too late. */
  undo(cid: string): Item | null {
    const entry = this.outbox.find((one) => one.cid === cid);
    if (entry?.until === undefined || !outboxes.kept(storage, this.profile, cid)) return null;
    this.stored(cid);
    return entry.item;
  }

  /** Send now what still could be taken back: nothing stays behind on a phone that is put away. */
  release(): void {
    for (const { cid } of outboxes.held(this.outbox, Date.now())) this.change(cid, { until: undefined });
    void this.flush();
  }

  /** Send what can be taken back no more, and come again for what still can. */
  private wait(): void {
    clearTimeout(this.timer);
    const held = outboxes.held(this.outbox, Date.now());
    for (const { cid } of held.filter(({ ms }) => ms === 0)) this.change(cid, { until: undefined });
    const left = held.map(({ ms }) => ms).filter((ms) => ms > 0);
    if (left.length) this.timer = setTimeout(() => (this.wait(), void this.flush()), Math.min(...left));
  }

  retry(cid: string): void {
    this.change(cid, { state: "waiting", why: "" });
    void this.flush();
  }

  /** It is stored, or no longer wanted. */
  stored(cid: string): void {
    outboxes.forget(storage, this.profile, cid);
    this.outbox = outboxes.without(this.outbox, cid);
  }

  async flush(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      let entry;
      while (this.session.link === "live" && (entry = outboxes.next(this.outbox))) await this.send(entry);
    } finally {
      this.busy = false;
    }
  }

  private async send(entry: outboxes.Entry): Promise<void> {
    const { cid, conversation, item, urgency } = entry;
    const loud = urgency ? { urgency } : {};
    if (!outboxes.kept(storage, this.profile, cid)) return this.stored(cid);
    this.change(cid, { state: "sending" });
    try {
      this.shown(entry, await this.session.ask({ t: "post", conversation, cid, item, ...loud }));
      this.stored(cid);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.retryMs === null) return this.change(cid, { state: "failed", why: error.detail });
      this.change(cid, { state: "waiting" });
      await new Promise((resolve) => setTimeout(resolve, error.retryMs ?? 0));
    }
  }

  /** Show it in its thread now; the event with the same id takes its place when it comes. */
  private shown(entry: outboxes.Entry, ok: Ok): void {
    const event: Event = {
      t: "event",
      kind: ok.sharing === "held" ? "held" : "message",
      seq: ok.seq ?? 0,
      at: new Date().toISOString(),
      id: ok.id,
      cid: entry.cid,
      author: this.profile,
      conversation: entry.conversation,
      item: entry.item,
      sharing: ok.sharing,
      ...(entry.urgency ? { urgency: entry.urgency } : {}),
    };
    this.session.inbox = sent(this.session.inbox, event);
  }

  private change(cid: string, change: Partial<outboxes.Entry>): void {
    if (!outboxes.kept(storage, this.profile, cid)) return this.stored(cid);
    this.outbox = outboxes.changed(this.outbox, cid, change);
    const entry = this.outbox.find((one) => one.cid === cid);
    if (entry) outboxes.save(storage, this.profile, entry);
  }
}

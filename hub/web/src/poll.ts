// This file stands in for the socket where none gets through: it asks again and again, with the same effects.
import * as api from "./api";
import { waitMs } from "./policy";
import { Problem } from "./problem";
import type { Connection, Owner, Request } from "./socket";
import type { Ok, Synced } from "./wire";

/** How long the hub may keep a question until there is something to tell. */
const PATIENCE_MS = 25_000;

/** How much longer an answer may take before it counts as lost. */
const ANSWER_MS = 10_000;

export class Poll implements Connection {
  private stopped = false;
  private wakeUp: () => void = () => {};
  private abandon: () => void = () => {};

  constructor(
    private readonly owner: Owner,
    private readonly position: () => { since: number; epoch: string },
  ) {}

  start(): void {
    void this.run();
  }

  stop(): void {
    this.stopped = true;
    this.abandon();
  }

  wake(): void {
    this.wakeUp();
  }

  drop(): void {
    this.abandon();
  }

  /** The hub learns nothing of what is open here: a phone may ring for it. */
  say(): void {}

  async ask(request: Request): Promise<Ok> {
    try {
      const ok = await this.answer(request);
      if (!this.stopped) return ok;
    } catch (error) {
      // Whoever signs in next asks again: that nobody is signed in says nothing of what was asked.
      if (!this.stopped && error instanceof Problem && error.status === 401) this.owner.onSignedOut();
      if (!this.stopped) throw error;
    }
    throw Problem.offline();
  }

  private async answer(request: Request): Promise<Ok> {
    if (request.t === "post") {
      const posted = await api.post(request.conversation, request.cid, request.item);
      return { t: "ok", i: 0, ...posted };
    }
    if (request.t === "edit") return { t: "ok", i: 0, ...(await api.edit(request.message, request.item)) };
    if (request.t === "withdraw") return { t: "ok", i: 0, ...(await api.withdraw(request.message)) };
    if (request.t === "read") await api.read(request.conversation, request.n);
    return { t: "ok", i: 0 };
  }

  private async run(): Promise<void> {
    let attempt = 0;
    this.owner.onLink("connecting");
    while (!this.stopped) {
      try {
        // After a silence the first answer comes at once, so that the page soon knows it is connected.
        const synced = await this.sync(attempt === 1 ? PATIENCE_MS : 0);
        if (this.stopped) return;
        for (const event of synced.events) this.owner.onFrame(event);
        if (!synced.more) this.owner.onFrame({ t: "caught_up", seq: synced.seq });
        if (attempt !== 1) this.owner.onLink("live");
        attempt = 1;
      } catch (error) {
        if (this.stopped || this.over(error)) return;
        this.owner.onLink("waiting");
        await this.pause(waitMs(Math.max(2, ++attempt), Math.random()));
      }
    }
  }

  private async sync(wait_ms: number): Promise<Synced> {
    const asking = new AbortController();
    this.abandon = () => asking.abort();
    const timer = setTimeout(this.abandon, wait_ms + ANSWER_MS);
    try {
      return await api.sync({ ...this.position(), wait_ms }, asking.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whether asking again would not help. */
  private over(error: unknown): boolean {
    const status = error instanceof Problem ? error.status : 0;
    if (status === 401) this.owner.onSignedOut();
    if (status === 409) this.owner.onResync();
    return status === 401 || status === 409;
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.wakeUp = resolve;
      setTimeout(resolve, ms);
    });
  }
}

// This file stands in for the socket where none gets through: it asks again and again, with the same effects.
import * as api from "./api";
import { waitMs } from "./policy";
import { Problem } from "./problem";
import type { Connection, Owner, Request } from "./socket";
import type { Ok } from "./wire";

/** How long the hub may keep a question until there is something to tell. */
const PATIENCE_MS = 25_000;

export class Poll implements Connection {
  private aborting = new AbortController();
  private wakeUp: () => void = () => {};

  constructor(
    private readonly owner: Owner,
    private readonly position: () => { since: number; epoch: string },
  ) {}

  start(): void {
    this.aborting = new AbortController();
    void this.run(this.aborting.signal);
  }

  stop(): void {
    this.aborting.abort();
  }

  wake(): void {
    this.wakeUp();
  }

  /** Nothing is held open that could be lost. */
  drop(): void {}

  async ask(request: Request): Promise<Ok> {
    if (request.t === "post") {
      const posted = await api.post(request.conversation, request.cid, request.item);
      return { t: "ok", i: 0, ...posted };
    }
    if (request.t === "edit") return { t: "ok", i: 0, ...(await api.edit(request.message, request.item)) };
    if (request.t === "withdraw") return { t: "ok", i: 0, ...(await api.withdraw(request.message)) };
    if (request.t === "read") await api.read(request.conversation, request.n);
    return { t: "ok", i: 0 };
  }

  private async run(signal: AbortSignal): Promise<void> {
    let attempt = 0;
    this.owner.onLink("connecting");
    while (!signal.aborted) {
      try {
        // The first answer comes at once, so that a page that just opened soon knows it is connected.
        const wait_ms = attempt === 0 ? 0 : PATIENCE_MS;
        const synced = await api.sync({ ...this.position(), wait_ms }, signal);
        if (signal.aborted) return;
        for (const event of synced.events) this.owner.onFrame(event);
        if (!synced.more) this.owner.onFrame({ t: "caught_up", seq: synced.seq });
        if (attempt !== 1) this.owner.onLink("live");
        attempt = 1;
      } catch (error) {
        if (signal.aborted || this.over(error)) return;
        this.owner.onLink("waiting");
        await this.pause(waitMs(Math.max(2, ++attempt), Math.random()));
      }
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

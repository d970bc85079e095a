// This file stands in for the socket where none gets through: it asks again and again, with the same effects.
import { hub } from "./api";
import { waitMs } from "./backoff";
import type { Synced } from "./endpoints";
import type { Ok } from "./frames";
import { Problem } from "./problem";
import type { Connection, Owner, Request } from "./socket";

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
      const ok: Ok = { t: "ok", i: 0, ...(await asked(request)) };
      if (!this.stopped) return ok;
    } catch (error) {
      // Whoever signs in next asks again: that nobody is signed in says nothing of what was asked.
      if (!this.stopped && error instanceof Problem && error.status === 401) this.owner.onSignedOut();
      if (!this.stopped) throw error;
    }
    throw Problem.offline();
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
      const { signal } = asking;
      return await hub.post("/v1/sync", { body: { ...this.position(), wait_ms }, signal });
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

/** The same request over HTTP; what the hub says to it. */
async function asked(request: Request): Promise<Omit<Ok, "t" | "i"> | void> {
  switch (request.t) {
    case "post": {
      const { conversation: id, cid, item, urgency } = request;
      const headers = { "Idempotency-Key": cid };
      const body = { item, urgency };
      return hub.post("/v1/conversations/{id}/messages", { params: { path: { id } }, headers, body });
    }
    case "edit": {
      const { message: id, item } = request;
      return hub.put("/v1/messages/{id}", { params: { path: { id } }, body: { item } });
    }
    case "withdraw":
      return hub.delete("/v1/messages/{id}", { params: { path: { id: request.message } } });
    case "ack":
      return hub.put("/v1/messages/{id}/ack", { params: { path: { id: request.message } } });
    case "read": {
      const { conversation: id, n } = request;
      return hub.post("/v1/conversations/{id}/read", { params: { path: { id } }, body: { n } });
    }
  }
}

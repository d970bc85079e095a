// This file is the connection to the hub: it says hello, passes frames on, and comes back when it was lost.
import { endingOf, nextAttempt, sentenceOf, waitMs } from "./backoff";
import { SUBPROTOCOL, type Command, type Frame, type Hello, type Ok, type Watch } from "./frames";
import { Problem } from "./problem";

export type Link = "connecting" | "live" | "waiting" | "ended";

/** What a request may be, without the number that is given to it here. */
export type Request = Command extends infer One
  ? One extends { i: number }
    ? Omit<One, "i">
    : never
  : never;

/** What a connection needs, and whom it tells. hello asks for a fresh ticket each time. */
export interface Owner {
  hello(): Promise<Pick<Hello, "ticket" | "device" | "since" | "epoch">>;
  onFrame(frame: Frame): void;
  onLink(link: Link): void;
  onResync(): void;
  onSignedOut(): void;
  onStop(sentence: string): void;
  /** Sockets do not get through here, though the hub answers. */
  onBlocked(): void;
}

/** A connection of either sort: this one, or the poll that stands in for it. */
export interface Connection {
  start(): void;
  stop(): void;
  /** Try at once, if it is waiting to. */
  wake(): void;
  /** The network says it is gone: do not wait for a timeout to believe it. */
  drop(): void;
  /** Rejects with a Problem; one with status 0 means the connection was lost and nothing is known. */
  ask(request: Request): Promise<Ok>;
  /** Say what gets no answer; where there is no connection it is not said. */
  say(frame: Watch): void;
}

/** How long an answer may take before the connection counts as lost. */
const ANSWER_MS = 12_000;

/** How long a connection may take to open and be welcomed. */
const OPEN_MS = 10_000;

/** Tries that never opened, after which we look for another way. */
const BLOCKED_AFTER = 3;

interface Asked {
  resolve(ok: Ok): void;
  reject(problem: Problem): void;
  timer: ReturnType<typeof setTimeout>;
}

export class Socket implements Connection {
  private ws: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = new Map<number, Asked>();
  private i = 0;
  private opening = 0;
  private attempt = 0;
  private liveSince = 0;
  private afterMs: number | null = null;
  private jitterMs: number | undefined;
  private unopened = 0;
  private stopped = true;

  constructor(
    private readonly url: string,
    private readonly owner: Owner,
  ) {}

  start(): void {
    this.stopped = false;
    void this.open();
  }

  stop(): void {
    this.stopped = true;
    this.hangUp();
  }

  wake(): void {
    if (this.stopped || this.ws) return;
    clearTimeout(this.timer);
    void this.open();
  }

  drop(): void {
    if (!this.stopped && this.ws) this.lost(1006);
  }

  ask(request: Request): Promise<Ok> {
    const ws = this.ws;
    if (!ws || !this.liveSince) return Promise.reject(Problem.offline());
    const i = ++this.i;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.lost(1006), ANSWER_MS);
      this.asked.set(i, { resolve, reject, timer });
      ws.send(JSON.stringify({ ...request, i }));
    });
  }

  say(frame: Watch): void {
    if (this.liveSince) this.ws?.send(JSON.stringify(frame));
  }

  private async open(): Promise<void> {
    // A second try, made because someone looks, takes the place of one that still waits for its ticket.
    const opening = ++this.opening;
    this.owner.onLink("connecting");
    let hello;
    try {
      hello = await this.owner.hello();
    } catch (error) {
      if (this.stopped || opening !== this.opening) return;
      if (error instanceof Problem && error.status === 401) return this.owner.onSignedOut();
      // The profile is gone: begin again as whoever is left.
      if (error instanceof Problem && error.status === 404) return this.owner.onResync();
      return this.comeBack();
    }
    if (this.stopped || opening !== this.opening) return;
    this.connect({ t: "hello", i: ++this.i, ...hello });
  }

  private connect(hello: Hello): void {
    const ws = new WebSocket(this.url, SUBPROTOCOL);
    this.ws = ws;
    this.unopened += 1;
    this.timer = setTimeout(() => this.lost(1006), OPEN_MS);
    ws.onopen = () => {
      this.unopened = 0;
      ws.send(JSON.stringify(hello));
    };
    ws.onmessage = (message) => {
      const read = JSON.parse(String(message.data)) as Frame | Frame[];
      for (const frame of Array.isArray(read) ? read : [read]) this.take(frame);
    };
    ws.onclose = (close) => this.lost(close.code);
  }

  private take(frame: Frame): void {
    if (frame.t === "welcome") {
      clearTimeout(this.timer);
      this.liveSince = Date.now();
      this.jitterMs = frame.jitter_ms;
      this.owner.onFrame(frame);
      this.owner.onLink("live");
      return;
    }
    if (frame.t === "goaway") this.afterMs = frame.after_ms;
    if (frame.t === "ok") this.answered(frame.i)?.resolve(frame);
    if (frame.t === "error" && typeof frame.i === "number") this.answered(frame.i)?.reject(Problem.of(frame));
    this.owner.onFrame(frame);
  }

  private answered(i: number): Asked | undefined {
    const asked = this.asked.get(i);
    this.asked.delete(i);
    clearTimeout(asked?.timer);
    return asked;
  }

  private lost(code: number): void {
    const liveMs = this.liveSince ? Date.now() - this.liveSince : 0;
    this.attempt = liveMs ? nextAttempt(this.attempt - 1, liveMs) : this.attempt;
    this.hangUp();
    if (this.stopped) return;
    switch (endingOf(code)) {
      case "resync":
        return this.owner.onResync();
      case "sign-in":
        return this.owner.onSignedOut();
      case "stop":
        this.stopped = true;
        this.owner.onLink("ended");
        return this.owner.onStop(sentenceOf(code));
      case "reconnect":
        return this.unopened >= BLOCKED_AFTER ? this.owner.onBlocked() : this.comeBack();
    }
  }

  private comeBack(): void {
    const wait = this.afterMs ?? waitMs(this.attempt, Math.random(), this.jitterMs);
    this.attempt += 1;
    this.afterMs = null;
    this.owner.onLink("waiting");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.open(), wait);
  }

  private hangUp(): void {
    const ws = this.ws;
    this.ws = null;
    this.liveSince = 0;
    clearTimeout(this.timer);
    if (ws) {
      ws.onopen = ws.onmessage = ws.onclose = null;
      ws.close();
    }
    for (const { reject, timer } of this.asked.values()) {
      clearTimeout(timer);
      reject(Problem.offline());
    }
    this.asked.clear();
  }
}

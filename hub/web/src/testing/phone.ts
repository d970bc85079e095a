// This file is Ana's phone: the doors of its browser, the network behind them, and the page that is open.
import { vi } from "vitest";
import { Session } from "../app/session.svelte";
import { SUBPROTOCOL, type Command, type Frame } from "../wire/frames";
import type { Answer, Line } from "./answers";
import { pathOf } from "./browser";
import { Hub, type Bug } from "./hub";

/** How long anything takes from the phone to the hub, and back. */
const TRIP_MS = 20;

/** How long after an answer an event may leave, where events are late. */
const LATE_MS = 300;

/** What may become of a question over HTTP. lost: it never arrives; unheard: its answer does not. */
export type Fault = "refused" | "lost" | "unheard" | "silent" | "unavailable" | "broken off" | "portal";

declare function setImmediate(run: () => void): void;
declare const process: Record<"on" | "off", (name: string, run: (reason: unknown) => void) => void>;

export class Phone {
  readonly hub: Hub;
  session!: Session;
  /** Every socket that was ever opened, the last one at the end. */
  readonly wires: Wire[] = [];
  /** The clock of everything but the page. */
  readonly later: (run: () => void, ms: number) => void;
  /** Whether sockets get through: they open, are refused, or nothing is heard of them. */
  sockets: "open" | "refused" | "silent" = "open";
  /** Whether the hub's frames of one turn leave as one. */
  joined = true;
  /** Whether an answer overtakes the events that the hub has stored before. */
  eventsLate = false;
  /** Whether there is any network. */
  gone = false;
  /** What becomes of the next questions over HTTP. */
  faults: Fault[] = [];
  /** The conversation on the screen. */
  looksAt: string | null = null;
  /** The most timers the page has set within a minute; one that asks without a pause sets thousands. */
  busiest = 0;
  /** Errors that nobody caught. */
  readonly unhandled: unknown[] = [];
  private readonly note = (reason: unknown) => void this.unhandled.push(reason);
  /** Whether answers over HTTP wait on their way, from now on; those that do wait until they are let go. */
  answersWait = false;
  private waiting: (() => void)[] = [];
  private timers = new Set<ReturnType<typeof setTimeout>>();
  private page = 0;
  private minute = 0;
  private count = 0;
  private tried = "";

  /** check: called whenever nothing more happens without time passing. */
  constructor(
    bug: Bug | null,
    private readonly check: () => void,
  ) {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: Date.UTC(2026, 10, 23, 15) });
    const set = globalThis.setTimeout;
    this.later = (run, ms) => void set(run, ms);
    this.hub = new Hub(this.later, bug);
    process.on("unhandledRejection", this.note);
    this.openDoors();
    this.reload();
  }

  /** Throw the page away with all it was waiting for, and open another over the same storage. */
  reload(): void {
    this.page += 1;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.wires.at(-1)?.forgotten();
    this.session = new Session();
    void this.session.start();
  }

  async passes(ms: number): Promise<void> {
    let over = false;
    this.later(() => (over = true), ms);
    for (await this.settles(); !over; await this.settles()) vi.advanceTimersToNextTimer();
  }

  /** The clock goes on, and nothing on the phone does. */
  sleeps(ms: number): void {
    vi.setSystemTime(Date.now() + ms);
  }

  /** Whatever stood still arrives. */
  goesOn(): void {
    for (const wire of this.wires) wire.goesOn();
  }

  answersCome(order: "first" | "last"): void {
    const come = this.waiting.splice(0);
    this.answersWait = false;
    for (const answer of order === "first" ? come : come.reverse()) answer();
  }

  off(): void {
    process.off("unhandledRejection", this.note);
    this.page += 1;
    vi.clearAllTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    vi.useRealTimers();
  }

  private async settles(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.shows();
    this.check();
  }

  /** What the screen of a conversation does: it asks for what it shows, once for each state of things. */
  private shows(): void {
    const { phase, link, inbox } = this.session;
    const where = this.looksAt ?? "";
    const [known, thread] = [where in inbox.conversations, where in inbox.threads];
    const state = [this.page, phase, link, where, known, thread].join();
    if (state === this.tried) return;
    this.tried = state;
    if (phase === "ready" && known && !thread && link !== "waiting") this.open();
  }

  open(older = false): void {
    void this.session.open(this.looksAt ?? "", older).catch(() => undefined);
  }

  /** To the very beginning. */
  async looksThrough(where: string): Promise<void> {
    this.looksAt = where;
    this.open();
    await this.passes(100);
    while (this.session.inbox.threads[where]?.older) {
      this.open(true);
      await this.passes(100);
    }
  }

  private openDoors(): void {
    const phone = this;
    const [set, clear] = [globalThis.setTimeout, globalThis.clearTimeout];
    vi.stubGlobal("setTimeout", (run: () => void, ms?: number) => {
      phone.notes();
      const timer = set(() => (phone.timers.delete(timer), run()), ms);
      phone.timers.add(timer);
      return timer;
    });
    vi.stubGlobal("clearTimeout", (timer: ReturnType<typeof setTimeout>) => {
      phone.timers.delete(timer);
      clear(timer);
    });
    vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
      const aborting = new AbortController();
      setTimeout(() => aborting.abort(new DOMException("It took too long.", "TimeoutError")), ms);
      return aborting.signal;
    });
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    vi.stubGlobal("location", { protocol: "https:", host: "maplestreet.example", hash: "" });
    vi.stubGlobal("fetch", (request: Request) => phone.fetched(request));
    vi.stubGlobal(
      "WebSocket",
      class extends Wire {
        constructor(_url: string, protocol: string) {
          super(phone, protocol);
          phone.wires.push(this);
        }
      },
    );
  }

  private notes(): void {
    const minute = Math.floor(Date.now() / 60_000);
    this.count = minute === this.minute ? this.count + 1 : 1;
    this.minute = minute;
    this.busiest = Math.max(this.busiest, this.count);
  }

  private fetched(request: Request): Promise<Response> {
    const page = this.page;
    const fault = this.gone ? "refused" : this.faults.shift();
    const over = new AbortController();
    const fetched = new Promise<Response>((resolve, reject) => {
      const here = (run: () => void) => () => void (page === this.page && run());
      const fails = here(() => reject(new TypeError("Failed to fetch")));
      const aborted = here(() => reject(request.signal.reason as Error));
      request.signal.addEventListener("abort", aborted, { signal: over.signal });
      if (fault === "refused") return fails();
      const arrives = async () => {
        if (fault === "lost") return fails();
        const answer = fault === "portal" || fault === "unavailable" ? null : await this.asked(request);
        if (fault === "silent") return;
        const comes = fault === "unheard" ? fails : here(() => resolve(response(answer, fault)));
        this.later(() => (this.answersWait ? this.waiting.push(comes) : comes()), TRIP_MS);
      };
      this.later(() => void arrives(), TRIP_MS);
    });
    return fetched.finally(() => over.abort());
  }

  private async asked(request: Request): Promise<Answer> {
    const body = JSON.parse((await request.text()) || "null") as unknown;
    const key = request.headers.get("Idempotency-Key") ?? "";
    return this.hub.answer(request.method, pathOf(request), body, key);
  }
}

function response(answer: Answer | null, fault: Fault | undefined): Response {
  if (!answer) return new Response("<html>Welcome</html>", { status: fault === "portal" ? 200 : 502 });
  const words = answer.body === undefined ? null : JSON.stringify(answer.body);
  if (fault !== "broken off" || !words) return new Response(words, { status: answer.status });
  const half = new ReadableStream<Uint8Array>({
    start(stream) {
      stream.enqueue(new TextEncoder().encode(words.slice(0, words.length / 2)));
      stream.error(new TypeError("terminated"));
    },
  });
  return new Response(half, { status: answer.status });
}

/** One socket: the browser's end, the hub's end, and what is on its way in either direction, in order. */
export class Wire implements Line {
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((close: { code: number }) => void) | null = null;
  private still = false;
  private state: "opening" | "open" | "over" = "opening";
  private up: (() => void)[] = [];
  private down: (() => void)[] = [];
  private readonly turn: Frame[] = [];

  constructor(
    private readonly phone: Phone,
    protocol: string,
  ) {
    const refused =
      phone.gone || phone.sockets === "refused" || phone.hub.draining || protocol !== SUBPROTOCOL;
    if (phone.sockets === "silent") return;
    if (refused) this.comes(() => this.ends(1006));
    else this.goes(() => this.isTaken());
  }

  // The browser's end.

  send(text: string): void {
    if (this.state === "opening") throw new DOMException("It is not open yet.", "InvalidStateError");
    if (this.state === "open") this.goes(() => this.phone.hub.asked(this, JSON.parse(text) as Command));
  }

  close(): void {
    this.state = "over";
    this.goes(() => this.phone.hub.closed(this));
  }

  /** The page is gone that had it. */
  forgotten(): void {
    this.onopen = this.onmessage = this.onclose = null;
    this.close();
  }

  // The hub's end.

  tell(frame: Frame): void {
    const late = this.phone.eventsLate;
    if (late && (frame.t === "ok" || frame.t === "error")) return this.sends([frame]);
    if (this.turn.push(frame) === 1) this.phone.later(() => this.leaves(), late ? LATE_MS : 0);
  }

  hangUp(code: number): void {
    this.leaves();
    this.comes(() => this.ends(code));
  }

  // What is between.

  /** It breaks: the hub takes some of what is on its way, the page sees some, and it may not be told. */
  breaks(taken: number, seen: number, code: number | null): void {
    const { up, down } = this;
    this.still = true;
    [this.up, this.down] = [[], []];
    for (const arrive of up.slice(0, taken)) arrive();
    this.leaves();
    for (const arrive of [...down, ...this.down].slice(0, seen)) arrive();
    this.phone.hub.closed(this);
    if (code !== null) this.ends(code);
    [this.up, this.down] = [[], []];
  }

  /** Nothing arrives any more, and nothing is lost. */
  stands(): void {
    this.still = true;
  }

  goesOn(): void {
    this.still = false;
    for (const _ of this.up) this.moves("up");
    for (const _ of this.down) this.moves("down");
  }

  private isTaken(): void {
    this.phone.hub.opened(this);
    this.comes(() => {
      this.state = "open";
      this.onopen?.();
    });
  }

  private ends(code: number): void {
    if (this.state === "over") return;
    this.state = "over";
    this.onclose?.({ code });
  }

  /** What the hub said in one turn sets out. */
  private leaves(): void {
    this.sends(this.turn.splice(0));
  }

  private sends(frames: Frame[]): void {
    const sent = this.phone.joined && frames.length > 1 ? [frames] : frames;
    for (const one of sent) this.comes(() => this.onmessage?.({ data: JSON.stringify(one) }));
  }

  private goes(arrive: () => void): void {
    this.up.push(arrive);
    this.moves("up");
  }

  private comes(arrive: () => void): void {
    this.down.push(arrive);
    this.moves("down");
  }

  private moves(way: "up" | "down"): void {
    this.phone.later(() => {
      if (!this.still) this[way].shift()?.();
    }, TRIP_MS);
  }
}

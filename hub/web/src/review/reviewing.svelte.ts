// This file is the queue of what waits for approval, the decisions on it, and what came back to its author.
import type { Session } from "../app/session.svelte";
import { withWaiting } from "../conversations/inbox";
import { m } from "../paraglide/messages";
import { toast } from "../parts/toasts.svelte";
import { all, hub } from "../wire/api";
import type { Held, ReviewedOne } from "../wire/endpoints";
import type { Event, Item, Review } from "../wire/frames";
import { inWords, Problem } from "../wire/problem";
import { news, resultLine, versions } from "./queue";

/** Several items held at once are asked for once. */
const GATHER_MS = 150;

/** How long until the queue is asked for again where it was not to be had. */
const AGAIN_MS = 10_000;

/** How long an approval can be taken back: until then nothing has left this device. */
export const UNDO_MS = 4_000;

/** How long a line about what happened stays. */
const SHOWN_MS = 8_000;

/** Items of one request, so that there is progress to see. */
const AT_ONCE = 20;

/** What a returned message is sent again under, so that it is sent again once. */
export const again = (message: string) => `again:${message}`;

/** What just happened. undo: it can be taken back. */
export interface Notice {
  text: string;
  tone: "plain" | "bad";
  undo: boolean;
}

/** An approval that has not left this device; changed: what is to be released instead. */
interface Leaving {
  held: Held;
  changed: Item | null;
  timer: ReturnType<typeof setTimeout>;
}

export class Reviewing {
  queue = $state.raw<Held[]>([]);
  /** What came back to this person, and is still theirs to send again or discard. */
  returned = $state.raw<Held[]>([]);
  notice = $state.raw<Notice | null>(null);
  /** How far many at once are. */
  progress = $state.raw<{ done: number; of: number } | null>(null);
  private leaving = $state.raw<Leaving | null>(null);
  /** What is decided and not confirmed yet. */
  private decided = $state.raw<ReadonlySet<string>>(new Set());
  private there = $derived(
    this.queue.filter((one) => one.id !== this.leaving?.held.id && !this.decided.has(one.id)),
  );
  /** What this person may decide. */
  mine = $derived(this.there.filter((one) => one.may_review));
  /** What this person wrote, and waits for others. */
  own = $derived(
    this.queue.filter(
      (one) => !one.may_review && (one.author === this.session.me?.person || this.session.may("review")),
    ),
  );
  /** Whether anything of this person's waits or came back. */
  theirs = $derived(this.own.length + this.returned.length > 0);
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private fading: ReturnType<typeof setTimeout> | undefined;
  private latest: { by: string; answer: Review["answer"]; names: string[] } | null = null;
  private screens = 0;

  constructor(private readonly session: Session) {}

  async load(): Promise<void> {
    const asked = ++this.asked;
    const [held, returned] = await Promise.all([
      list({ state: "held" }),
      list({ state: "returned", mine: "yes" }),
    ]);
    // A newer question has a newer answer.
    if (asked !== this.asked) return;
    this.session.inbox = withWaiting(this.session.inbox, held);
    this.queue = held.filter((one) => one.id in this.session.inbox.waiting);
    this.returned = returned;
  }

  /** Forget everything; what has not left this device waits on. */
  clear(): void {
    clearTimeout(this.timer);
    clearTimeout(this.leaving?.timer);
    this.asked += 1;
    this.leaving = null;
    this.decided = new Set();
    this.queue = [];
    this.returned = [];
    this.quiet();
  }

  /** The queue is on the screen: what happens is told there. The answer ends that. */
  watch(): () => void {
    this.screens += 1;
    return () => {
      this.screens -= 1;
      this.quiet();
    };
  }

  happened(event: Event): void {
    if (event.review) this.ended(event.review);
    if (event.lost) this.queue = this.queue.filter((one) => !event.lost?.includes(one.conversation));
    if (event.kind === "edited" && this.queue.some((one) => one.id === event.id)) this.soon();
    if (event.kind === "withdrawn") this.returned = this.returned.filter((one) => one.id !== event.id);
    if (event.kind === "held" || event.kind === "setting") this.soon();
  }

  /** Ask for it in a moment, and until it can be had. */
  soon(ms = GATHER_MS): void {
    if (!this.session.staffSide) return this.clear();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.load().catch(() => this.soon(AGAIN_MS)), ms);
  }

  /** Approve in a few seconds, unless it is taken back; the one before it is sent now. */
  approve(held: Held, changed: Item | null = null): void {
    void this.flush();
    const timer = setTimeout(() => void this.flush(), UNDO_MS);
    this.leaving = { held, changed, timer };
    const { author_name: author, title } = held;
    const said = changed ? m.review_approved_changed : m.review_approved;
    this.say(said({ author, title }), "plain", true);
  }

  /** Take back the last approval; what it was, or null where it is too late. */
  undo(): Held | null {
    const held = this.leaving?.held ?? null;
    clearTimeout(this.leaving?.timer);
    this.leaving = null;
    if (held) this.say(m.review_taken_back());
    return held;
  }

  /** Send the approval that could still be taken back. keepalive: the page is about to go. */
  async flush(keepalive = false): Promise<void> {
    const leaving = this.leaving;
    if (!leaving) return;
    clearTimeout(leaving.timer);
    const { held, changed } = leaving;
    this.decided = new Set([...this.decided, held.id]);
    this.leaving = null;
    if (this.notice?.undo) this.notice = { ...this.notice, undo: false };
    await this.send(held, { answer: "approve", ...(changed ? { item: changed } : {}) }, keepalive);
  }

  /** Return or decline; it leaves the queue at once, and comes back if the hub refuses. */
  async refuse(held: Held, answer: "return" | "decline", reason: string): Promise<void> {
    this.decided = new Set([...this.decided, held.id]);
    const done = await this.send(held, { answer, reason }, false);
    const said = answer === "return" ? m.review_returned_said : m.review_declined_said;
    if (done) this.say(said({ author: held.author_name }));
  }

  /** Approve these, some at a time; what became of each. */
  async approveAll(list: readonly Held[]): Promise<ReviewedOne[]> {
    await this.flush();
    const results: ReviewedOne[] = [];
    this.progress = { done: 0, of: list.length };
    try {
      for (let start = 0; start < list.length; start += AT_ONCE) {
        const some = list.slice(start, start + AT_ONCE);
        const { items } = await hub.post("/v1/reviews", {
          body: { answer: "approve", messages: versions(some) },
        });
        results.push(...items);
        for (const one of items) if (one.done) this.drop(one.id);
        this.progress = { done: results.length, of: list.length };
      }
      this.say(resultLine(results), results.every((one) => one.done) ? "plain" : "bad");
    } catch (error) {
      const done = results.filter((one) => one.done).length;
      const why = inWords(error);
      this.say(done ? m.review_approved_then({ count: done, why }) : why, "bad");
    } finally {
      this.progress = null;
    }
    if (results.length < list.length || results.some((one) => !one.done)) this.soon();
    return results;
  }

  /** Send what came back again, in other words; the hub judges it like any other message. */
  sendAgain(held: Held, item: Item): void {
    this.session.sending.add(held.conversation, item, again(held.id));
    this.returned = this.returned.filter((one) => one.id !== held.id);
  }

  /** Take back what waits or came back. */
  async withdraw(held: Held): Promise<void> {
    await this.session.change(held.id, null, held.edited_at);
    this.drop(held.id);
    this.returned = this.returned.filter((one) => one.id !== held.id);
  }

  private async send(
    held: Held,
    body: { answer: Review["answer"]; reason?: string; item?: Item },
    keepalive: boolean,
  ): Promise<boolean> {
    try {
      await hub.post("/v1/reviews/{id}", {
        params: { path: { id: held.id } },
        body: { ...body, edited_at: held.edited_at },
        keepalive,
      });
      this.drop(held.id);
      return true;
    } catch (error) {
      this.say(inWords(error), "bad");
      if (!(error instanceof Problem) || error.status !== 0) await this.load().catch(() => undefined);
      return false;
    } finally {
      const { decided } = this;
      this.decided = new Set([...decided].filter((one) => one !== held.id));
    }
  }

  /** Somebody has decided: this person here or elsewhere, or another. */
  private ended(review: Review): void {
    const held = this.queue.find((one) => one.id === review.message);
    const theirs = review.author === this.session.me?.person && review.by !== review.author;
    if (theirs && review.answer === "return") this.soon();
    const undone = this.leaving?.held.id === review.message;
    if (undone) clearTimeout(this.leaving?.timer);
    if (undone) this.leaving = null;
    this.drop(review.message);
    if (held?.may_review && review.by !== this.session.me?.person) this.tell(held, review);
  }

  /** What another decides in a row is one line. */
  private tell(held: Held, { by, answer }: Review): void {
    const same = this.latest?.by === by && this.latest.answer === answer;
    this.latest = { by, answer, names: [...(same ? (this.latest?.names ?? []) : []), held.author_name] };
    const { names } = this.latest;
    if (this.screens) this.say(news(this.session.nameOf(by), answer, names), "plain", false, this.latest);
  }

  private say(
    text: string,
    tone: Notice["tone"] = "plain",
    undo = false,
    latest: typeof this.latest = null,
  ): void {
    this.latest = latest;
    clearTimeout(this.fading);
    if (!this.screens && !undo) return void toast(text, tone);
    this.notice = { text, tone, undo };
    this.fading = setTimeout(() => (this.notice = null), SHOWN_MS);
  }

  private quiet(): void {
    clearTimeout(this.fading);
    this.notice = null;
    this.latest = null;
  }

  private drop(id: string): void {
    this.queue = this.queue.filter((one) => one.id !== id);
  }
}

/** What stands so in the queue. */
function list(query: { state: "held" | "returned"; mine?: "yes" }): Promise<Held[]> {
  return all((cursor) => hub.get("/v1/reviews", { params: { query: { ...query, limit: 200, cursor } } }));
}

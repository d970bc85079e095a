// This file is the queue of what waits for approval, and the decisions on it.
import * as api from "./api";
import { withWaiting } from "./inbox";
import { inWords, Problem } from "./problem";
import type { Session } from "./session.svelte";
import { toast } from "./toasts.svelte";
import type { Event, Held } from "./wire";

/** Several items held at once are asked for once. */
const GATHER_MS = 150;

/** How long until the queue is asked for again where it was not to be had. */
const AGAIN_MS = 10_000;

export class Reviewing {
  queue = $state.raw<Held[]>([]);
  /** What this person may decide. */
  mine = $derived(this.queue.filter((one) => one.may_review));
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly session: Session) {}

  async load(): Promise<void> {
    const asked = ++this.asked;
    const held = await api.held();
    // A newer question has a newer answer.
    if (asked !== this.asked) return;
    this.session.inbox = withWaiting(this.session.inbox, held);
    this.queue = held.filter((one) => one.id in this.session.inbox.waiting);
  }

  clear(): void {
    clearTimeout(this.timer);
    this.asked += 1;
    this.queue = [];
  }

  happened(event: Event): void {
    if (event.review) this.drop(event.review.message);
    if (event.lost) this.queue = this.queue.filter((one) => !event.lost?.includes(one.conversation));
    if (event.kind === "edited" && this.queue.some((one) => one.id === event.id)) this.soon();
    if (event.kind === "held") this.soon();
  }

  /** Ask for it in a moment, and until it can be had. */
  soon(ms = GATHER_MS): void {
    if (!this.session.staffSide) return this.clear();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.load().catch(() => this.soon(AGAIN_MS)), ms);
  }

  /** Decide; it leaves the queue at once, and comes back if the hub refuses. */
  async decide(held: Held, answer: "approve" | "decline", reason = ""): Promise<void> {
    const before = this.queue;
    this.drop(held.id);
    try {
      await api.review(held.id, { answer, reason, edited_at: held.edited_at });
      toast(
        answer === "approve"
          ? `Approved. ${held.author_name}’s update is on its way.`
          : `Declined. ${held.author_name} will see why.`,
      );
    } catch (error) {
      toast(inWords(error), "bad");
      if (error instanceof Problem && error.status === 0) this.queue = before;
      else await this.load().catch(() => (this.queue = before));
    }
  }

  private drop(id: string): void {
    this.queue = this.queue.filter((one) => one.id !== id);
  }
}

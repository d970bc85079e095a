// This file keeps what its reader has yet to confirm: emergencies and drills, until they say that they read them.
import { hub } from "../wire/api";
import { waitMs } from "../wire/backoff";
import type { Confirmations, Emergencies, Emergency } from "../wire/endpoints";
import type { Event } from "../wire/frames";
import { Problem } from "../wire/problem";
import { asks } from "./urgency";

/** Where it is asked. */
export interface Asks {
  emergencies(): Promise<Emergencies>;
  confirmations(): Promise<Confirmations>;
  confirm(message: string): Promise<void>;
}

const OVER_HTTP: Asks = {
  emergencies: () => hub.get("/v1/emergencies"),
  confirmations: () => hub.get("/v1/me/acks"),
  confirm: (message) => hub.put("/v1/messages/{id}/ack", { params: { path: { id: message } } }),
};

/** How the hub says that there is nothing to confirm any more. */
const GONE = new Set([404, 422]);

export class Confirming {
  /** Newest first. */
  pending = $state.raw<readonly Emergency[]>([]);
  /** How many there are in all, listed or not. */
  many = $state(0);
  /** What was confirmed, by message; null until that is known. */
  confirmed = $state.raw<ReadonlySet<string> | null>(null);

  private me = "";
  /** Another one for each person: an answer to one before is none. */
  private visit = 0;
  private asking: "none" | "running" | "again" = "none";
  private failed = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Positions and messages that are over, which an answer that was on its way may still name. */
  private readonly over = new Set<string | number>();

  constructor(private readonly hub: Asks = OVER_HTTP) {}

  /** For this person from now on; nobody: nothing is shown. */
  begin(me: string): void {
    this.visit += 1;
    this.asking = "none";
    clearTimeout(this.timer);
    // Who starts anew keeps what they saw until there is an answer.
    if (me !== this.me) this.forget();
    this.me = me;
    if (me) void this.load();
  }

  /** Ask what there is; again where something happened meanwhile, and until there is an answer. */
  async load(): Promise<void> {
    if (!this.me) return;
    if (this.asking !== "none") {
      this.asking = "again";
      return;
    }
    this.asking = "running";
    clearTimeout(this.timer);
    const { visit } = this;
    const found = await this.hub.emergencies().catch(() => null);
    if (visit !== this.visit) return;
    const again = (this.asking as string) === "again";
    this.asking = "none";
    this.failed = found ? 0 : this.failed + 1;
    if (found) this.take(found.items, found.many);
    else this.timer = setTimeout(() => void this.load(), waitMs(this.failed, Math.random()));
    if (again) void this.load();
  }

  /** What it means here that something happened. */
  happened(event: Event): void {
    const { id = "", item } = event;
    switch (event.kind) {
      case "message":
        if (asks(event.urgency ?? "normal") && event.author !== this.me) void this.load();
        break;
      case "confirmed":
        this.done(this.pending.find((one) => one.seq === event.of)?.message);
        this.end(event.of ?? 0);
        break;
      case "withdrawn":
        this.end(id ?? "");
        break;
      case "edited":
        if (item) this.pending = this.pending.map((one) => (one.message === id ? { ...one, item } : one));
        break;
      case "member":
        this.pending = this.pending.filter((one) => !event.lost?.includes(one.conversation));
    }
  }

  /** Say that it was read; where the hub says that there is nothing to confirm any more, its sentence. */
  async confirm(message: string): Promise<void> {
    const { visit } = this;
    try {
      await this.hub.confirm(message);
    } catch (error) {
      const none = error instanceof Problem && GONE.has(error.status);
      if (none && visit === this.visit) this.end(message);
      throw error;
    }
    if (visit !== this.visit) return;
    this.done(message);
    this.end(message);
  }

  /** Learn what was confirmed before; asked where there is an emergency to look at. */
  async loadConfirmed(): Promise<void> {
    const { visit } = this;
    const { items } = await this.hub.confirmations();
    if (visit === this.visit) this.confirmed = new Set(items.map((one) => one.message));
  }

  /** Where its reader stands with a message: true and false as they confirmed it or not, null: nothing is asked. */
  standing(message: string): boolean | null {
    if (this.pending.some((one) => one.message === message)) return false;
    return this.confirmed?.has(message) ? true : null;
  }

  private forget(): void {
    this.over.clear();
    this.take([], 0);
    this.confirmed = null;
  }

  private done(message: string | undefined): void {
    if (message) this.confirmed = new Set([...(this.confirmed ?? []), message]);
  }

  private end(what: string | number): void {
    this.over.add(what);
    const before = this.pending.length;
    this.take(this.pending, this.many);
    // The next one may not have been listed yet.
    if (this.pending.length < before && this.many > this.pending.length) void this.load();
  }

  private take(items: readonly Emergency[], many: number): void {
    this.pending = items.filter((one) => !this.over.has(one.seq) && !this.over.has(one.message));
    this.many = many - (items.length - this.pending.length);
  }
}

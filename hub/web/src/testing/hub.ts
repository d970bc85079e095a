// This file is a hub as the protocol promises it, in memory: a journal, and what Ana's devices are answered.
import type * as endpoints from "../wire/endpoints";
import type * as frames from "../wire/frames";
import {
  LATER,
  NOT_FOUND,
  over,
  posted,
  Query,
  refused,
  says,
  synced,
  unknown,
  type Answer,
  type Line,
  type Refused,
  type Said,
} from "./answers";
import { ANA, conversation, FAMILY, INES, me, NAMES, queued, ROSA, SIGNED_IN, text } from "./cast";

export const LEO = "c_leo";
const TITLES: Readonly<Record<string, string>> = { [FAMILY]: "Mia’s family", [LEO]: "Leo’s family" };

/** Messages on a page of history, and events in the answer to a poll: few, so that there are many. */
const PAGE = 5;

export const REFUSAL = "Ana does not work in this room.";
const SIGN_IN = "Please sign in.";

/** What a hub may do wrong on purpose, to see that it is noticed. */
export type Bug =
  | "forgets which messages it has"
  | "forgets an event on resume"
  | "says too early that all was sent"
  | "gives a repeated message another id"
  | "acknowledges what it does not store"
  | "takes no page in"
  | "gives the newest messages again";

export class Hub {
  epoch = "e_1";
  rows: frames.Event[] = [];
  /** How far Ana has read, by conversation. */
  readN: Record<string, number> = {};
  /** The ids of everything that was ever stored. */
  readonly ids = new Set<string>();
  /** What was ever refused for good, by its cid; asked again it may be taken, and has lost its place. */
  readonly refused = new Set<string>();
  /** What becomes of the next posts, where they are not simply taken. */
  judgements: ("later" | "never")[] = [];
  /** Whether what Ana writes waits for an admin. */
  holds = false;
  /** Whether Ana is signed in, as far as the hub knows. */
  signedIn = true;
  draining = false;
  /** Whether a device that comes back is also told some of what it had. */
  repeats = false;
  /** What a device did that the protocol does not allow. */
  readonly complaints: string[] = [];
  readonly lines = new Map<Line, "new" | "greeted">();
  private readonly tickets = new Set<string>();
  private polls = new Set<() => void>();
  private made = 0;

  constructor(
    private readonly later: (run: () => void, ms: number) => void,
    private readonly bug: Bug | null = null,
  ) {}

  // What is true.

  members(): Set<string> {
    const found = new Set(Object.keys(TITLES));
    for (const { lost, gained } of this.rows) {
      for (const one of lost ?? []) found.delete(one);
      for (const one of gained ?? []) found.add(one);
    }
    return found;
  }

  n(where: string): number {
    return Math.max(0, ...this.rows.map((row) => (row.conversation === where ? (row.n ?? 0) : 0)));
  }

  /** What was said there and not taken back since. */
  private standing(where: string): frames.Event[] {
    const gone = this.rows.filter((row) => row.kind === "withdrawn").map((row) => row.id);
    return this.rows.filter((row) => row.conversation === where && row.n && !gone.includes(row.id));
  }

  unread(where: string): number {
    return this.standing(where).filter((row) => (row.n ?? 0) > (this.readN[where] ?? 0)).length;
  }

  /** Of what Ana has not read, the numbers that were taken back. */
  private gone(where: string): number[] {
    return this.rows
      .filter((row) => row.kind === "withdrawn" && row.conversation === where)
      .map((row) => row.of_n ?? 0)
      .filter((n) => n > (this.readN[where] ?? 0));
  }

  /** What Ana may see, in order. */
  visible(): frames.Event[] {
    const members = this.members();
    return this.rows.filter((row) => !row.conversation || members.has(row.conversation));
  }

  head(): number {
    return this.visible().at(-1)?.seq ?? 0;
  }

  /** What waits for an admin, of what Ana may see. */
  held(): frames.Event[] {
    const ended = new Set(this.rows.map((row) => row.review?.message));
    return this.visible().filter((row) => row.kind === "held" && !ended.has(row.id ?? ""));
  }

  /** A conversation's messages as they stand: each once, at the place of its last event. */
  messages(where: string): frames.Event[] {
    const said = this.visible().filter(
      (row) => row.conversation === where && row.kind !== "withdrawn" && (row.item || row.withdrawn_at),
    );
    const last = said.filter((row, index) => !said.some((other, at) => at > index && other.id === row.id));
    const reviews = this.rows.map((row) => row.review);
    return last.map((row) => ({ ...row, review: reviews.find((one) => one?.message === row.id) ?? null }));
  }

  // What happens.

  /** Somebody else writes, or Ana on another device. */
  said(where: string, words: string, author: string): void {
    this.store({ kind: "message", conversation: where, author, item: text(words), n: this.n(where) + 1 });
  }

  /** One of the last messages that did not come from this page is taken back by whoever wrote it. */
  withdrawn(where: string, back: number): void {
    const said = this.standing(where).filter((row) => !row.cid);
    const { id, author, seq: of, n: of_n } = said.at(-1 - back) ?? {};
    if (!id) return;
    const gone = { item: null, withdrawn_at: "2026-11-23T16:00:00.000Z" };
    this.rows = this.rows.map((row) => (row.id === id ? { ...row, ...gone } : row));
    const read = this.readN[where] ?? 0;
    this.store({ kind: "withdrawn", conversation: where, author, id, of, of_n, ...gone });
    if ((this.readN[where] ?? 0) > read) this.tell(this.marker(where));
  }

  decided(answer: "approve" | "decline"): void {
    const [held] = this.held();
    if (!held?.id || !held.conversation) return;
    const { conversation: where, author, item, id } = held;
    const review = { message: id, author: author ?? "", by: INES, answer };
    this.store({ kind: "reviewed", conversation: where, author: INES, review });
    if (answer === "approve")
      this.store({ kind: "message", conversation: where, author, item, id, n: this.n(where) + 1 });
  }

  /** Ana leaves the room of a conversation, or comes back to it. */
  moved(where: string): void {
    const lost = this.members().has(where);
    if (!lost) this.readN[where] = this.n(where);
    this.store({ kind: "member", [lost ? "lost" : "gained"]: [where] });
  }

  /** An event of a kind that this page does not know, and signs that are soon over. */
  sung(): void {
    this.store({ kind: "sung", conversation: FAMILY, author: ROSA });
    this.tell({ t: "typing", conversation: FAMILY, person: ROSA, for_ms: 5_000 });
    this.tell({ t: "presence", people: [ANA, INES], for_ms: 60_000 });
  }

  /** Ana has read, on whatever device. */
  read(where: string, n: number): void {
    if (n <= (this.readN[where] ?? 0)) return;
    this.readN[where] = n;
    this.overOwn(where);
    this.tell(this.marker(where));
  }

  /** The hub is brought back to an earlier time of itself. */
  restored(rows: number): void {
    this.rows = this.rows.slice(0, rows);
    this.epoch = `e_${++this.made}`;
    for (const [where, n] of Object.entries(this.readN)) this.readN[where] = Math.min(n, this.n(where));
    this.hangUp(4003);
  }

  restarts(afterMs: number): void {
    this.draining = true;
    this.later(() => (this.draining = false), afterMs);
    this.tell({ t: "goaway", code: 4001, after_ms: afterMs });
    this.hangUp(4001);
  }

  hangUp(code: number): void {
    if (code === 4501) this.signedIn = false;
    for (const line of this.lines.keys()) this.drop(line, code);
    this.news();
  }

  // What is asked on a socket.

  opened(line: Line): void {
    this.lines.set(line, "new");
  }

  closed(line: Line): void {
    this.lines.delete(line);
  }

  asked(line: Line, command: frames.Command): void {
    if (!this.lines.has(line)) return;
    if ((this.lines.get(line) === "new") !== (command.t === "hello"))
      this.complaints.push(`${command.t} out of turn`);
    if (command.t === "hello") return this.greet(line, command);
    if (command.t !== "read" && command.t !== "post") return;
    const { i, conversation: where } = command;
    const answer =
      command.t === "read" ? this.mark(where, command.n) : this.post(where, command.cid, command.item);
    if (this.bug === "says too early that all was sent") line.tell({ t: "caught_up", seq: this.head() + 1 });
    line.tell("code" in answer ? { t: "error", i, ...answer } : { t: "ok", i, ...answer });
  }

  private greet(line: Line, { i, ticket, since, epoch }: frames.Hello): void {
    if (!this.tickets.delete(ticket) || !this.signedIn) return this.drop(line, 4004);
    const resync = epoch !== this.epoch || this.bug === "takes no page in";
    if (resync || (since ?? 0) > this.head()) return this.drop(line, 4003);
    const limits = { frame_bytes: 65_536, posts_per_s: 10 };
    const [school, head, ping_ms, jitter_ms] = ["s_maple", this.head(), 25_000, 8_000];
    this.lines.set(line, "greeted");
    line.tell({ t: "welcome", i, person: ANA, school, head, epoch, ping_ms, jitter_ms, limits });
    for (const where of this.members()) if (this.readN[where]) line.tell(this.marker(where));
    for (const event of this.missed(since ?? head)) line.tell(event);
    line.tell({ t: "caught_up", seq: head });
  }

  private missed(since: number): frames.Event[] {
    const from = this.repeats ? since - 3 : since;
    const events = this.visible().filter((row) => row.seq > from);
    if (this.bug === "forgets an event on resume") return events.slice(1);
    if (this.bug !== "gives a repeated message another id") return events;
    return events.map((event) =>
      event.seq > since || !event.id ? event : { ...event, id: `${event.id}_again` },
    );
  }

  private drop(line: Line, code: number): void {
    this.lines.delete(line);
    line.hangUp(code);
  }

  // What is asked over HTTP.

  answer(method: string, url: string, body: unknown, key: string): Answer | Promise<Answer> {
    const [path = "", query = ""] = url.split("?");
    const [, , what = "", where = "", part = ""] = path.split("/");
    if (this.draining)
      return refused({ code: "unavailable", message: "The hub is restarting.", retry: true });
    if (what === "sign-in") this.signedIn = true;
    else if (!this.signedIn) return refused({ code: "unauthenticated", message: SIGN_IN, retry: false });
    for (const name of unknown(part || what, query))
      this.complaints.push(`${method} ${path} does not know ${name}`);
    switch (part || what) {
      case "sign-in":
        return says("sign_in", 200, SIGNED_IN);
      case "me":
        return says("me", 200, me());
      case "people":
        return says("people", 200, { people: NAMES, roles: {}, beside: { [ROSA]: "parent of Mia" } });
      case "conversations":
        return says("conversations", 200, this.list());
      case "reviews": {
        const waits = new Query("reviews", query).get("state") === "held" ? this.held() : [];
        return says("reviews", 200, { items: waits.map(queued), next: null });
      }
      case "emergencies":
        return says("emergencies", 200, { items: [], many: 0 });
      case "ticket":
        return says("ticket", 201, this.ticket());
      case "sync":
        return this.sync(body as endpoints.SyncIn);
      case "read":
        return over(this.mark(where, (body as endpoints.ReadIn).n), () => says("read", 204, undefined));
      case "messages":
        if (method === "GET") return this.history(where, new Query("messages", query).get("cursor"));
        return over(this.post(where, key, (body as endpoints.PostIn).item), (as) => says("post", 201, as));
      default:
        return refused(NOT_FOUND);
    }
  }

  private list(): endpoints.Conversations {
    const items = [...this.members()].map((id) => {
      const last = this.visible().findLast((row) => row.conversation === id) ?? null;
      const title = TITLES[id] ?? "";
      return conversation({
        id,
        title,
        n: this.n(id),
        read_n: this.readN[id] ?? 0,
        withdrawn: this.gone(id),
        unread: this.unread(id),
        last,
      });
    });
    return { items, next: null };
  }

  private ticket(): endpoints.Ticket {
    const ticket = `ticket_${++this.made}`;
    this.tickets.add(ticket);
    return { ticket, expires_at: "" };
  }

  private history(where: string, cursor: string | null): Answer {
    if (!this.members().has(where)) return refused(NOT_FOUND);
    const before = this.bug === "gives the newest messages again" ? Infinity : Number(cursor ?? Infinity);
    const found = this.visible().filter(
      (row) => row.conversation === where && row.kind !== "withdrawn" && row.seq < before,
    );
    const items = found.slice(-PAGE).reverse();
    const next = found.length > PAGE ? String(items.at(-1)?.seq) : null;
    return says("messages", 200, { items, next });
  }

  private sync({ since, epoch, wait_ms }: endpoints.SyncIn): Answer | Promise<Answer> {
    const now = this.epoch;
    if (since === undefined || since === null) return synced([], this.head(), now, false);
    if (since > this.head() || epoch !== now)
      return refused({ code: "conflict", message: "Load everything anew.", retry: false });
    const missed = () => {
      const events = now === this.epoch ? this.visible().filter((row) => row.seq > since) : [];
      return synced(
        events.slice(0, PAGE),
        events.slice(0, PAGE).at(-1)?.seq ?? since,
        now,
        events.length > PAGE,
      );
    };
    if (since < this.head() || !wait_ms) return missed();
    return new Promise((resolve) => {
      const tell = () => resolve(missed());
      this.polls.add(tell);
      this.later(tell, wait_ms);
    });
  }

  // What is done.

  private post(where: string, cid: string, item: frames.Item): endpoints.Posted | Refused {
    const judgement = this.judgements.shift();
    if (judgement === "later" && this.bug !== "acknowledges what it does not store") return LATER;
    if (judgement === "later") return { seq: this.head() + 1, id: "m_never", sharing: "now" };
    const known = this.rows.find((row) => row.author === ANA && row.cid === cid);
    if (known && this.bug !== "forgets which messages it has") return posted(known);
    if (judgement === "never" || !this.members().has(where)) {
      this.refused.add(cid);
      return judgement ? { code: "forbidden", message: REFUSAL, retry: false } : NOT_FOUND;
    }
    const draft = { conversation: where, author: ANA, cid, item };
    if (this.holds) return posted(this.store({ ...draft, kind: "held", sharing: "held" }));
    return posted(this.store({ ...draft, kind: "message", n: this.n(where) + 1 }));
  }

  private mark(where: string, n: number): Said | Refused {
    if (!this.members().has(where)) return NOT_FOUND;
    if (n > this.n(where)) return { code: "invalid", message: "n: there are not so many.", retry: false };
    this.read(where, n);
    return {};
  }

  private store(draft: Omit<frames.Event, "t" | "seq" | "at">): frames.Event {
    const seq = (this.rows.at(-1)?.seq ?? 0) + 1;
    const id = draft.id ?? (draft.item ? `m_${++this.made}` : null);
    const event = { ...draft, id, t: "event" as const, seq, at: new Date().toISOString() };
    this.rows.push(event);
    if (id) this.ids.add(id);
    if (event.conversation) this.overOwn(event.conversation);
    if (this.visible().at(-1) !== event) return event;
    this.tell(event);
    this.news();
    return event;
  }

  /** Who has read everything before a message of their own, but for what was taken back, has read that one too. */
  private overOwn(where: string): void {
    for (const { author, n } of this.standing(where)) {
      if ((n ?? 0) <= (this.readN[where] ?? 0)) continue;
      if (author !== ANA) return;
      this.readN[where] = n ?? 0;
    }
  }

  private marker(where: string): frames.ReadMarker {
    return { t: "read", conversation: where, person: ANA, n: this.readN[where] ?? 0 };
  }

  private tell(frame: frames.Frame): void {
    for (const [line, state] of this.lines) if (state === "greeted") line.tell(frame);
  }

  private news(): void {
    for (const tell of this.polls) tell();
    this.polls.clear();
  }
}

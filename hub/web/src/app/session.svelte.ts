// This file ties it together: who is signed in, what they see, and the connection that keeps it true.
import { Confirming } from "../conversations/confirming.svelte";
import { attending } from "../attendance/attending.svelte";
import * as inboxes from "../conversations/inbox";
import { inOrder } from "../conversations/listing";
import { Sending } from "../conversations/sending.svelte";
import { alarms, type Urgency } from "../conversations/urgency";
import { Push } from "../notify/push.svelte";
import { m } from "../paraglide/messages";
import { device } from "../parts/ids";
import { storage } from "../parts/storage";
import { tellBy } from "../parts/time";
import { toast } from "../parts/toasts.svelte";
import { Acting } from "../people/acting.svelte";
import { beginsAsDevice, isDeviceAfterAll } from "../people/foundOut";
import * as identities from "../people/identities";
import { Reviewing } from "../review/reviewing.svelte";
import { actAs, demoPeople, dropWaiting, hub, type DemoPerson } from "../wire/api";
import { waitMs } from "../wire/backoff";
import type { Contact, Directory, Me } from "../wire/endpoints";
import type { Event, Frame, Item, Ok } from "../wire/frames";
import { Poll } from "../wire/poll";
import { CHANGED, ENDED, inWords, Problem } from "../wire/problem";
import { Socket, type Connection, type Link, type Owner, type Request } from "../wire/socket";
import { Entering } from "./entering";
import { forget, HERE, leaveFiles } from "./forgetting";
import { Leaving, saysLeft } from "./leaving.svelte";
import { amend, lists, PROFILE, whoami, withoutProfile } from "./loading";

/** leaving: nothing is shown any more, and what was written on a room device still goes out. */
type Phase = "starting" | "signed-out" | "ready" | "leaving" | "stopped";

/** How long the stand-in for a blocked socket lasts before the socket is tried again. */
const SOCKET_AGAIN_MS = 300_000;

/** How long until the lists are asked for again where they were not to be had. */
const LISTS_AGAIN_MS = 10_000;

/** How long signing out waits for what is on its way: an approval, or what was written on a room device. */
const FLUSH_MS = 2_000;

export class Session {
  phase = $state<Phase>("starting");
  /** Why nothing can be shown; a sentence for the reader. */
  sentence = $state("");
  private reason = $state.raw<() => string>(() => "");
  link = $state<Link>("connecting");
  me = $state.raw<Me | null>(null);
  inbox = $state.raw(inboxes.empty("", 0));
  people = $state.raw<Record<string, string>>({});
  private beside = $state.raw<Record<string, string>>({});
  demo = $state.raw<DemoPerson[]>([]);
  /** How often, since the page is open, something was reported, came in unsorted, or was wished for, or settled. */
  reported = $state(0);
  unsorted = $state(0);
  names = $state(0);

  readonly leaving = new Leaving();
  readonly entering = new Entering(() => this.entered());
  readonly sending = new Sending(this);
  readonly confirming = new Confirming();
  readonly reviewing = new Reviewing(this);
  readonly acting = new Acting(this);

  private connection: Connection | null = null;
  private epoch = "";
  private stale = false;
  private starts = 0;
  private resyncs = 0;
  private passwordChanged = false;
  /** Another one each time that everything is loaded or dropped: answers from before are none any more. */
  private visit = 0;
  /** For each answer that is on its way, what the hub has said since it was asked for. */
  private readonly awaiting = new Set<Frame[]>();
  private again: ReturnType<typeof setTimeout> | undefined;
  private reload: "none" | "running" | "again" = "none";

  unread = $derived(inboxes.unread(this.inbox));
  conversations = $derived(inOrder(Object.values(this.inbox.conversations)));
  /** What is to be confirmed there, by conversation: an emergency before a drill. */
  alarms = $derived(alarms(this.confirming.pending));
  /** Whether anything here is seen from the staff's side. */
  staffSide = $derived(this.conversations.some((one) => one.side === "staff"));

  /** Why somebody is asked to sign in again; empty where they wished it, or were not here before. */
  get why(): string {
    return this.reason();
  }

  /** For the outbox: how long what was written can be taken back. */
  get holdMs(): number {
    return 1_000 * (this.me?.undo_seconds ?? 0);
  }

  may(what: string): boolean {
    return this.me?.may.includes(what) ?? false;
  }

  nameOf(person: string): string {
    return this.people[person] ?? (person === this.me?.person ? this.me.name : m.app_someone());
  }

  /** What stands beside a name: "parent of Mia"; nothing for who works at the school. */
  besideOf(person: string): string {
    return this.beside[person] ?? "";
  }

  private know(known: Pick<Directory, "people" | "beside">): void {
    this.people = known.people;
    this.beside = known.beside;
  }

  /** Load everything and connect; where nobody is signed in, say so. */
  async start(): Promise<void> {
    this.end();
    const visit = ++this.visit;
    this.phase = "starting";
    const told = await this.leaving.tell();
    if (visit !== this.visit) return;
    if (!told) return this.signedOut(this.left);
    try {
      await this.load(visit);
      if (visit !== this.visit || !this.me) return;
      this.phase = "ready";
      identities.dropped("sign-in"); // whoever signs in next is not who came back from there
      this.starts = 0;
      this.connect();
      if (this.me && !this.me.acts) void new Push().renew(this.me).catch(() => undefined);
    } catch (error) {
      if (visit !== this.visit) return;
      if (error instanceof Problem && error.status === 401)
        return this.signedOut(storage.getItem(HERE) ? ENDED : undefined);
      if (await isDeviceAfterAll(error)) return;
      if (visit !== this.visit) return;
      this.phase = "stopped";
      this.sentence = inWords(error);
      if (error instanceof Problem && error.retryMs !== null) this.startLater(++this.starts);
    }
  }

  private startLater(attempt: number): void {
    clearTimeout(this.again);
    this.again = setTimeout(() => void this.start(), waitMs(attempt, Math.random()));
  }

  /** Load everything anew, at once; but where the hub says so again before it took us in, later and later. */
  private resync(): void {
    if (this.resyncs++ === 0) return void this.start();
    this.end();
    this.startLater(this.resyncs);
  }

  private entered(): void {
    dropWaiting();
    storage.removeItem(PROFILE);
    this.reason = () => "";
    this.passwordChanged = false;
    this.leaving.over();
  }

  /** Who left here is told for as long as the hub is not. */
  private readonly left = (): string => (this.leaving.unreached ? m.app_left_unsaid() : "");

  /**
   * Whoever is here leaves at once, and nothing of theirs stays; the hub is told, now or once it can be. to: where whoever
   * comes next begins.
   */
  async signOut(to?: string): Promise<void> {
    this.sending.release();
    // An approval that could still be taken back goes now; one that does not get through still waits in the queue.
    await Promise.race([this.reviewing.flush(), new Promise((resolve) => setTimeout(resolve, FLUSH_MS))]);
    const people = this.me?.profiles.map((one) => one.person) ?? [];
    this.leaving.begin();
    this.sending.forget(people);
    this.signedOut(this.left);
    if (to !== undefined) location.hash = to;
    void new Push().turnOff().catch(() => undefined);
    await this.leaving.tell();
  }

  /**
   * Whoever acts on a room device leaves it, and nothing of theirs is shown any more. What they sent goes out first,
   * for a moment; what they wrote and did not send is kept for them: by the hub, and what did not get through by this
   * page alone, which shows it to nobody else.
   */
  async lock(): Promise<void> {
    if (!this.me?.acts || this.phase === "leaving") return;
    const { visit } = this;
    this.phase = "leaving";
    this.leaving.begin();
    history.replaceState(null, "", "#/");
    const kept = Promise.all([this.sending.settled(FLUSH_MS), this.acting.settled()]);
    await Promise.race([kept, new Promise((resolve) => setTimeout(resolve, FLUSH_MS))]);
    if (visit !== this.visit) return;
    const unsent = this.sending.outbox.length;
    this.signedOut();
    if (unsent) toast(m.people_device_unsent({ count: unsent }), "bad");
    await this.leaving.tell();
  }

  /** The page is put away and may never come back: what could still be taken back goes out now. */
  async putAway(): Promise<void> {
    if (this.me?.acts) this.sending.release(); // a tablet that sleeps would keep it until its writer comes again
    await this.reviewing.flush(true);
  }

  /** Another page of this browser changed what is kept here: who left there has left here. */
  changedElsewhere(key: string | null): void {
    if (saysLeft(key) && this.phase !== "signed-out") this.signedOut(this.left);
  }

  async actAs(person: string): Promise<void> {
    this.sending.release();
    await this.reviewing.flush();
    leaveFiles();
    storage.setItem(PROFILE, person);
    location.hash = "#/";
    await this.start();
  }

  /** The conversation with a contact, made where it was not there; its id. */
  async converse(contact: Contact): Promise<string> {
    const { kind, student, person } = contact;
    const { id } = await hub.post("/v1/conversations", { body: { kind, student, person } });
    if (!this.inbox.conversations[id]) await this.reloadLists();
    return id;
  }

  async rename(name: string): Promise<void> {
    this.me = await hub.patch("/v1/me", { body: { display_name: name } });
    this.people = { ...this.people, [this.me.person]: this.me.name };
  }

  async speak(language: string): Promise<void> {
    const me = await hub.patch("/v1/me", { body: { language } });
    tellBy(me.school_zone, me.language);
    this.me = me;
  }

  /** Load a conversation's newest messages, once; and with older, the page before those. */
  async open(conversation: string, older = false): Promise<void> {
    const thread = this.inbox.threads[conversation];
    if (older ? !thread?.older : thread) return;
    const { visit } = this;
    const params = {
      path: { id: conversation },
      query: { limit: 50, cursor: older ? (thread?.older ?? undefined) : undefined },
    };
    const asked = hub.get("/v1/conversations/{id}/messages", { params });
    const [page, later] = await this.meanwhile(asked);
    // A thread that was left and opened again meanwhile goes on elsewhere.
    if (visit !== this.visit || this.inbox.threads[conversation]?.older !== thread?.older) return;
    const said = later.filter((one) => one.t === "event").filter((one) => one.conversation === conversation);
    // What leads to where it came from leads nowhere: asking on would never end.
    const next = page.next === params.query.cursor ? null : page.next;
    this.inbox = inboxes.withPage(this.inbox, conversation, [...page.items, ...said], next);
  }

  post(conversation: string, item: Item, urgency: Urgency = "normal"): void {
    this.sending.add(conversation, item, undefined, urgency);
  }

  /** Say that an emergency was read; what keeps that from being noted is said in a sentence. */
  confirm(message: string): void {
    this.confirming.confirm(message).catch((error: unknown) => toast(inWords(error), "bad"));
  }

  /**
   * Put another item in place of a message that was read as edited_at says; null takes it back. It needs a
   * connection, and says so.
   */
  async change(message: string, item: Item | null, edited_at: string | null): Promise<void> {
    if (this.link !== "live") throw Problem.offline();
    if (this.me?.acts) return amend(message, item, edited_at);
    await this.ask(item ? { t: "edit", message, item, edited_at } : { t: "withdraw", message });
  }

  /** Say that everything in a conversation was seen. */
  async read(conversation: string): Promise<void> {
    const known = this.inbox.conversations[conversation];
    if (!known || !this.me || known.n <= known.read_n || this.link !== "live") return;
    const marker = { conversation, person: this.me.person, n: known.n };
    await this.connection?.ask({ t: "read", conversation, n: known.n }).then(
      () => (this.inbox = inboxes.markRead(this.inbox, marker)),
      () => undefined,
    );
  }

  /** For the outbox. */
  ask(request: Request): Promise<Ok> {
    return this.connection?.ask(request) ?? Promise.reject(Problem.offline());
  }

  /** Say which conversation is open here now, null for none: a phone need not ring for what is being read. */
  watch(conversation: string | null): void {
    this.connection?.say({ t: "watch", conversation });
  }

  /** The page is looked at again, or the network is back. */
  wake(): void {
    void this.leaving.tell();
    if (this.phase === "stopped" && this.starts) return void this.start();
    this.connection?.wake();
    if (this.link !== "live") return;
    // Nothing shows that a sleeping phone's connection has died but a question that stays unanswered.
    // Any answer will do, so who is in no conversation asks about none.
    const { id, read_n } = this.conversations[0] ?? { id: "none", read_n: 0 };
    this.ask({ t: "read", conversation: id, n: read_n }).catch(() => undefined);
  }

  drop(): void {
    this.connection?.drop();
  }

  private async load(visit: number): Promise<void> {
    actAs(storage.getItem(PROFILE));
    const me = await whoami().catch(withoutProfile);
    if (me.acts && beginsAsDevice()) return;
    const start = await hub.post("/v1/sync", { body: {} });
    const [list, known] = await lists();
    if (visit !== this.visit) return;
    this.epoch = start.epoch;
    this.me = me;
    tellBy(me.school_zone, me.language);
    this.know(known);
    this.confirming.begin(me.person);
    this.stale = false;
    storage.setItem(HERE, "1");
    this.inbox = inboxes.withList(inboxes.empty(me.person, start.seq), list);
    this.sending.load(me.person);
    await this.acting.begin(me);
    if (this.staffSide && !me.acts) await this.reviewing.load();
    else this.reviewing.clear();
  }

  private connect(): void {
    const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/v1/ws`;
    this.connection = new Socket(url, this.owner());
    this.connection.start();
  }

  private owner(): Owner {
    return {
      hello: async () => {
        const { ticket } = await hub.post("/v1/ticket", { body: {} });
        return { ticket, device: device(storage), since: this.inbox.cursor, epoch: this.epoch };
      },
      onFrame: (frame) => this.take(frame),
      onLink: (link) => {
        this.link = link;
        if (link !== "live") return;
        this.resyncs = 0;
        void this.sending.flush();
        if (this.stale) void this.reloadLists();
      },
      onResync: () => this.resync(),
      onSignedOut: () => this.signedOut(this.passwordChanged ? CHANGED : ENDED),
      onBlocked: () => this.poll(),
      onStop: (sentence) => {
        this.phase = "stopped";
        this.sentence = sentence;
      },
    };
  }

  private poll(): void {
    this.end();
    const poll = new Poll(this.owner(), () => ({ since: this.inbox.cursor, epoch: this.epoch }));
    this.connection = poll;
    poll.start();
    setTimeout(() => {
      if (this.connection !== poll) return;
      this.end();
      this.connect();
    }, SOCKET_AGAIN_MS);
  }

  private take(frame: Frame): void {
    this.inbox = inboxes.heard(this.inbox, frame);
    for (const frames of this.awaiting) frames.push(frame);
    if (frame.t === "event") this.happened(frame);
  }

  /** An answer, and what the hub said while it was on its way: all of that may be newer. */
  private async meanwhile<Answer>(asked: Promise<Answer>): Promise<[Answer, Frame[]]> {
    const frames: Frame[] = [];
    this.awaiting.add(frames);
    try {
      return [await asked, frames];
    } finally {
      this.awaiting.delete(frames);
    }
  }

  private happened(event: Event): void {
    if (event.cid && event.author === this.me?.person) this.sending.stored(event.cid);
    if (event.kind === "reported" || event.kind === "settled") this.reported += 1;
    if (event.kind === "unsorted" || event.kind === "sorted") this.unsorted += 1;
    if (event.kind === "name_wished" || event.kind === "name_settled") this.names += 1;
    this.confirming.happened(event);
    if (inboxes.changesLists(event)) void this.reloadLists();
    if (event.kind === "password") this.passwordChanged = true;
    if (event.kind === "new_device") toast(m.app_new_device());
    attending.happened(event);
    this.reviewing.happened(event);
  }

  /** What one is in and who is who, anew; a change that comes meanwhile is never overwritten by an older answer. */
  private async reloadLists(): Promise<void> {
    if (this.reload !== "none") {
      this.reload = "again";
      return;
    }
    this.reload = "running";
    const { visit } = this;
    try {
      const asked = Promise.all([whoami(), lists()]);
      const [[me, [list, known]], later] = await this.meanwhile(asked);
      if ((this.reload as string) === "again" || visit !== this.visit) return;
      tellBy(me.school_zone, me.language);
      this.me = me;
      this.know(known);
      this.inbox = later.reduce(inboxes.heard, inboxes.withList(this.inbox, list));
      this.stale = false;
      void this.confirming.load();
      this.reviewing.soon();
    } catch {
      // It is asked again as soon as the connection is back, or in a while where that was not what failed.
      this.stale = true;
      setTimeout(() => this.stale && this.link === "live" && void this.reloadLists(), LISTS_AGAIN_MS);
    } finally {
      const again = (this.reload as string) === "again";
      this.reload = "none";
      if (again) void this.reloadLists();
    }
  }

  private signedOut(why = this.reason): void {
    this.end();
    this.acting.end();
    forget(this.me !== null);
    this.visit += 1;
    this.reason = why;
    this.me = null;
    tellBy("", "");
    this.inbox = inboxes.empty("", 0);
    this.know({ people: {}, beside: {} });
    this.confirming.begin("");
    this.reviewing.clear();
    this.sending.clear();
    this.phase = "signed-out";
    void demoPeople().then((people) => (this.demo = people));
  }

  private end(): void {
    clearTimeout(this.again);
    this.connection?.stop();
    this.connection = null;
    this.link = "connecting";
  }
}

export const session = new Session();

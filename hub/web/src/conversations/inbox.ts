// This file is what a person may see, as values: events go in, the next inbox comes out. No network, no clock.
import type { Conversation } from "../wire/endpoints";
import type { Event, Frame, Item, ReadMarker, Review } from "../wire/frames";
import type { Urgency } from "./urgency";

export type Sharing = NonNullable<Event["sharing"]>;

/**
 * One message of a thread. n is missing where families do not see it; review: how its hold ended. What was
 * withdrawn has an item without words.
 */
export interface Message {
  id: string;
  seq: number;
  at: string;
  author: string;
  item: Item;
  sharing: Sharing;
  n: number | null;
  cid: string | null;
  urgency: Urgency;
  review: Review | null;
  edited_at: string | null;
  edited_by: string | null;
  withdrawn_at: string | null;
  /** By a rule of the school’s of so many months; null where somebody took it back. */
  removed_after: number | null;
  /** Somebody’s data was erased: a name was taken out of it, or, withdrawn, all of it. */
  erased: boolean;
}

/** What is loaded of a conversation, oldest first. older: how to ask for what came before, null at the start. */
export interface Thread {
  messages: readonly Message[];
  older: string | null;
}

/**
 * threads: only of conversations that were opened. waiting: held messages and the conversation each is in.
 * ended: reviews by message, kept so that an older page cannot bring a decided message back as held; changes: the
 * newest edit or withdrawal by message, so that none can bring back what was said before it.
 */
export interface Inbox {
  me: string;
  cursor: number;
  conversations: Readonly<Record<string, Conversation>>;
  threads: Readonly<Record<string, Thread>>;
  waiting: Readonly<Record<string, string>>;
  ended: Readonly<Record<string, Review>>;
  changes: Readonly<Record<string, Event>>;
}

export function empty(me: string, cursor: number): Inbox {
  return { me, cursor, conversations: {}, threads: {}, waiting: {}, ended: {}, changes: {} };
}

/** The next inbox after anything the hub says. */
export function heard(inbox: Inbox, frame: Frame): Inbox {
  if (frame.t === "event") return apply(inbox, frame);
  if (frame.t === "caught_up") return caughtUp(inbox, frame.seq);
  return frame.t === "read" ? markRead(inbox, frame) : inbox;
}

/** The next inbox after an event. The same event again changes nothing; kinds not known here are skipped. */
export function apply(inbox: Inbox, event: Event): Inbox {
  const next = { ...inbox, cursor: Math.max(inbox.cursor, event.seq) };
  switch (event.kind) {
    case "message":
    case "held":
      return summed(settled(threaded(next, event), event), event);
    case "reviewed":
      return event.review ? summed(reviewed(next, event.review), event) : next;
    case "edited":
    case "withdrawn":
      return changed(next, event);
    case "member":
      return without(next, event.lost ?? []);
    default:
      return next;
  }
}

/** The hub has stored one's own message, and its event is not here yet. The cursor waits for that event. */
export function sent(inbox: Inbox, event: Event): Inbox {
  const thread = inbox.threads[event.conversation ?? ""];
  if (thread?.messages.some((one) => one.id === event.id)) return inbox;
  return summed(threaded(inbox, event), event);
}

/** Whether the lists have to be loaded anew after this event: what one is in or may do has changed. */
export function changesLists(event: Event): boolean {
  return event.kind === "roster" || event.kind === "member" || event.kind === "name_answered";
}

/** The hub has sent everything up to seq. */
export function caughtUp(inbox: Inbox, seq: number): Inbox {
  return { ...inbox, cursor: Math.max(inbox.cursor, seq) };
}

/** The list as the hub has it now. What this device knows better already (it heard of it since) stays. */
export function withList(inbox: Inbox, list: readonly Conversation[]): Inbox {
  const conversations = Object.fromEntries(
    list.map((one) => [one.id, newer(inbox, one, inbox.conversations[one.id])]),
  );
  const threads = Object.entries(inbox.threads).filter(([id]) => id in conversations);
  return { ...inbox, conversations, threads: Object.fromEntries(threads) };
}

/** A page of history, in any order. older: how to ask for the page before it. */
export function withPage(
  inbox: Inbox,
  conversation: string,
  page: readonly Event[],
  older: string | null,
): Inbox {
  if (!(conversation in inbox.conversations)) return inbox;
  const opened = inbox.threads[conversation] ?? { messages: [], older };
  const ready = { ...inbox, threads: { ...inbox.threads, [conversation]: { ...opened, older } } };
  const inOrder = [...page].sort((one, other) => one.seq - other.seq);
  return inOrder.reduce(paged, ready);
}

/** What a page has, and what was said while it was on its way: a change of a message is no message of its own. */
function paged(inbox: Inbox, event: Event): Inbox {
  if (event.kind === "edited" || event.kind === "withdrawn") return changed(inbox, event);
  return event.review ? reviewed(inbox, event.review) : threaded(inbox, event);
}

/** What waits for approval, as the hub has it now. */
export function withWaiting(inbox: Inbox, held: readonly { id: string; conversation: string }[]): Inbox {
  const waiting = held.filter((one) => !(one.id in inbox.ended)).map((one) => [one.id, one.conversation]);
  return { ...inbox, waiting: Object.fromEntries(waiting) };
}

/** A person has read up to n; only one's own markers matter here, and they only grow. */
export function markRead(inbox: Inbox, marker: Pick<ReadMarker, "conversation" | "person" | "n">): Inbox {
  const known = inbox.conversations[marker.conversation];
  if (marker.person !== inbox.me || !known || marker.n <= known.read_n) return inbox;
  return withConversation(inbox, { ...known, read_n: marker.n });
}

/** What waits for this reader. A child's day that one only looks on at is marked in the list and not counted here. */
export function unread(inbox: Inbox): number {
  const theirs = (one: Conversation) => one.may_post || one.side === "guardian" || !one.student;
  return Object.values(inbox.conversations)
    .filter(theirs)
    .reduce((sum, one) => sum + one.unread, 0);
}

function threaded(inbox: Inbox, event: Event): Inbox {
  const thread = inbox.threads[event.conversation ?? ""];
  const message = read(inbox, event);
  if (!thread || !message) return inbox;
  const before = thread.messages.find((one) => one.id === message.id);
  if (before && before.seq > message.seq) return inbox;
  const messages = thread.messages.filter((one) => one.id !== message.id);
  const at = messages.findLastIndex((one) => one.seq < message.seq) + 1;
  messages.splice(at, 0, message);
  return withThread(inbox, event.conversation ?? "", { ...thread, messages });
}

const NO_WORDS: Item = { type: "text", text: "" };

function read(inbox: Inbox, event: Event): Message | null {
  const said = asChanged(event, inbox.changes[event.id ?? ""]);
  if (!event.id || !event.author || !(said.item || said.withdrawn_at)) return null;
  return {
    id: event.id,
    seq: event.seq,
    at: event.at,
    author: event.author,
    item: said.item ?? NO_WORDS,
    sharing: event.kind === "held" ? "held" : (event.sharing ?? "now"),
    n: event.n ?? null,
    cid: event.cid ?? null,
    urgency: event.urgency ?? "normal",
    review: inbox.ended[event.id] ?? null,
    edited_at: said.edited_at ?? null,
    edited_by: said.edited_by ?? null,
    withdrawn_at: said.withdrawn_at ?? null,
    removed_after: said.removed_after ?? null,
    erased: said.erased ?? false,
  };
}

/** What was said, as it reads after a change that came later. */
function asChanged(said: Event, change: Event | undefined): Event {
  if (!change || change.seq < said.seq) return said;
  const {
    item = null,
    edited_at = null,
    edited_by = null,
    withdrawn_at = null,
    removed_after = null,
    erased = false,
  } = change;
  return { ...said, item, edited_at, edited_by, withdrawn_at, removed_after, erased };
}

/** Everywhere the message stands it says the newest, or nothing any more; its place stays. */
function changed(inbox: Inbox, change: Event): Inbox {
  const id = change.id ?? "";
  if ((inbox.changes[id]?.seq ?? 0) > change.seq) return inbox;
  const where = change.conversation ?? "";
  const next = takenBack({ ...inbox, changes: { ...inbox.changes, [id]: change } }, change);
  return withdrawnFromQueue(inLine(inThread(next, where, change), where, change), change);
}

function inThread(inbox: Inbox, where: string, change: Event): Inbox {
  const thread = inbox.threads[where];
  if (!thread?.messages.some((one) => one.id === change.id)) return inbox;
  const messages = thread.messages.map((one) =>
    one.id === change.id && one.seq < change.seq
      ? {
          ...one,
          item: change.item ?? NO_WORDS,
          edited_at: change.edited_at ?? null,
          edited_by: change.edited_by ?? null,
          withdrawn_at: change.withdrawn_at ?? null,
          removed_after: change.removed_after ?? null,
          erased: change.erased ?? false,
        }
      : one,
  );
  return withThread(inbox, where, { ...thread, messages });
}

function inLine(inbox: Inbox, where: string, change: Event): Inbox {
  const known = inbox.conversations[where];
  if (!known?.last || known.last.id !== change.id) return inbox;
  return withConversation(inbox, { ...known, last: asChanged(known.last, change) });
}

/** What was taken back is not unread any more, whether its thread was ever opened or not. */
function takenBack(inbox: Inbox, change: Event): Inbox {
  const known = inbox.conversations[change.conversation ?? ""];
  if (!known || !change.of_n || change.kind !== "withdrawn") return inbox;
  return withConversation(inbox, { ...known, withdrawn: [...known.withdrawn, change.of_n] });
}

function withdrawnFromQueue(inbox: Inbox, change: Event): Inbox {
  const { [change.id ?? ""]: waits, ...waiting } = inbox.waiting;
  return waits && change.withdrawn_at ? { ...inbox, waiting } : inbox;
}

/** Whether the event's message waits now. */
function settled(inbox: Inbox, event: Event): Inbox {
  const id = event.id ?? "";
  const { [id]: _, ...others } = inbox.waiting;
  const waits = event.kind === "held" && !(id in inbox.ended);
  return { ...inbox, waiting: waits ? { ...others, [id]: event.conversation ?? "" } : others };
}

function reviewed(inbox: Inbox, review: Review): Inbox {
  const { [review.message]: _, ...waiting } = inbox.waiting;
  const ended = { ...inbox.ended, [review.message]: review };
  const threads = Object.fromEntries(
    Object.entries(inbox.threads).map(([id, thread]) => [id, marked(thread, review)]),
  );
  return { ...inbox, waiting, ended, threads };
}

function marked(thread: Thread, review: Review): Thread {
  if (!thread.messages.some((one) => one.id === review.message)) return thread;
  return {
    ...thread,
    messages: thread.messages.map((one) => (one.id === review.message ? { ...one, review } : one)),
  };
}

/** The conversation's line in the list, after an event in it. */
function summed(inbox: Inbox, event: Event): Inbox {
  const known = inbox.conversations[event.conversation ?? ""];
  if (!known) return inbox;
  const last =
    (known.last?.seq ?? 0) < event.seq ? asChanged(event, inbox.changes[event.id ?? ""]) : known.last;
  // Who has read everything before a message of their own has read that one too, as the hub counts it.
  const [mine, at] = [event.author === inbox.me, event.n ?? 0];
  const over = mine && at > known.read_n && counted({ ...known, n: at - 1 }).unread === 0;
  const read_n = over ? at : known.read_n;
  return withConversation(inbox, { ...known, last, read_n, n: Math.max(known.n, event.n ?? 0) });
}

function newer(inbox: Inbox, one: Conversation, known: Conversation | undefined): Conversation {
  const said = one.last && asChanged(one.last, inbox.changes[one.last.id ?? ""]);
  const listed = { ...one, last: said };
  if (!known) return listed;
  const last = (known.last?.seq ?? 0) > (listed.last?.seq ?? 0) ? known.last : listed.last;
  const [n, read_n] = [Math.max(known.n, listed.n), Math.max(known.read_n, listed.read_n)];
  return counted({ ...listed, last, n, read_n, withdrawn: [...known.withdrawn, ...listed.withdrawn] });
}

/**
 * Unread is what was shared after the marker, less what was taken back of it, and less what was said while its reader
 * was out and is not theirs to read; nothing counts twice.
 */
function counted(one: Conversation): Conversation {
  const { n, read_n, missed } = one;
  const withdrawn = [...new Set(one.withdrawn)].filter((its) => its > read_n).sort((a, b) => a - b);
  const hidden = missed.reduce((sum, { after, to }) => sum + Math.max(0, to - Math.max(after, read_n)), 0);
  const gone = withdrawn.filter(
    (its) => its <= n && !missed.some(({ after, to }) => after < its && its <= to),
  );
  return { ...one, withdrawn, unread: Math.max(0, n - read_n - hidden - gone.length) };
}

/** Without these conversations, and without everything that was said in them. */
function without(inbox: Inbox, lost: readonly string[]): Inbox {
  const stays = ([id]: [string, unknown]) => !lost.includes(id);
  return {
    ...inbox,
    conversations: Object.fromEntries(Object.entries(inbox.conversations).filter(stays)),
    threads: Object.fromEntries(Object.entries(inbox.threads).filter(stays)),
    waiting: Object.fromEntries(Object.entries(inbox.waiting).filter(([, where]) => !lost.includes(where))),
    changes: Object.fromEntries(
      Object.entries(inbox.changes).filter(([, one]) => !lost.includes(one.conversation ?? "")),
    ),
  };
}

function withConversation(inbox: Inbox, one: Conversation): Inbox {
  return { ...inbox, conversations: { ...inbox.conversations, [one.id]: counted(one) } };
}

function withThread(inbox: Inbox, id: string, thread: Thread): Inbox {
  return { ...inbox, threads: { ...inbox.threads, [id]: thread } };
}

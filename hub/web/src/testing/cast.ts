// This file has the people and conversations of the tests, and short ways to let things happen to them.
import type { Conversation, Held, Me, SignedIn } from "../wire/endpoints";
import type { Event, Item, Review } from "../wire/frames";

export const ANA = "p_ana";
export const ROSA = "p_rosa";
export const INES = "p_ines";
export const FAMILY = "c_family";
export const NAMES = { [ANA]: "Ana Reyes", [ROSA]: "Rosa Alvarez", [INES]: "Ines Walker" };

export const SIGNED_IN: SignedIn = { token: "", person: ANA, role: "staff", school: "s_maple" };

/** Ana, signed in. */
export function me(): Me {
  return {
    person: ANA,
    name: NAMES[ANA],
    email: "ana@maplestreet.example",
    role: "staff",
    school: "s_maple",
    school_zone: "America/Chicago",
    school_name: "Maple Street",
    rooms: [],
    students: [],
    profiles: [],
    may: [],
    undo_seconds: 0,
    language: "en",
    languages: [{ id: "en", name: "English" }],
    warnings: [],
    listed_name: "Ana Reyes",
    wish: null,
    unconfirmed_email: null,
    acts: null,
  };
}

export function conversation(change: Partial<Conversation> = {}): Conversation {
  return {
    id: FAMILY,
    kind: "family",
    kind_label: "Family",
    title: "Mia’s family",
    student: "s_mia",
    student_name: "Mia",
    room: null,
    room_name: null,
    side: "staff",
    n: 0,
    read_n: 0,
    withdrawn: [],
    unread: 0,
    missed: [],
    may_post: true,
    items: ["text"],
    why_not: null,
    last: null,
    answers: [],
    found_by: [],
    asks_first: false,
    ...change,
  };
}

export function text(words: string): Item {
  return { type: "text", text: words };
}

/** A message by Rosa, unless said otherwise. */
export function message(seq: number, change: Partial<Event> = {}): Event {
  return {
    t: "event",
    seq,
    at: new Date(Date.UTC(2026, 10, 23, 15, seq)).toISOString(),
    kind: "message",
    conversation: FAMILY,
    n: seq,
    id: `m_${seq}`,
    author: ROSA,
    item: text(`number ${seq}`),
    ...change,
  };
}

export function held(seq: number, id: string): Event {
  return message(seq, { kind: "held", n: null, id, author: ANA, sharing: "held" });
}

export function reviewed(
  seq: number,
  id: string,
  answer: Review["answer"],
  reason = "",
  more: Partial<Review> = {},
): Event {
  const review = { message: id, author: ANA, by: INES, answer, reason, ...more };
  return {
    t: "event",
    seq,
    at: "2026-11-23T16:00:00.000Z",
    kind: "reviewed",
    conversation: FAMILY,
    author: INES,
    review,
  };
}

/** A held event as it stands in the queue of what waits for approval. */
export function queued(event: Event): Held {
  return {
    id: event.id ?? "",
    conversation: event.conversation ?? "",
    title: "Mia’s family",
    author: event.author ?? "",
    author_name: "Ana Reyes",
    item: event.item ?? text(""),
    held_at: event.at,
    why: "Messages wait for an admin.",
    may_review: false,
    why_not: null,
    state: "held",
    edited_at: null,
    edited_by: null,
    reviewed_by: null,
    reviewed_by_name: null,
    reviewed_at: null,
    reason: "",
    changed: false,
    before: null,
  };
}

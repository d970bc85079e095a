/* Made by `npm run types` from hub/wire.py. Not edited by hand. */

export type Command = Hello | Post | Edit | Withdraw | Read | Typing | Watch | Ack;
export type Item =
  TextItem | Files | Nap | Meal | Bottle | Diaper | Note | Incident | Observation | NameToFace;
export type Frame = Welcome | Event | CaughtUp | Ok | Error | ReadMarker | Goaway | TypingSign | Presence;

/**
 * What travels between the hub and its devices (roomwire.v1.json).
 */
export interface Wire {
  command?: Command;
  frame?: Frame;
}
/**
 * The first frame. since: the last seq this device handled; without it, only what comes from now on.
 */
export interface Hello {
  t: "hello";
  i: number;
  ticket: string;
  device: string;
  since?: number | null;
  epoch?: string | null;
}
/**
 * Put an item into a conversation. cid: made once per message by the device, and kept on every attempt.
 *
 * urgency: beyond normal it needs a permission.
 */
export interface Post {
  t: "post";
  i: number;
  conversation: string;
  cid: string;
  item: Item;
  urgency?: "drill" | "emergency" | "normal" | "urgent";
}
/**
 * What people write to each other.
 */
export interface TextItem {
  type: "text";
  text: string;
}
/**
 * Photos and files, with what their author wrote to them.
 *
 * files: made by POST /v1/files before. tagged: the students who are on the photos, by id; whoever reads it gets
 * those whom they see.
 */
export interface Files {
  type: "files";
  /**
   * @minItems 1
   * @maxItems 10
   */
  files:
    | [Attached]
    | [Attached, Attached]
    | [Attached, Attached, Attached]
    | [Attached, Attached, Attached, Attached]
    | [Attached, Attached, Attached, Attached, Attached]
    | [Attached, Attached, Attached, Attached, Attached, Attached]
    | [Attached, Attached, Attached, Attached, Attached, Attached, Attached]
    | [Attached, Attached, Attached, Attached, Attached, Attached, Attached, Attached]
    | [Attached, Attached, Attached, Attached, Attached, Attached, Attached, Attached, Attached]
    | [Attached, Attached, Attached, Attached, Attached, Attached, Attached, Attached, Attached, Attached];
  text?: string;
  /**
   * @maxItems 30
   */
  tagged?: string[];
}
/**
 * A photo or file of a message. All but its id is the hub's own word, whatever was sent.
 *
 * bytes: of what GET /v1/files/{id} gives. width, height: of an image, in pixels; None for every other file.
 */
export interface Attached {
  id: string;
  name?: string;
  media_type?: string;
  bytes?: number;
  width?: number | null;
  height?: number | null;
}
/**
 * ended_at is missing while the student sleeps.
 */
export interface Nap {
  type: "nap";
  started_at: string;
  ended_at?: string | null;
  note?: string;
  happened_at?: string | null;
}
/**
 * What was served, and how much of it was eaten.
 */
export interface Meal {
  type: "meal";
  meal: "afternoon_snack" | "breakfast" | "dinner" | "lunch" | "morning_snack";
  amount: "all" | "most" | "none" | "some";
  note?: string;
  happened_at?: string | null;
}
/**
 * amount_ml is what was drunk, in millilitres.
 */
export interface Bottle {
  type: "bottle";
  contents: "breast_milk" | "formula" | "milk" | "water";
  amount_ml: number;
  note?: string;
  happened_at?: string | null;
}
/**
 * What a change of diapers found, or a visit to the potty.
 */
export interface Diaper {
  type: "diaper";
  state: "dry" | "potty" | "soiled" | "wet" | "wet_and_soiled";
  note?: string;
  happened_at?: string | null;
}
/**
 * Anything else worth telling about the day.
 */
export interface Note {
  type: "note";
  text: string;
  happened_at?: string | null;
}
/**
 * Something went wrong: what happened, and what was done about it.
 */
export interface Incident {
  type: "incident";
  what: string;
  action?: string;
  severity?: "minor" | "moderate" | "serious";
  happened_at?: string | null;
}
/**
 * A professional note for the staff; never shared with families (research/domain.md, D7).
 */
export interface Observation {
  type: "observation";
  text: string;
  happened_at?: string | null;
}
/**
 * The student was seen and named at a head count; never shared with families (research/domain.md, D7).
 */
export interface NameToFace {
  type: "name_to_face";
  where: string;
  happened_at?: string | null;
}
/**
 * Put another item of the same type in a message's place. Sent twice, it is one edit.
 *
 * edited_at: of the message as the device showed it (null: never edited), so that nobody writes over what another
 * changed meanwhile; without it, the last word stands.
 */
export interface Edit {
  t: "edit";
  i: number;
  message: string;
  item: Item;
  edited_at?: string | null;
}
/**
 * Take a message back: a stub stays. Sent twice, it is withdrawn once.
 */
export interface Withdraw {
  t: "withdraw";
  i: number;
  message: string;
}
/**
 * I have read this conversation up to its message n.
 */
export interface Read {
  t: "read";
  i: number;
  conversation: string;
  n: number;
}
/**
 * I am writing here; repeated about every three seconds while that is so. It gets no answer.
 */
export interface Typing {
  t: "typing";
  conversation: string;
}
/**
 * This conversation is open on this device, or none; repeated about every 45 seconds while that is so. It gets no
 * answer: phones of who is looking ring a little later, and not at all for what was read by then.
 */
export interface Watch {
  t: "watch";
  conversation: string | null;
}
/**
 * I have read this emergency. Sent twice, it is confirmed once.
 */
export interface Ack {
  t: "ack";
  i: number;
  message: string;
}
/**
 * The answer to hello. head: the last seq this person may see; jitter_ms: how to spread a reconnect.
 */
export interface Welcome {
  t: "welcome";
  i: number;
  person: string;
  school: string;
  head: number;
  epoch: string;
  ping_ms: number;
  jitter_ms: number;
  limits: Limits;
}
/**
 * What one device may send.
 */
export interface Limits {
  frame_bytes: number;
  posts_per_s: number;
}
/**
 * One row of the journal, the same bytes for everybody who may see it.
 *
 * kind: "message", "held", "reviewed", "edited", "withdrawn", "member", "roster", "setting",
 *     "reminder", "reported", "settled" (of a report), "unsorted" (an email or text became no message), "sorted",
 *     "name_wished" (an admin is asked), "name_answered" (to who wished it), "name_settled" (to the admins),
 *     "unused" and "silenced" (a device nobody opens falls silent in a week, or has),
 *     "reset" (a link was asked for), "password" (it was changed), "code" (the office gave one out),
 *     "invited" (the office sent a link to sign up by), "new_device" (somebody signed in on one),
 *     "factor_on", "factor_off", "factor_taken" (a code is asked for, no more, an admin took it off),
 *     "recovered" (a recovery code was used), "guessed" (the password was right, and the code was not),
 *     "passkey_added", "passkey_removed", "passkeys_taken" (by its owner, by its owner, by an admin),
 *     "linked", "linked_alone", "unlinked" (one account for two profiles: by an admin, by itself; no more),
 *     "confirm_email", "email_changed" (the roster has another address: to that one, to the one of before),
 *     "identity_added", "identity_removed" (an account elsewhere signs in by OpenID Connect, or no more),
 *     "identities_taken", "identities_off" (all of them, by an admin; by whoever runs the hub),
 *     "pin_guessed" (somebody typed wrong PINs on a room device),
 *     "invitation_declined", "invitation_guessed" (to admins: somebody else has it, or wrong numbers ended it),
 *     "invitation_own" (likewise: a link went to an address that its reader gave),
 *     "roster_held" (likewise: a roster takes much away, and waits for an answer),
 *     "confirmed" (its reader confirmed an emergency, on whichever device),
 *     "attendance" (children were signed in or out, moved or corrected, by author, or stays closed by
 *         themselves at night, without one; for staff);
 *     clients skip kinds they do not know.
 * n: the message's number among the shared ones of its conversation; missing where families do not see it.
 * sharing: missing where it is "now". urgency: missing where it is "normal".
 * at: UTC, to the millisecond.
 * gained, lost: the conversations a person came into or left ("member").
 * edited_at, withdrawn_at: when the message was last changed or was taken back; a withdrawn one has no item.
 * edited_by: who changed it last; missing where its author did.
 * removed_after: nobody took it back: the school's rule removes what is older than so many months.
 * erased: the data of somebody who left was erased: a name or a tag was taken out, or, without an item, all.
 * of, of_n: the position and the n of the message that an "edited" or "withdrawn" changes; of also of the one that
 *     was "confirmed". What was withdrawn keeps its n and is not unread: unread is what was shared after the
 *     marker less what was withdrawn since.
 * waiting: the conversations in which something waits for its reader's approval, one for each item; step: 1 is a
 *     reminder, 2 tells that it has waited far too long ("reminder").
 * stays: each stay that is new or another than before, whole; rooms: those in which it is shown ("attendance").
 */
export interface Event {
  t: "event";
  seq: number;
  at: string;
  kind: string;
  conversation?: string | null;
  n?: number | null;
  id?: string | null;
  cid?: string | null;
  author?: string | null;
  item?: Item | null;
  sharing?: ("held" | "never" | "now") | null;
  review?: Review | null;
  gained?: string[] | null;
  lost?: string[] | null;
  edited_at?: string | null;
  edited_by?: string | null;
  withdrawn_at?: string | null;
  removed_after?: number | null;
  erased?: boolean;
  of?: number | null;
  of_n?: number | null;
  waiting?: string[] | null;
  step?: number | null;
  urgency?: ("drill" | "emergency" | "normal" | "urgent") | null;
  stays?: ShownStay[] | null;
  rooms?: string[] | null;
}
/**
 * How a held item of author's ended. reason is the reviewer's words to them.
 *
 * changed: it was approved with changes; before: what its author had written, until the message is changed again.
 */
export interface Review {
  message: string;
  author: string;
  by: string;
  answer: "approve" | "decline" | "return";
  reason?: string;
  changed?: boolean;
  before?: Item | null;
}
/**
 * A child's stay in a room as it is now, and nothing of who brought or took the child.
 *
 * n: 1, 2, 3 … of its states; of two the higher one holds. since: when the child came; until: when it left,
 * missing while it is there. by, until_by: who signed it in and out. moved_from: the room it came
 * from in the same instant.
 * taken_over_at: since when the room answers for it; missing while the child is on its way there.
 * corrected: it was written down otherwise before. struck: it was a mistake, and never was. by_itself: nobody
 * signed the child out, so it closed by itself as of until, and until_by is missing: “to_confirm” until somebody
 * has said that this was so, or what was. It is no pick-up.
 */
export interface ShownStay {
  id: string;
  n: number;
  student: string;
  room: string;
  since: string;
  by: string;
  until?: string | null;
  until_by?: string | null;
  moved_from?: string | null;
  taken_over_at?: string | null;
  corrected?: boolean;
  struck?: boolean;
  by_itself?: ("confirmed" | "to_confirm") | null;
}
/**
 * Everything this person may see up to seq has been sent.
 */
export interface CaughtUp {
  t: "caught_up";
  seq: number;
}
/**
 * It is stored for good. seq, id and sharing stand on the answer to a post.
 */
export interface Ok {
  t: "ok";
  i: number;
  seq?: number | null;
  id?: string | null;
  sharing?: ("held" | "never" | "now") | null;
}
/**
 * It was not done. message is for people; retry: the same frame may succeed later.
 */
export interface Error {
  t: "error";
  code:
    | "conflict"
    | "forbidden"
    | "invalid"
    | "not_found"
    | "rate_limited"
    | "too_large"
    | "unauthenticated"
    | "unavailable";
  message: string;
  retry: boolean;
  i?: number | null;
  retry_ms?: number | null;
}
/**
 * A person has read a conversation up to n. State, not an event: the highest n wins.
 */
export interface ReadMarker {
  t: "read";
  conversation: string;
  person: string;
  n: number;
}
/**
 * This connection ends with code; come again after after_ms.
 */
export interface Goaway {
  t: "goaway";
  code: number;
  after_ms: number;
}
/**
 * Somebody is writing in a conversation; forget it after for_ms unless it is said again.
 */
export interface TypingSign {
  t: "typing";
  conversation: string;
  person: string;
  for_ms: number;
}
/**
 * The members of staff who have the app open, all of them; forget it after for_ms unless it is said again.
 */
export interface Presence {
  t: "presence";
  people: string[];
  for_ms: number;
}

/** Characters in the longest text. */
export const TEXT_LENGTH = 16000;
/** Characters in the longest remark on an activity. */
export const WORDS_LENGTH = 2000;
export const SUBPROTOCOL = "roomwire.v1.json";

/* Made by `npm run types` from hub/wire.py and hub/doors/bodies.py. Not edited by hand. */

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
 * files: made by POST /v1/files before. tagged: the students who are on the photos, by id.
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
 */
export interface Edit {
  t: "edit";
  i: number;
  message: string;
  item: Item;
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
 *     "reminder", "reported", "settled" (of a report), "unsorted" (an email or text became no message), "sorted";
 *     clients skip kinds they do not know.
 * n: the message's number among the shared ones of its conversation; missing where families do not see it.
 * sharing: missing where it is "now". urgency: missing where it is "normal".
 * at: UTC, to the millisecond.
 * gained, lost: the conversations a person came into or left ("member").
 * edited_at, withdrawn_at: when the message was last changed or was taken back; a withdrawn one has no item.
 * of: the position of the message that an "edited" or "withdrawn" changes.
 * waiting: the conversations in which something waits for its reader's approval, one for each item; step: 1 is a
 *     reminder, 2 tells that it has waited far too long ("reminder").
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
  withdrawn_at?: string | null;
  of?: number | null;
  waiting?: string[] | null;
  step?: number | null;
  urgency?: ("drill" | "emergency" | "normal" | "urgent") | null;
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
export interface SignIn {
  email: string;
  password: string;
}
/**
 * token: for `Authorization: Bearer`; browsers hold the same as a cookie that scripts cannot read.
 */
export interface SignedIn {
  token: string;
  person: string;
  role: string;
  school: string;
}
/**
 * profile: one of one's own, as /v1/me lists them; by default the one signed in with.
 */
export interface TicketIn {
  profile?: string | null;
}
/**
 * Good for one hello, until expires_at.
 */
export interface Ticket {
  ticket: string;
  expires_at: string;
}
/**
 * A room, a student or a person, by id and name.
 */
export interface Named {
  id: string;
  name: string;
}
/**
 * One person in one school; an account may have several.
 */
export interface Profile {
  person: string;
  name: string;
  role: string;
  school: string;
  school_name: string;
}
/**
 * Who is signed in, and as which profile. may: what screens may offer ("review", "settings", …).
 *
 * undo_seconds: how long a client keeps what was written before it sends it, so that it can be taken back.
 * language: that they are told in, by every medium; languages: all there are, by code.
 */
export interface Me {
  person: string;
  name: string;
  email: string;
  role: string;
  school: string;
  school_name: string;
  rooms: Named[];
  students: Named[];
  profiles: Profile[];
  may: string[];
  undo_seconds: number;
  language: string;
  languages: Named[];
}
/**
 * Edit of one's own profile; what is missing stays. language: a code of languages; empty for the school's.
 */
export interface MeIn {
  display_name?: string | null;
  language?: string | null;
  profile?: string | null;
}
export interface PasswordIn {
  current: string;
  new: string;
}
/**
 * A conversation as its reader sees it.
 *
 * kind_label: its name for screens. may_post: whether this reader may put items in now; items: which types.
 * why_not: the sentence to show where a composer would stand, null where may_post.
 * side: "guardian" or "staff"; last: the newest event this reader may see.
 * answers: the conversations an answer goes to, where it does not go here: id and title.
 */
export interface Conversation {
  id: string;
  kind: string;
  kind_label: string;
  title: string;
  student: string | null;
  student_name: string | null;
  room: string | null;
  room_name: string | null;
  side: string;
  n: number;
  read_n: number;
  unread: number;
  may_post: boolean;
  items: string[];
  why_not: string | null;
  last: Event | null;
  answers: Named[];
}
export interface Conversations {
  items: Conversation[];
  next: string | null;
}
/**
 * One of student, room and person, as the kind asks; none for the whole school.
 */
export interface OpenConversation {
  kind: string;
  student?: string | null;
  room?: string | null;
  person?: string | null;
}
/**
 * Whom one may write to: what POST /v1/conversations asks for. id: of the conversation, null until it is made.
 *
 * about: the child or rooms that tell two of the same name apart, for the screen.
 */
export interface Contact {
  kind: string;
  kind_label: string;
  title: string;
  about: string;
  id: string | null;
  student: string | null;
  person: string | null;
}
/**
 * why_not: the sentence to show where one may start nothing; expect: when a parent may expect an answer.
 */
export interface Contacts {
  items: Contact[];
  why_not: string | null;
  expect: string | null;
}
/**
 * Newest first.
 */
export interface Messages {
  items: Event[];
  next: string | null;
}
/**
 * urgency: beyond normal it needs a permission.
 */
export interface PostIn {
  item: Item;
  urgency?: "drill" | "emergency" | "normal" | "urgent";
}
export interface EditIn {
  item: Item;
}
export interface Posted {
  id: string;
  seq: number;
  sharing: "held" | "never" | "now";
}
/**
 * seq: of the event that says so.
 */
export interface Changed {
  id: string;
  seq: number;
}
/**
 * What a message said until it was changed or withdrawn.
 */
export interface Revision {
  item: Item;
  until: string;
  changed_by: string;
  changed_by_name: string;
}
export interface Revisions {
  message: string;
  items: Revision[];
}
/**
 * An admin read, on that day, what is not of their rooms; about: a conversation or a message.
 */
export interface Looked {
  person: string;
  name: string;
  what: string;
  about: string;
  at: string;
}
export interface Audit {
  items: Looked[];
  next: string | null;
}
export interface ReadIn {
  n: number;
}
/**
 * An item in the review queue. why: the sentence that holds it. edited_at: when its author last changed it.
 *
 * why_not: the sentence to show where a decision would stand, null where may_review or where it has ended.
 * changed: it was approved with changes; before: what its author had written, as long as it is known.
 */
export interface Held {
  id: string;
  conversation: string;
  title: string;
  author: string;
  author_name: string;
  item: Item;
  held_at: string;
  why: string;
  may_review: boolean;
  why_not: string | null;
  state: "approve" | "decline" | "held" | "return";
  edited_at: string | null;
  reviewed_by: string | null;
  reviewed_by_name: string | null;
  reviewed_at: string | null;
  reason: string;
  changed: boolean;
  before: Item | null;
}
export interface Reviews {
  items: Held[];
  next: string | null;
}
/**
 * reason: to be given where it is returned or declined. item: what is to be released instead, of the same type.
 * edited_at: as the queue had it.
 */
export interface ReviewIn {
  answer: "approve" | "decline" | "return";
  reason?: string;
  item?: Item | null;
  edited_at?: string | null;
}
/**
 * seq: of the event that ended the hold.
 */
export interface Reviewed {
  id: string;
  answer: "approve" | "decline" | "return";
  seq: number;
}
/**
 * What waits for an admin, by item type ("message" governs text, photos and files).
 *
 * fixed: types that are never shared, whatever anybody asks for. labels: words for the screen.
 */
export interface StaffOnly {
  staff_only: {
    [k: string]: boolean;
  };
  fixed: string[];
  labels: {
    [k: string]: string;
  };
}
/**
 * Everybody a reader may know by name: ids to names, for authors and recipients; and to what they are here.
 */
export interface Directory {
  people: {
    [k: string]: string;
  };
  roles: {
    [k: string]: "admin" | "guardian" | "staff";
  };
}
/**
 * Without since: no events, only where to start. wait_ms: how long to wait where there is nothing yet.
 */
export interface SyncIn {
  since?: number | null;
  epoch?: string | null;
  wait_ms?: number;
}
export interface Synced {
  events: Event[];
  seq: number;
  epoch: string;
  more: boolean;
}
/**
 * A device that push can reach: an FCM registration token, or a browser's PushSubscription as JSON text.
 */
export interface DeviceIn {
  provider: "fcm" | "webpush";
  address: string;
}
export interface Device {
  id: string;
  provider: string;
}
export interface PushKey {
  key: string;
}
/**
 * RFC 9457.
 */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
}
export interface PreviewIn {
  conversation: string;
  item: Item;
  urgency?: "drill" | "emergency" | "normal" | "urgent";
}
/**
 * media: what rings first; says: a sentence for each medium that waits, and until when.
 */
export interface Recipient {
  person: string;
  name: string;
  media: string[];
  says: string[];
}
export interface Skipped {
  person: string;
  name: string;
  why: string;
}
/**
 * One wording of a text. language: its code. count: to how many numbers. text: as they read it, its link being an
 * example. alphabet, segments: of each.
 */
export interface Wording {
  language: string;
  count: number;
  text: string;
  alphabet: "gsm" | "ucs2";
  segments: number;
}
/**
 * What would go as a text, in each language that somebody is told in, the most numbers first. count: to how many
 * numbers. cost: of all, in the school's currency; null where it set no price.
 */
export interface Texts {
  count: number;
  wordings: Wording[];
  cost: string | null;
}
/**
 * Who would hear of it if it were posted (and, where held, approved) now. expect: when a parent may expect an
 * answer, null where that is now. texts: null where nobody is told by text.
 */
export interface Preview {
  sharing: "held" | "never" | "now";
  why: string;
  expect: string | null;
  recipients: Recipient[];
  skipped: Skipped[];
  texts: Texts | null;
}
/**
 * One thing that happened to a delivery; detail in words.
 */
export interface Step {
  at: string;
  what:
    | "accepted"
    | "ambiguous"
    | "bounced"
    | "cancelled"
    | "cleared"
    | "delayed"
    | "delivered"
    | "failed"
    | "handed"
    | "joined"
    | "passed on"
    | "planned"
    | "postponed"
    | "read"
    | "reported"
    | "resent"
    | "retrying"
    | "sent"
    | "undelivered"
    | "waits";
  medium: string;
  address: string;
  detail: string;
}
/**
 * What became of one message for one person. skipped: why no medium was used, null where one was.
 */
export interface Told {
  person: string;
  name: string;
  read_at_or_before: string | null;
  read: boolean;
  skipped: string | null;
  steps: Step[];
}
export interface Timeline {
  message: string;
  sharing: "held" | "never" | "now";
  items: Told[];
}
/**
 * Yes or no, and why. change: the screen on which an admin changes a no; null where there is none.
 */
export interface Explanation {
  answer: boolean;
  because: string[];
  change: ("children" | "settings" | "staff") | null;
}
/**
 * A held item as the reviewer read it; edited_at: as the queue had it.
 */
export interface Version {
  id: string;
  edited_at?: string | null;
}
/**
 * Returning and declining ask for a reason of each, and are done one by one.
 */
export interface ReviewManyIn {
  answer: "approve";
  /**
   * @minItems 1
   * @maxItems 100
   */
  messages: [Version, ...Version[]];
}
/**
 * What became of one: seq where it is done, else code and the sentence that says why not.
 */
export interface ReviewedOne {
  id: string;
  done: boolean;
  seq: number | null;
  code:
    | (
        | "conflict"
        | "forbidden"
        | "invalid"
        | "not_found"
        | "rate_limited"
        | "too_large"
        | "unauthenticated"
        | "unavailable"
      )
    | null;
  detail: string | null;
}
export interface ReviewedMany {
  items: ReviewedOne[];
}
export interface Approver {
  person: string;
  name: string;
}
/**
 * What is missing stays.
 */
export interface ReviewSettingsIn {
  four_eyes?: boolean | null;
  hold_names?: boolean | null;
  review_minutes?: number | null;
  second_approver?: string | null;
}
/**
 * four_eyes: what admins say to families waits as well, and nobody reviews what they wrote themselves. hold_names:
 * what names a child of another family waits. review_minutes: until reviewers are reminded, 0 for never; after
 * twice that second_approver is asked, or everybody again where it is empty. approvers: who it may be.
 */
export interface ReviewSettings {
  four_eyes: boolean;
  hold_names: boolean;
  review_minutes: number;
  second_approver: string;
  approvers: Approver[];
}
/**
 * How somebody can be reached. ways: by which media messages come. because: a sentence for each medium, without
 * any address; next: what the school can do about it, the most useful first, empty where all is well.
 */
export interface Reach {
  label: "emergencies" | "none" | "one_way" | "urgent" | "well";
  ways: ("email" | "push" | "sms")[];
  because: string[];
  next: string[];
}
/**
 * A student for a list; own: a child of the reader's, about whom another admin decides.
 */
export interface Child {
  id: string;
  name: string;
  rooms: string[];
  tied: number;
  barred: number;
  own: boolean;
}
export interface Children {
  items: Child[];
}
/**
 * From the first day to the last, both included; null is open.
 */
export interface DenialIn {
  power: "message" | "pick_up" | "see" | "told";
  begin?: string | null;
  end?: string | null;
}
export interface Denial {
  power: "message" | "pick_up" | "see" | "told";
  begin: string | null;
  end: string | null;
  now: boolean;
}
/**
 * What a rule answers today, and why.
 */
export interface May {
  power: "message" | "pick_up" | "see" | "told";
  answer: boolean;
  because: string;
}
/**
 * Somebody's tie to a child. role: what they are at the school. payer: as far as the source tells.
 *
 * reach: how they can be reached; null for who is not told, and where the reader does not see it.
 */
export interface Tied {
  person: string;
  name: string;
  role: string;
  tie: "barred" | "guardian" | "pick_up";
  payer: boolean;
  may: May[];
  denials: Denial[];
  reach: Reach | null;
}
/**
 * may_set: the reader may change them; else why not.
 */
export interface TiesOf {
  student: string;
  name: string;
  may_set: boolean;
  why: string;
  items: Tied[];
}
/**
 * What is missing stays. tie guardian: what the roster says, which lifts a bar and ends a pick-up.
 */
export interface TieIn {
  denials?: DenialIn[] | null;
  tie?: ("barred" | "guardian" | "pick_up") | null;
}
export interface GuardianPolicy {
  payers_only: boolean;
}
export interface GuardianPolicyIn {
  payers_only: boolean;
}
/**
 * A room somebody works in. by: the roster, or an admin here; now: today.
 */
export interface Assigned {
  room: string;
  name: string;
  begin: string | null;
  end: string | null;
  by: "admin" | "roster";
  now: boolean;
}
/**
 * One of the staff. why: why the reader cannot change what they may do, empty where they can.
 *
 * reach: how they can be reached.
 */
export interface Colleague {
  person: string;
  name: string;
  role: string;
  email: string | null;
  primary: string | null;
  rooms: Assigned[];
  families: "full" | "none" | "read";
  staff: "full" | "none" | "read";
  announcements: "full" | "none" | "read";
  activities: "full" | "none" | "read";
  reviews: boolean;
  marks: "emergency" | "normal" | "urgent";
  own: "school" | "trusted" | "waits";
  why: string;
  reach: Reach | null;
}
export interface RoomNamed {
  id: string;
  name: string;
}
export interface Colleagues {
  items: Colleague[];
  rooms: RoomNamed[];
}
/**
 * From the first day to the last, both included; null is open.
 */
export interface AssignedIn {
  room: string;
  begin?: string | null;
  end?: string | null;
}
/**
 * What is missing stays. rooms: all that admins give; the roster's stay. primary: empty for none.
 */
export interface ColleagueIn {
  families?: ("full" | "none" | "read") | null;
  staff?: ("full" | "none" | "read") | null;
  announcements?: ("full" | "none" | "read") | null;
  activities?: ("full" | "none" | "read") | null;
  reviews?: boolean | null;
  marks?: ("emergency" | "normal" | "urgent") | null;
  own?: ("school" | "trusted" | "waits") | null;
  primary?: string | null;
  rooms?: AssignedIn[] | null;
}
/**
 * What is missing stays.
 */
export interface TalkingIn {
  history?: ("all" | "assigned" | "week") | null;
  guardians_start?: boolean | null;
  office_hours?: OfficeHours[] | null;
  closed_dates?: ClosedDates[] | null;
  undo_seconds?: number | null;
  edit_minutes?: number | null;
  oversight?: boolean | null;
  oversight_visible?: boolean | null;
  today_counts?: boolean | null;
  ladder_minutes?: number | null;
  push_a_day?: number | null;
  texts_a_day?: number | null;
  emails_a_day?: number | null;
}
/**
 * Minutes of a weekday's clock, 0 is Monday: from opens until closes.
 */
export interface OfficeHours {
  weekday: number;
  opens: number;
  closes: number;
}
/**
 * Days on which nobody answers: from begin until end, both included; name: what for.
 */
export interface ClosedDates {
  begin: string;
  end: string;
  name?: string;
}
/**
 * What the school chose for its conversations: from where newly assigned staff read, whether parents may start
 * conversations, and when the office answers (in the school's time zone).
 *
 * undo_seconds: how long what was written can be taken back before it is sent; edit_minutes: changed afterwards.
 * oversight: whether admins read outside their rooms; oversight_visible: whether those who are read see it.
 * today_counts: whether the room in which staff were checked in today counts like an assignment.
 * ladder_minutes: how long an alert stays unread before the next medium is tried, 0 for ever. push_a_day,
 * texts_a_day, emails_a_day: the most alerts that ring at one address in a day; the others wait for the digest.
 */
export interface Talking {
  history: "all" | "assigned" | "week";
  guardians_start: boolean;
  office_hours: OfficeHours[];
  closed_dates: ClosedDates[];
  time_zone: string;
  undo_seconds: number;
  edit_minutes: number;
  oversight: boolean;
  oversight_visible: boolean;
  today_counts: boolean;
  ladder_minutes: number;
  push_a_day: number;
  texts_a_day: number;
  emails_a_day: number;
}
/**
 * An admin read a conversation on that day from outside its rooms; at: when first.
 */
export interface Reading {
  person: string;
  name: string;
  at: string;
}
/**
 * Newest first. why_not: the sentence where the school does not show them, null where it does.
 */
export interface Readings {
  items: Reading[];
  why_not: string | null;
}
/**
 * message: the one that is meant, null for the whole conversation.
 */
export interface ReportIn {
  reason: string;
  message?: string | null;
}
export interface ReportMade {
  id: string;
}
/**
 * note: what the reporter reads of it.
 */
export interface SettleIn {
  note?: string;
}
/**
 * What was reported. item: what the message says now, null for a whole conversation and where it was withdrawn.
 *
 * may_settle: whether this reader settles it; mine: whether they reported it. by_name, against_name: who reported
 * it, and who wrote what was reported; null for all but who settles it.
 */
export interface Report {
  id: string;
  conversation: string;
  title: string;
  message: string | null;
  item: Item | null;
  reason: string;
  at: string;
  mine: boolean;
  may_settle: boolean;
  by_name: string | null;
  against_name: string | null;
  settled_at: string | null;
  settled_by_name: string | null;
  note: string;
}
/**
 * What waits first, then the newest.
 */
export interface Reports {
  items: Report[];
}
/**
 * Somebody who starts no new conversations with the reader.
 */
export interface Block {
  person: string;
  name: string;
  at: string;
}
/**
 * Newest first.
 */
export interface Blocks {
  items: Block[];
}
/**
 * A line of the ledger. by: the admin who noted it, by name; null where it came from outside.
 */
export interface ConsentLine {
  at: string;
  of: "emergency" | "routine";
  state: "closed" | "open";
  source: "bounce" | "carrier" | "one_click" | "reply" | "staff";
  why: string;
  by: string | null;
}
/**
 * An address and what may go there. routine, emergency: the sentence why nothing of that class does, null where
 * it does. record: all that was noted, oldest first. address: in full for admins and for whose it is.
 */
export interface ConsentAddress {
  medium: "email" | "sms";
  address: string;
  routine: string | null;
  emergency: string | null;
  record: ConsentLine[];
}
/**
 * What is missing stays.
 */
export interface TextSettingsIn {
  on?: boolean | null;
  segment_price?: number | null;
}
/**
 * How the school sends texts. on: at all. segment_price: what a segment costs, in ten-thousandths of the school's
 * currency, 0 where it is not known. sender: the number or service they come from, empty where none is set up.
 */
export interface TextSettings {
  on: boolean;
  segment_price: number;
  sender: string;
}
export interface Consents {
  person: string;
  name: string;
  items: ConsentAddress[];
}
/**
 * why: what the person told the school, and how; it stays on record.
 */
export interface ConsentIn {
  medium: "email" | "sms";
  /**
   * @minItems 1
   * @maxItems 2
   */
  classes: ["emergency" | "routine"] | ["emergency" | "routine", "emergency" | "routine"];
  state: "closed" | "open";
  why: string;
}
/**
 * What is missing stays; empty words are the school's own name, and no address.
 */
export interface EmailSettingsIn {
  display_name?: string | null;
  reply_to?: string | null;
  language?: string | null;
  on?: boolean | null;
}
/**
 * How the school sends emails: whether at all (on), from whom, in which language to who has chosen none.
 *
 * reply_to: where an answer goes that becomes no message. address: the hub's own, that emails come from; empty
 * where no mail server is set up. answers: whether an answer to a message's email becomes a message.
 */
export interface EmailSettings {
  display_name: string;
  reply_to: string;
  language: string;
  languages: Named[];
  on: boolean;
  address: string;
  answers: boolean;
  school_name: string;
}
/**
 * What became of an email that was handed over, in one word.
 */
export interface MailTaken {
  became: string;
}
/**
 * Somebody of the school. about: their children's names, or the rooms they work in.
 */
export interface HardToReach {
  person: string;
  name: string;
  role: string;
  about: string[];
  reach: Reach;
}
/**
 * How many people of the school have each label; parents of practice children are not counted.
 */
export interface ReachCounts {
  none: number;
  emergencies: number;
  urgent: number;
  one_way: number;
  well: number;
}
/**
 * Worst first, then by name; next: of the following page, null at the end.
 */
export interface Reachability {
  counts: ReachCounts;
  items: HardToReach[];
  next: string | null;
}
/**
 * How a day's alerts went on one medium; planned is the sum of all but confirmed and unreached.
 *
 * arrived: the provider took them; confirmed: of those, what the carrier reports to be on the phone (texts alone).
 * joined: told together with another. read, needless: not sent, as it was read before or for another reason.
 * unreached: the sum of dead_address to expired. waiting: not over yet. median_s, p95_s: seconds from the message
 * to the provider, of what was to ring at once; null where nothing was.
 */
export interface MediumFigures {
  medium: "email" | "push" | "sms";
  planned: number;
  arrived: number;
  confirmed: number;
  joined: number;
  read: number;
  needless: number;
  unreached: number;
  dead_address: number;
  opted_out: number;
  bad_message: number;
  misconfigured: number;
  expired: number;
  ambiguous: number;
  waiting: number;
  median_s: number | null;
  p95_s: number | null;
}
/**
 * A day of the school's calendar. media: those that alerts were planned on.
 *
 * texts: which the provider took, or may have; segments: of all of them; cost: in the school's currency, at its
 * price of today, null where it has set none.
 */
export interface DayFigures {
  day: string;
  media: MediumFigures[];
  texts: number;
  segments: number;
  cost: string | null;
}
/**
 * How alerts went from begin to end, both included, newest day first; days are those of zone's clock.
 */
export interface Figures {
  begin: string;
  end: string;
  zone: string;
  days: DayFigures[];
}
/**
 * A photo or file that was brought: put its id into an item of type "files" to send it.
 *
 * bytes, width, height: of what is kept; an image is made anew, and is no other file's.
 */
export interface Kept {
  id: string;
  name: string;
  media_type: string;
  bytes: number;
  width: number | null;
  height: number | null;
}
/**
 * One account of a provider. account: its name, as the operator knows it; for push to browsers the service's host.
 *
 * state: works, shut (left alone since, because of why), or trying (one alert is on its way to find out). why of
 * one that works: what other mail servers said lately of emails that it had taken; empty where nothing was.
 * waits: this school's alerts that wait for it now.
 */
export interface Provider {
  provider: string;
  medium: "email" | "push" | "sms";
  account: string;
  state: "shut" | "trying" | "works";
  why: string;
  since: string | null;
  waits: number;
}
/**
 * Those that are set up here; a push service of browsers is listed while it is shut.
 */
export interface Providers {
  items: Provider[];
}
/**
 * An alert that reached nobody for certain. people: who shares its address; headline: what the alert said.
 *
 * outcome: how it ended; why: in words; next: what to do about it. may_resend: whether it may be sent again,
 * because: the sentence for that, also where it may not.
 */
export interface Undelivered {
  id: string;
  people: string[];
  headline: string;
  message: string;
  conversation: string;
  title: string;
  medium: "email" | "push" | "sms";
  address: string;
  at: string;
  outcome: "ambiguous" | "bad_message" | "dead_address" | "expired" | "misconfigured" | "opted_out";
  why: string;
  next: string;
  may_resend: boolean;
  because: string;
}
/**
 * Newest first; who has read it meanwhile, or was reached another way, is not listed.
 */
export interface UndeliveredPage {
  items: Undelivered[];
  next: string | null;
}
export interface Resent {
  id: string;
}
/**
 * What is missing stays. quiet: null for none. zone: empty for the school's.
 */
export interface PreferencesIn {
  choices?: Preference[] | null;
  quiet?: QuietHours | null;
  zone?: string | null;
  digest_at?: number | null;
}
/**
 * What one wants of a medium for what is of a category: each alert at once, in the daily digest, or none.
 */
export interface Preference {
  category: "announcements" | "approvals" | "day" | "families" | "staff";
  medium: "email" | "push" | "sms";
  how: "digest" | "instant" | "off";
}
/**
 * Minutes of the day on one's own clock: begins is quiet, ends is not; over midnight where ends is smaller.
 */
export interface QuietHours {
  begins: number;
  ends: number;
}
/**
 * How one is told: every category one may choose about, with every medium.
 *
 * zone: empty where it is the school's, which is school_zone. digest_at: minute of the day. always: the sentence
 * about what nobody can switch off. reached_by: the media there is an address for.
 */
export interface Preferences {
  choices: Preference[];
  quiet: QuietHours | null;
  zone: string;
  school_zone: string;
  digest_at: number;
  always: string;
  reached_by: string[];
}
/**
 * An emergency that one confirmed, and when.
 */
export interface Confirmation {
  message: string;
  at: string;
}
export interface Confirmations {
  items: Confirmation[];
}
/**
 * Where somebody stands with something urgent. reached_at: when they read it, or confirmed it where that is asked
 * for, null while they have not. says: what comes next. call: "now" where they are to be called. number: for the
 * office.
 */
export interface Standing {
  person: string;
  name: string;
  reached_at: string | null;
  says: string;
  call: string | null;
  number: string | null;
}
/**
 * Something urgent that was said; people: those to call first.
 */
export interface Urgent {
  message: string;
  conversation: string;
  title: string;
  author_name: string;
  at: string;
  urgency: "drill" | "emergency" | "normal" | "urgent";
  people: Standing[];
}
/**
 * What was urgent within a day, newest first, with those whom it has not reached.
 */
export interface Calls {
  items: Urgent[];
}
/**
 * An email or a text that became no message.
 *
 * from_name: who wrote it, person: their id; both null where that is not sure. address: whom it names as sender.
 * reason: why, by name; because: in words; detail: what a rule or a mail server said. count: how often the same
 * came, the last time at at. has_original: it can be had as it came. families: where a parent is answered, as
 * far as the reader is there: the conversations of their children's families, each by its id and the child's name.
 */
export interface Unsorted {
  id: string;
  medium: "email" | "sms";
  address: string;
  person: string | null;
  from_name: string | null;
  reason: string;
  because: string;
  detail: string;
  text: string;
  count: number;
  first_at: string;
  at: string;
  has_original: boolean;
  settled_at: string | null;
  settled_by_name: string | null;
  note: string;
  families: Named[];
}
/**
 * What is open first, then the newest of what was settled.
 */
export interface UnsortedList {
  items: Unsorted[];
}
/**
 * note: what the other admins read of it.
 */
export interface SortIn {
  note?: string;
}
/**
 * What stood in an email besides the words that were posted.
 *
 * theirs: what a mail program added or quoted; ours: what it quotes of our email, empty where the reader may not
 * read what that told of. Our links are left out of both.
 */
export interface Remainder {
  theirs: string;
  ours: string;
}

/** Characters in the longest text. */
export const TEXT_LENGTH = 16000;
/** Characters in the longest remark on an activity. */
export const WORDS_LENGTH = 2000;
/** Characters in the shortest password. */
export const PASSWORD_LENGTH = 10;
export const SUBPROTOCOL = "roomwire.v1.json";

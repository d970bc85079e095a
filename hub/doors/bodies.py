"""This file has the bodies of the HTTP doors, in and out; OpenAPI and TypeScript come from it."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from channels.items import Item
from hub.wire import Cid, Event, Id, Position, Sharing, Urgency

Email = Annotated[str, Meta(min_length=3, max_length=254)]
Password = Annotated[str, Meta(min_length=1, max_length=1_000)]
NewPassword = Annotated[str, Meta(min_length=10, max_length=1_000)]
Reason = Annotated[str, Meta(max_length=2_000)]


class In(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a client may send."""


class Out(msgspec.Struct, frozen=True, kw_only=True):
    """What the hub answers; fields without a value are null, never missing."""


class SignIn(In, frozen=True):
    email: Email
    password: Password


class SignedIn(Out, frozen=True):
    """token: for `Authorization: Bearer`; browsers hold the same as a cookie that scripts cannot read."""

    token: str
    person: str
    role: str
    school: str


class TicketIn(In, frozen=True):
    """profile: one of one's own, as /v1/me lists them; by default the one signed in with."""

    profile: Id | None = None


class Ticket(Out, frozen=True):
    """Good for one hello, until expires_at."""

    ticket: str
    expires_at: str


class Named(Out, frozen=True):
    """A room, a student or a person, by id and name."""

    id: str
    name: str


class Profile(Out, frozen=True):
    """One person in one school; an account may have several."""

    person: str
    name: str
    role: str
    school: str
    school_name: str


class Me(Out, frozen=True):
    """
    Who is signed in, and as which profile. may: what screens may offer ("review", "settings", …).

    undo_seconds: how long a client keeps what was written before it sends it, so that it can be taken back.
    language: that they are told in, by every medium; languages: all there are, by code.
    """

    person: str
    name: str
    email: str
    role: str
    school: str
    school_name: str
    rooms: tuple[Named, ...]
    students: tuple[Named, ...]
    profiles: tuple[Profile, ...]
    may: tuple[str, ...]
    undo_seconds: int
    language: str
    languages: tuple[Named, ...]


class MeIn(In, frozen=True):
    """Edit of one's own profile; what is missing stays. language: a code of languages; empty for the school's."""

    display_name: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    language: Annotated[str, Meta(max_length=20)] | None = None
    profile: Id | None = None


class PasswordIn(In, frozen=True):
    current: Password
    new: NewPassword


class Conversation(Out, frozen=True):
    """
    A conversation as its reader sees it.

    kind_label: its name for screens. may_post: whether this reader may put items in now; items: which types.
    why_not: the sentence to show where a composer would stand, null where may_post.
    side: "guardian" or "staff"; last: the newest event this reader may see.
    answers: the conversations an answer goes to, where it does not go here: id and title.
    """

    id: str
    kind: str
    kind_label: str
    title: str
    student: str | None
    student_name: str | None
    room: str | None
    room_name: str | None
    side: str
    n: int
    read_n: int
    unread: int
    may_post: bool
    items: tuple[str, ...]
    why_not: str | None
    last: Event | None
    answers: tuple[Named, ...]


class Conversations(Out, frozen=True):
    items: tuple[Conversation, ...]
    next: str | None


class OpenConversation(In, frozen=True):
    """One of student, room and person, as the kind asks; none for the whole school."""

    kind: Id
    student: Id | None = None
    room: Id | None = None
    person: Id | None = None


class Contact(Out, frozen=True):
    """
    Whom one may write to: what POST /v1/conversations asks for. id: of the conversation, null until it is made.

    about: the child or rooms that tell two of the same name apart, for the screen.
    """

    kind: str
    kind_label: str
    title: str
    about: str
    id: str | None
    student: str | None
    person: str | None


class Contacts(Out, frozen=True):
    """why_not: the sentence to show where one may start nothing; expect: when a parent may expect an answer."""

    items: tuple[Contact, ...]
    why_not: str | None
    expect: str | None


class Messages(Out, frozen=True):
    """Newest first."""

    items: tuple[Event, ...]
    next: str | None


def is_cid(text: str) -> bool:
    """Whether text may name a message, as hub.wire.Cid says."""
    try:
        return bool(msgspec.convert(text, type=Cid))
    except msgspec.ValidationError:
        return False


class PostIn(In, frozen=True):
    """urgency: beyond normal it needs a permission."""

    item: Item
    urgency: Urgency = "normal"


class EditIn(In, frozen=True):
    item: Item


class Posted(Out, frozen=True):
    id: str
    seq: int
    sharing: Sharing


class Changed(Out, frozen=True):
    """seq: of the event that says so."""

    id: str
    seq: int


class Revision(Out, frozen=True):
    """What a message said until it was changed or withdrawn."""

    item: Item
    until: str
    changed_by: str
    changed_by_name: str


class Revisions(Out, frozen=True):
    message: str
    items: tuple[Revision, ...]


class Looked(Out, frozen=True):
    """An admin read, on that day, what is not of their rooms; about: a conversation or a message."""

    person: str
    name: str
    what: str
    about: str
    at: str


class Audit(Out, frozen=True):
    items: tuple[Looked, ...]
    next: str | None


class ReadIn(In, frozen=True):
    n: Position


class Held(Out, frozen=True):
    """
    An item in the review queue. why: the sentence that holds it. edited_at: when its author last changed it.

    why_not: the sentence to show where a decision would stand, null where may_review or where it has ended.
    changed: it was approved with changes; before: what its author had written, as long as it is known.
    """

    id: str
    conversation: str
    title: str
    author: str
    author_name: str
    item: Item
    held_at: str
    why: str
    may_review: bool
    why_not: str | None
    state: Literal["held", "approve", "return", "decline"]
    edited_at: str | None
    reviewed_by: str | None
    reviewed_by_name: str | None
    reviewed_at: str | None
    reason: str
    changed: bool
    before: Item | None


class Reviews(Out, frozen=True):
    items: tuple[Held, ...]
    next: str | None


class ReviewIn(In, frozen=True):
    """
    reason: to be given where it is returned or declined. item: what is to be released instead, of the same type.
    edited_at: as the queue had it.
    """

    answer: Literal["approve", "return", "decline"]
    reason: Reason = ""
    item: Item | None = None
    edited_at: Annotated[str, Meta(max_length=40)] | None = None


class Reviewed(Out, frozen=True):
    """seq: of the event that ended the hold."""

    id: str
    answer: Literal["approve", "return", "decline"]
    seq: int


class StaffOnly(Out, frozen=True):
    """
    What waits for an admin, by item type ("message" governs text, photos and files).

    fixed: types that are never shared, whatever anybody asks for. labels: words for the screen.
    """

    staff_only: dict[str, bool]
    fixed: tuple[str, ...]
    labels: dict[str, str]


class Directory(Out, frozen=True):
    """Everybody a reader may know by name: ids to names, for authors and recipients; and to what they are here."""

    people: dict[str, str]
    roles: dict[str, Literal["admin", "staff", "guardian"]]


class SyncIn(In, frozen=True):
    """Without since: no events, only where to start. wait_ms: how long to wait where there is nothing yet."""

    since: Position | None = None
    epoch: Id | None = None
    wait_ms: Annotated[int, Meta(ge=0, le=25_000)] = 0


class Synced(Out, frozen=True):
    events: tuple[Event, ...]
    seq: int
    epoch: str
    more: bool


class DeviceIn(In, frozen=True):
    """A device that push can reach: an FCM registration token, or a browser's PushSubscription as JSON text."""

    provider: Literal["fcm", "webpush"]
    address: Annotated[str, Meta(min_length=1, max_length=4_096)]


class Device(Out, frozen=True):
    id: str
    provider: str


class PushKey(Out, frozen=True):
    key: str


class Problem(Out, frozen=True):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    code: str

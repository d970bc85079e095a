"""This file has every frame either side of the WebSocket may send; schema and TypeScript come from it."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from channels.items import Item
from hub.errors import Code
from policies.sentence import english

SUBPROTOCOL = "roomwire.v1.json"

FRAME_BYTES = 65_536
"""The largest frame read; the longest text (channels.items.BODY) fits with its envelope."""

BATCH = 100
"""Most frames in one array: what a phone has gathered in a tunnel, and not a flood."""

PING_MS = 25_000
JITTER_MS = 8_000

Request = Annotated[int, Meta(ge=0, le=2**53)]
Id = Annotated[str, Meta(min_length=1, max_length=80)]
Cid = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_.:-]+$(?!\n)")]
"""In Python alone $ also stands before a last line break; in JSON Schema the (?!) says nothing new."""

Seen = Annotated[str, Meta(max_length=40)] | None
"""The edited_at of a message as a reader had it."""

Position = Annotated[int, Meta(ge=0, le=2**53)]

Sharing = Literal["now", "held", "never"]

Urgency = Literal["normal", "urgent", "emergency", "drill"]
"""How loudly something is told; a drill is told like an emergency, and says that it is none."""


class FromClient(msgspec.Struct, frozen=True, tag_field="t", forbid_unknown_fields=True, kw_only=True):
    """What a device may say. i is the device's own number for a request; answers carry it."""


class Hello(FromClient, frozen=True, tag="hello"):
    """The first frame. since: the last seq this device handled; without it, only what comes from now on."""

    i: Request
    ticket: Annotated[str, Meta(min_length=1, max_length=200)]
    device: Id
    since: Position | None = None
    epoch: Id | None = None


class Post(FromClient, frozen=True, tag="post"):
    """
    Put an item into a conversation. cid: made once per message by the device, and kept on every attempt.

    urgency: beyond normal it needs a permission.
    """

    i: Request
    conversation: Id
    cid: Cid
    item: Item
    urgency: Urgency = "normal"


class Edit(FromClient, frozen=True, tag="edit"):
    """
    Put another item of the same type in a message's place. Sent twice, it is one edit.

    edited_at: of the message as the device showed it (null: never edited), so that nobody writes over what another
    changed meanwhile; without it, the last word stands.
    """

    i: Request
    message: Id
    item: Item
    edited_at: Seen | UnsetType = UNSET


class Withdraw(FromClient, frozen=True, tag="withdraw"):
    """Take a message back: a stub stays. Sent twice, it is withdrawn once."""

    i: Request
    message: Id


class Read(FromClient, frozen=True, tag="read"):
    """I have read this conversation up to its message n."""

    i: Request
    conversation: Id
    n: Position


class Ack(FromClient, frozen=True, tag="ack"):
    """I have read this emergency. Sent twice, it is confirmed once."""

    i: Request
    message: Id


class Typing(FromClient, frozen=True, tag="typing"):
    """I am writing here; repeated about every three seconds while that is so. It gets no answer."""

    conversation: Id


class Watch(FromClient, frozen=True, tag="watch"):
    """
    This conversation is open on this device, or none; repeated about every 45 seconds while that is so. It gets no
    answer: phones of who is looking ring a little later, and not at all for what was read by then.
    """

    conversation: Id | None


Command = Hello | Post | Edit | Withdraw | Read | Typing | Watch | Ack


class FromServer(msgspec.Struct, frozen=True, tag_field="t", omit_defaults=True, kw_only=True):
    """What the hub may say: every frame of its is one of these."""


class Limits(msgspec.Struct, frozen=True):
    """What one device may send."""

    frame_bytes: int
    posts_per_s: int


class Welcome(FromServer, frozen=True, tag="welcome"):
    """The answer to hello. head: the last seq this person may see; jitter_ms: how to spread a reconnect."""

    i: int
    person: str
    school: str
    head: int
    epoch: str
    ping_ms: int
    jitter_ms: int
    limits: Limits


class Review(msgspec.Struct, frozen=True, omit_defaults=True):
    """
    How a held item of author's ended. reason is the reviewer's words to them.

    changed: it was approved with changes; before: what its author had written, until the message is changed again.
    """

    message: str
    author: str
    by: str
    answer: Literal["approve", "return", "decline"]
    reason: str = ""
    changed: bool = False
    before: Item | None = None


class ShownStay(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """
    A child's stay in a room as it is now, and nothing of who brought or took the child.

    n: 1, 2, 3 … of its states; of two the higher one holds. since: when the child came; until: when it left,
    missing while it is there. by, until_by: who signed it in and out. moved_from: the room it came
    from in the same instant.
    taken_over_at: since when the room answers for it; missing while the child is on its way there.
    corrected: it was written down otherwise before. struck: it was a mistake, and never was. by_itself: nobody
    signed the child out, so it closed by itself as of until, and until_by is missing: “to_confirm” until somebody
    has said that this was so, or what was. It is no pick-up.
    """

    id: str
    n: int
    student: str
    room: str
    since: str
    by: str
    until: str | None = None
    until_by: str | None = None
    moved_from: str | None = None
    taken_over_at: str | None = None
    corrected: bool = False
    struck: bool = False
    by_itself: Literal["to_confirm", "confirmed"] | None = None


class Event(FromServer, frozen=True, tag="event"):
    """
    One row of the journal, the same bytes for everybody who may see it.

    kind: "message", "held", "reviewed", "edited", "withdrawn", "member", "roster", "setting",
        "reminder", "reported", "settled" (of a report), "unsorted" (an email or text became no message), "sorted",
        "name_wished" (an admin is asked), "name_answered" (to who wished it), "name_settled" (to the admins),
        "unused" and "silenced" (a device nobody opens falls silent in a week, or has),
        "reset" (a link was asked for), "password" (it was changed), "code" (the office gave one out),
        "invited" (the office sent a link to sign up by), "new_device" (somebody signed in on one),
        "factor_on", "factor_off", "factor_taken" (a code is asked for, no more, an admin took it off),
        "recovered" (a recovery code was used), "guessed" (the password was right, and the code was not),
        "passkey_added", "passkey_removed", "passkeys_taken" (by its owner, by its owner, by an admin),
        "linked", "linked_alone", "unlinked" (one account for two profiles: by an admin, by itself; no more),
        "confirm_email", "email_changed" (the roster has another address: to that one, to the one of before),
        "identity_added", "identity_removed" (an account elsewhere signs in by OpenID Connect, or no more),
        "identities_taken", "identities_off" (all of them, by an admin; by whoever runs the hub),
        "pin_guessed" (somebody typed wrong PINs on a room device),
        "invitation_declined", "invitation_guessed" (to admins: somebody else has it, or wrong numbers ended it),
        "invitation_own" (likewise: a link went to an address that its reader gave),
        "roster_held" (likewise: a roster takes much away, and waits for an answer),
        "confirmed" (its reader confirmed an emergency, on whichever device),
        "attendance" (children were signed in or out, moved or corrected, by author, or stays closed by
            themselves at night, without one; for staff);
        clients skip kinds they do not know.
    n: the message's number among the shared ones of its conversation; missing where families do not see it.
    sharing: missing where it is "now". urgency: missing where it is "normal".
    at: UTC, to the millisecond.
    gained, lost: the conversations a person came into or left ("member").
    edited_at, withdrawn_at: when the message was last changed or was taken back; a withdrawn one has no item.
    edited_by: who changed it last; missing where its author did.
    removed_after: nobody took it back: the school's rule removes what is older than so many months.
    erased: the data of somebody who left was erased: a name or a tag was taken out, or, without an item, all.
    of, of_n: the position and the n of the message that an "edited" or "withdrawn" changes; of also of the one that
        was "confirmed". What was withdrawn keeps its n and is not unread: unread is what was shared after the
        marker less what was withdrawn since.
    waiting: the conversations in which something waits for its reader's approval, one for each item; step: 1 is a
        reminder, 2 tells that it has waited far too long ("reminder").
    stays: each stay that is new or another than before, whole; rooms: those in which it is shown ("attendance").
    """

    seq: int
    at: str
    kind: str
    conversation: str | None = None
    n: int | None = None
    id: str | None = None
    cid: str | None = None
    author: str | None = None
    item: Item | None = None
    sharing: Sharing | None = None
    review: Review | None = None
    gained: tuple[str, ...] | None = None
    lost: tuple[str, ...] | None = None
    edited_at: str | None = None
    edited_by: str | None = None
    withdrawn_at: str | None = None
    removed_after: int | None = None
    erased: bool = False
    of: int | None = None
    of_n: int | None = None
    waiting: tuple[str, ...] | None = None
    step: int | None = None
    urgency: Urgency | None = None
    stays: tuple[ShownStay, ...] | None = None
    rooms: tuple[str, ...] | None = None


class CaughtUp(FromServer, frozen=True, tag="caught_up"):
    """Everything this person may see up to seq has been sent."""

    seq: int


class Ok(FromServer, frozen=True, tag="ok"):
    """It is stored for good. seq, id and sharing stand on the answer to a post."""

    i: int
    seq: int | None = None
    id: str | None = None
    sharing: Sharing | None = None


class Error(FromServer, frozen=True, tag="error"):
    """It was not done. message is for people; retry: the same frame may succeed later."""

    code: Code
    message: str
    retry: bool
    i: int | None = None
    retry_ms: int | None = None


class ReadMarker(FromServer, frozen=True, tag="read"):
    """A person has read a conversation up to n. State, not an event: the highest n wins."""

    conversation: str
    person: str
    n: int


class Goaway(FromServer, frozen=True, tag="goaway"):
    """This connection ends with code; come again after after_ms."""

    code: int
    after_ms: int


class TypingSign(FromServer, frozen=True, tag="typing"):
    """Somebody is writing in a conversation; forget it after for_ms unless it is said again."""

    conversation: str
    person: str
    for_ms: int


class Presence(FromServer, frozen=True, tag="presence"):
    """The members of staff who have the app open, all of them; forget it after for_ms unless it is said again."""

    people: tuple[str, ...]
    for_ms: int


Frame = Welcome | Event | CaughtUp | Ok | Error | ReadMarker | Goaway | TypingSign | Presence

decoder = msgspec.json.Decoder(Command | list[Command])
encoder = msgspec.json.Encoder(enc_hook=english)


def decode(frame: str | bytes) -> tuple[Command, ...]:
    """
    The commands of one frame, in order.

    Raises:
        msgspec.MsgspecError: it is not JSON, or not a frame of ours; the sentence names the field.
        RecursionError: it is nested too deeply.
        UnicodeDecodeError: these bytes are no UTF-8; what a socket took for text is.
    """
    read = decoder.decode(frame)
    return tuple(read) if isinstance(read, list) else (read,)


def encode(frame: Frame) -> bytes:
    """The bytes in which a frame is sent: JSON."""
    return encoder.encode(frame)


def joined(frames: list[bytes]) -> bytes:
    """Several encoded frames as one: what a device gets for one turn of the loop."""
    return frames[0] if len(frames) == 1 else b"[" + b",".join(frames) + b"]"

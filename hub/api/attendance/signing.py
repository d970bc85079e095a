"""This file has the endpoints by which staff sign children in and out, move them, and mend what was wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from starlette.responses import Response

from hub.actions.attendance import correcting, signing
from hub.actions.attendance.correcting import Correcting
from hub.actions.attendance.signing import Moving, SigningIn, SigningOut, TakingOver
from hub.actions.attendance.stay_commit import AttendanceClash, Hand, SignedStays
from hub.api import speaking
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out
from hub.errors import STATUS
from hub.limits.costs import Cost
from hub.queries.attendance.telling import shown_stay
from hub.store.clock import stamp
from hub.wire import ShownStay
from policies.attendance.handing_over import SomebodyElse
from policies.attendance.signing import LONGEST_ID, LONGEST_NAME, LONGEST_REASON, MOST_CHILDREN

Students = Annotated[tuple[Annotated[str, Meta(max_length=80)], ...], Meta(max_length=MOST_CHILDREN)]
Key = Annotated[str, Meta(max_length=80)]
Moment = Annotated[datetime, Meta(tz=True)]


class SignInChildren(In, frozen=True):
    """
    at: when they came, up to twelve hours ago; without it now. person: who brought them, of those tied to each.
    """

    students: Students
    room: Key
    at: Moment | None = None
    person: Key | None = None


class HandedToOther(In, frozen=True):
    """Somebody who is not on a child's list, to whom an admin gives it; it is on record, with the card seen."""

    name: Annotated[str, Meta(max_length=LONGEST_NAME)]
    id_seen: Annotated[str, Meta(max_length=LONGEST_ID)]
    reason: Annotated[str, Meta(max_length=LONGEST_REASON)]


class SignOutChildren(In, frozen=True):
    """
    person: who takes them, of those who may fetch each; listed: who does, by the name that the roster lists for
    each; other: somebody else. One of these; without them nobody was named.
    """

    students: Students
    at: Moment | None = None
    person: Key | None = None
    listed: Annotated[str, Meta(max_length=LONGEST_NAME)] | None = None
    other: HandedToOther | None = None


class MoveChildren(In, frozen=True):
    """room: where they go; until it takes them over they are on their way."""

    students: Students
    room: Key
    at: Moment | None = None


class TakeOverChildren(In, frozen=True):
    """Those who have arrived in the room that they were sent to."""

    students: Students


class CorrectStay(In, frozen=True):
    """
    What a stay should have been, whole. n: the state that was read (409 where it is another by now). left_at: null
    where the child is there still. struck: it was a mistake, the child was not here. person: who took it, of those
    tied to it, of a stay that closed by itself; without it nobody knows.
    """

    n: int
    room: Key
    came_at: Moment
    left_at: Moment | None
    reason: Annotated[str, Meta(max_length=LONGEST_REASON)]
    struck: bool = False
    person: Key | None = None


class ConfirmStay(In, frozen=True):
    """n: the state that was read (409 where it is another by now)."""

    n: int


class UndoAct(In, frozen=True):
    """deed: of the answer to the act that is taken back."""

    deed: Key


class AlreadyChild(Out, frozen=True):
    """A child of whom nothing changed, as it was so since a moment ago."""

    student: str
    says: str


class StaysSigned(Out, frozen=True):
    """
    stays: those that are new or another than before. deed: by which it is taken back until undo_until; null where
    nothing changed. already: children of whom it was so.
    """

    deed: str | None
    undo_until: str | None
    stays: tuple[ShownStay, ...]
    already: tuple[AlreadyChild, ...]


class StayProblem(Out, frozen=True):
    """RFC 9457, with what stands against it. stay: of the first child; choices: what can be done instead."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    stay: ShownStay | None
    choices: tuple[Literal["sign_in", "move", "correct"], ...]


def _hand(asked: Asked) -> Hand:
    """Who acts: on a room device the one whose PIN was given."""
    its = asked.signed
    return Hand(by=its.person, device=its.room_device, device_room=its.room)


async def _answered(acting: Awaitable[SignedStays]) -> Response:
    try:
        done = await acting
    except AttendanceClash as met:
        return _problem(met)
    return answer(
        StaysSigned(
            deed=done.deed or None,
            undo_until=None if done.undo_until is None else stamp(done.undo_until),
            stays=tuple(shown_stay(one) for one in done.stays),
            already=tuple(AlreadyChild(student=one.student, says=one.says) for one in done.already),
        )
    )


def _problem(met: AttendanceClash) -> Response:
    body = StayProblem(
        type=f"urn:roomwire:error:{met.code}",
        title=met.code,
        status=STATUS[met.code],
        detail=met.sentence,
        code=met.code,
        stay=None if met.stay is None else shown_stay(met.stay),
        choices=met.choices,  # type: ignore[arg-type]  # of the same words
    )
    raw = msgspec.json.encode(body, enc_hook=speaking.encoded)
    return Response(raw, body.status, media_type="application/problem+json")


async def sign_in_children(asked: Asked) -> Response:
    """One, a selection or a whole room: all of them, or none and why."""
    body: SignInChildren = asked.body
    wish = SigningIn(students=body.students, room=body.room, at=body.at, person=body.person or "")
    return await _answered(signing.sign_in(asked.school, _hand(asked), wish, asked.hub.clock()))


async def sign_out_children(asked: Asked) -> Response:
    """Likewise; to nobody in particular, to one of those who may fetch each, or by an admin to somebody else."""
    body: SignOutChildren = asked.body
    other = None
    if body.other is not None:
        said = (" ".join(one.split()) for one in (body.other.name, body.other.reason, body.other.id_seen))
        other = SomebodyElse(*said)
    wish = SigningOut(
        students=body.students, at=body.at, person=body.person or "", listed=body.listed or "", other=other
    )
    return await _answered(signing.sign_out(asked.school, _hand(asked), wish, asked.hub.clock()))


async def move_children(asked: Asked) -> Response:
    """Both rooms see them on their way until the new one takes them over."""
    body: MoveChildren = asked.body
    wish = Moving(students=body.students, room=body.room, at=body.at)
    return await _answered(signing.move(asked.school, _hand(asked), wish, asked.hub.clock()))


async def take_over_children(asked: Asked) -> Response:
    """The room that they were sent to answers for them from then on."""
    wish = TakingOver(students=asked.body.students)
    return await _answered(signing.take_over(asked.school, _hand(asked), wish, asked.hub.clock()))


async def correct_stay(asked: Asked) -> Response:
    """What it was stays in its history, with the reason."""
    body: CorrectStay = asked.body
    wish = Correcting(
        stay=asked.request.path_params["id"], n=body.n, room=body.room, came_at=body.came_at, left_at=body.left_at,
        struck=body.struck, reason=body.reason, person=body.person or "",
    )  # fmt: skip
    return await _answered(correcting.correct(asked.school, _hand(asked), wish, asked.hub.clock()))


async def confirm_stay(asked: Asked) -> Response:
    """That nobody signed the child out, and nothing better is known; it stays no pick-up."""
    its, n = asked.request.path_params["id"], asked.body.n
    return await _answered(correcting.confirm(asked.school, _hand(asked), its, n, asked.hub.clock()))


async def undo_attendance(asked: Asked) -> Response:
    """For a minute, by who did it; that too stays in the history."""
    return await _answered(correcting.undo(asked.school, _hand(asked), asked.body.deed, asked.hub.clock()))


def _route(path: str, handle: Callable[[Asked], Awaitable[Response]], takes: type, says: str) -> Route:
    return Route(
        method="POST", path=path, cost=Cost.WRITE, handle=handle, takes=takes, gives=StaysSigned,
        also={409: StayProblem}, says=says,
    )  # fmt: skip


ROUTES = (
    _route("/v1/attendance/sign-in", sign_in_children, SignInChildren,
           "Sign children in to a room, one or many, for its staff."),
    _route("/v1/attendance/sign-out", sign_out_children, SignOutChildren,
           "Sign children out, one or many, for the staff of the room they are in."),
    _route("/v1/attendance/move", move_children, MoveChildren, "Send children to another room."),
    _route("/v1/attendance/take-over", take_over_children, TakeOverChildren,
           "Take over children who were sent to a room, for its staff."),
    _route("/v1/attendance/undo", undo_attendance, UndoAct, "Take back what one did a moment ago."),
    _route("/v1/attendance/stays/{id}/correct", correct_stay, CorrectStay,
           "Correct when a child came or went and in which room, with a reason."),
    _route("/v1/attendance/stays/{id}/confirm", confirm_stay, ConfirmStay,
           "Confirm that a stay closed by itself, for the staff of its room."),
)  # fmt: skip

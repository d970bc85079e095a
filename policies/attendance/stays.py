"""This file decides what becomes of a child's stays: none overlaps another, and at most one is open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

SAME_ACT = timedelta(minutes=2)
"""How long after an act the same once more is that very act: two tablets, or a finger that was too quick."""


class SignMethod(StrEnum):
    """How one end of a stay came to be."""

    STAFF = "staff"
    BATCH = "batch"
    MOVE = "move"
    AUTO = "auto"
    """Nobody ended it: it closed by itself, and nobody is said to have taken the child."""


class StayClash(StrEnum):
    """Why something cannot become of a child's stays as they are."""

    IN_ALREADY = "in_already"
    SAME_ROOM = "same_room"
    NOT_IN = "not_in"
    LEFT_OTHERWISE = "left_otherwise"
    NO_TIME = "no_time"
    HERE_THEN = "here_then"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StayEnd:
    """
    One end of a stay: when it was, and who wrote that down when; by: empty where it closed by itself.

    device: the room device on which by acted, empty elsewhere. person: who brought or took the child, empty where
    nobody said; other: the name of somebody who is not on the child's list, to whom an admin gave it. listed: the
    name of who was no person of the school's, and whom the roster listed then to pick the child up.
    """

    at: datetime
    by: str
    method: SignMethod
    noted_at: datetime
    device: str = ""
    person: str = ""
    other: str = ""
    listed: str = ""

    @property
    def taker(self) -> tuple[str, str, str]:
        """Who brought or took the child, all empty where nobody said."""
        return self.person, self.other, self.listed


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildStay:
    """
    A child in a room from one moment until another, which is no part of it; None is open.

    moved_from: the room it came from in the same instant, empty where it came from outside. taken_over_at: since
    when its new room answers for it; None while it is on its way there. struck: it was a mistake, and never was.
    confirmed_at: since when somebody stands by that it closed by itself. here_at: when somebody last said that it
    is open after all. n: 1, 2, 3 … of its states.
    """

    id: str
    student: str
    room: str
    came: StayEnd
    left: StayEnd | None = None
    moved_from: str = ""
    taken_over_at: datetime | None = None
    taken_over_by: str = ""
    struck: bool = False
    corrected: bool = False
    confirmed_at: datetime | None = None
    confirmed_by: str = ""
    here_at: datetime | None = None
    n: int = 1

    @property
    def is_open(self) -> bool:
        """Whether the child is there still."""
        return self.left is None and not self.struck

    @property
    def is_in_transit(self) -> bool:
        """Whether the child was sent to another room, which has not taken it over."""
        return self.is_open and self.taken_over_at is None

    @property
    def is_auto(self) -> bool:
        """Whether it closed by itself, and nobody has said otherwise."""
        return self.left is not None and self.left.method is SignMethod.AUTO and not self.struck

    @property
    def is_to_confirm(self) -> bool:
        """Whether it closed by itself and somebody has yet to say that this was so, or what was."""
        return self.is_auto and self.confirmed_at is None


@dataclass(frozen=True, slots=True)
class StaysChanged:
    """The stays that are new or another than before, each as it is then."""

    stays: tuple[ChildStay, ...]


@dataclass(frozen=True, slots=True)
class StayAlready:
    """It is so since a moment ago, by whomever: nothing changes, and nothing is wrong."""

    stay: ChildStay


@dataclass(frozen=True, slots=True)
class StayClashes:
    """It cannot be. stay: the one that stands against it, None where there is none."""

    why: StayClash
    stay: ChildStay | None = None


StayOutcome = StaysChanged | StayAlready | StayClashes


def open_stay(stays: Iterable[ChildStay]) -> ChildStay | None:
    """The stay of a child that is open; there is one at the most."""
    return next((one for one in stays if one.is_open), None)


def last_left(stays: Iterable[ChildStay]) -> ChildStay | None:
    """The last stay of a child that is over; None where it was not here."""
    gone = {one.left.at: one for one in stays if one.left is not None and not one.struck}
    return gone[max(gone)] if gone else None


def sign_in(stays: Sequence[ChildStay], fresh: ChildStay) -> StayOutcome:
    """A child comes into a room. fresh: the stay that begins."""
    here = open_stay(stays)
    if here is not None:
        again = here.room == fresh.room and fresh.came.noted_at - here.came.noted_at <= SAME_ACT
        return StayAlready(here) if again else StayClashes(StayClash.IN_ALREADY, here)
    then = _in_the_way(stays, fresh)
    return StaysChanged((fresh,)) if then is None else StayClashes(StayClash.HERE_THEN, then)


def sign_out(stays: Sequence[ChildStay], end: StayEnd) -> StayOutcome:
    """A child goes home. end: when, and with whom."""
    here = open_stay(stays)
    if here is None:
        return _left_already(stays, end)
    if end.at <= here.came.at:
        return StayClashes(StayClash.NO_TIME, here)
    return StaysChanged((replace(here, left=end, n=here.n + 1),))


def _left_already(stays: Sequence[ChildStay], end: StayEnd) -> StayOutcome:
    last = last_left(stays)
    if last is None or last.left is None or last.is_auto or end.noted_at - last.left.noted_at > SAME_ACT:
        return StayClashes(StayClash.NOT_IN, last)
    left = last.left
    with_another = any(end.taker) and end.taker != left.taker
    return StayClashes(StayClash.LEFT_OTHERWISE, last) if with_another else StayAlready(last)


def move(stays: Sequence[ChildStay], fresh: ChildStay) -> StayOutcome:
    """A child goes from its room into another in one instant. fresh: the stay that begins there, on its way yet."""
    here = open_stay(stays)
    if here is None:
        return StayClashes(StayClash.NOT_IN, last_left(stays))
    if here.room == fresh.room:
        again = fresh.came.noted_at - here.came.noted_at <= SAME_ACT
        return StayAlready(here) if again and here.moved_from else StayClashes(StayClash.SAME_ROOM, here)
    if fresh.came.at <= here.came.at:
        return StayClashes(StayClash.NO_TIME, here)
    left = replace(here, left=replace(fresh.came, person=""), n=here.n + 1)
    return StaysChanged((left, replace(fresh, moved_from=here.room)))


def take_over(stays: Sequence[ChildStay], by: str, now: datetime) -> StayOutcome:
    """The room that a child was sent to answers for it from now on."""
    here = open_stay(stays)
    if here is None:
        return StayClashes(StayClash.NOT_IN, last_left(stays))
    if not here.is_in_transit:
        return StayAlready(here)
    return StaysChanged((replace(here, taken_over_at=now, taken_over_by=by, n=here.n + 1),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """
    What a stay is to be instead. n: the state that it was read in. left_at: None where the child is there still.

    person: who took the child, of a stay of which nobody has said that; empty where nobody does now. by: who
    corrects it, on which device, and when.
    """

    stay: str
    n: int
    room: str
    came_at: datetime
    left_at: datetime | None
    struck: bool
    by: str
    device: str
    now: datetime
    person: str = ""


def correct(stays: Sequence[ChildStay], wanted: Correction) -> StayOutcome:
    """A stay was written down wrong, and is what is wanted instead; who came and went with the child stays."""
    its = next((one for one in stays if one.id == wanted.stay), None)
    if its is None or its.n != wanted.n or its.struck:
        return StayClashes(StayClash.CHANGED, its)
    becomes = _corrected(its, wanted)
    if replace(becomes, corrected=its.corrected, here_at=its.here_at, n=its.n) == its:
        return StayAlready(its)
    if becomes.left is not None and becomes.left.at <= becomes.came.at:
        return StayClashes(StayClash.NO_TIME, its)
    if becomes.struck:
        return StaysChanged((becomes,))
    then = _in_the_way(stays, becomes)
    return StaysChanged((becomes,)) if then is None else StayClashes(StayClash.HERE_THEN, then)


def _corrected(its: ChildStay, wanted: Correction) -> ChildStay:
    left = _left_corrected(its, wanted)
    if left is None and not wanted.struck:
        its = replace(its, here_at=wanted.now)
    if its.is_to_confirm and left == its.left and not wanted.struck:
        its = replace(its, confirmed_at=wanted.now, confirmed_by=wanted.by)
    elif left != its.left:
        its = replace(its, confirmed_at=None, confirmed_by="")
    return replace(
        its,
        room=wanted.room,
        came=replace(its.came, at=wanted.came_at),
        left=left,
        struck=wanted.struck,
        corrected=True,
        n=its.n + 1,
    )


def _left_corrected(its: ChildStay, wanted: Correction) -> StayEnd | None:
    """The end as it is to be: somebody says it who did not before, or says otherwise than that it was by itself."""
    if wanted.left_at is None:
        return None
    stands = its.is_auto and its.left is not None and its.left.at == wanted.left_at and not wanted.person
    if its.left is None or (its.is_auto and not stands):
        return StayEnd(at=wanted.left_at, by=wanted.by, device=wanted.device, method=SignMethod.STAFF,
                       noted_at=wanted.now, person=wanted.person)  # fmt: skip
    return replace(its.left, at=wanted.left_at)


def confirm(its: ChildStay, n: int, by: str, now: datetime) -> StayOutcome:
    """Somebody stands by that a stay closed by itself, as nothing better is known. n: the state that was read."""
    if its.is_auto and not its.is_to_confirm:
        return StayAlready(its)
    if its.n != n or not its.is_to_confirm:
        return StayClashes(StayClash.CHANGED, its)
    return StaysChanged((replace(its, confirmed_at=now, confirmed_by=by, n=its.n + 1),))


@dataclass(frozen=True, slots=True)
class StayChange:
    """What one act made of a stay: before, None where it began, and after."""

    before: ChildStay | None
    after: ChildStay


def undo(stays: Sequence[ChildStay], changes: Sequence[StayChange], at: datetime) -> StayOutcome:
    """
    What one act made of a child's stays is taken back, as if it had not been; that is one more state of each. Of
    who was signed out by it stays that they were still there when it was taken back, at.

    Where anything came of them since, nothing is taken back.
    """
    now: Mapping[str, ChildStay] = {one.id: one for one in stays}
    for one in changes:
        if one.after.id not in now or now[one.after.id].n != one.after.n:
            return StayClashes(StayClash.CHANGED, now.get(one.after.id))
    becomes = tuple(_before(one, at) for one in changes)
    back = {one.id: one for one in becomes}
    others = [*(one for one in stays if one.id not in back), *becomes]
    for its in becomes:
        if not its.struck and (then := _in_the_way(others, its)) is not None:
            return StayClashes(StayClash.HERE_THEN, then)
    return StaysChanged(becomes)


def _before(one: StayChange, at: datetime) -> ChildStay:
    if one.before is None:
        return replace(one.after, struck=True, n=one.after.n + 1)
    went = one.before.is_open and one.after.left is not None
    return replace(one.before, here_at=at if went else one.before.here_at, n=one.after.n + 1)


def _in_the_way(stays: Iterable[ChildStay], fresh: ChildStay) -> ChildStay | None:
    """The first stay, other than fresh itself, of which a moment is one of fresh as well."""
    met = [one for one in stays if one.id != fresh.id and not one.struck and _overlap(one, fresh)]
    return min(met, key=lambda one: one.came.at, default=None)


def _overlap(one: ChildStay, other: ChildStay) -> bool:
    begins_before = other.left is None or one.came.at < other.left.at
    return begins_before and (one.left is None or other.came.at < one.left.at)

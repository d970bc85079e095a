"""This file says in words what of a child's stays stands against something, and that it is so already."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from policies.attendance.moments import in_words
from policies.attendance.stays import ChildStay, StayClash, StayClashes, StayEnd
from policies.people.roster import Roster
from policies.sentence import Sentence, key, say

SOMEBODY = say("somebody")

_ROOM = {
    StayClash.IN_ALREADY: key(
        "{child} is already in {room}, since {time}, by {person}. Move {child}, or correct that."
    ),
    StayClash.SAME_ROOM: key("{child} is in {room} since {time}, by {person}."),
    StayClash.NO_TIME: key(
        "{child} came into {room} at {time}, and goes later than that. Correct it if it is wrong."
    ),
    StayClash.HERE_THEN: key("{child} was in {room} from {time}. Give another moment, or correct that."),
    StayClash.CHANGED: key("{child}’s time in {room} was changed meanwhile, so it stays as it is now."),
}

_LEFT = {
    StayClash.NOT_IN: key("{child} is not here: signed out at {time} by {person}. Correct that if it is wrong."),
    StayClash.LEFT_OTHERWISE: key(
        "{child} was signed out a moment ago, at {time} by {person}, and with nobody of that name. Correct that."
    ),
}

_CLOSED = key(
    "{child} is not here: that closed by itself at {time}, nobody signed the child out. Correct it if it is wrong."
)
_CONFIRMED = key("{person} has already confirmed that nobody signed {child} out.")
_ALREADY_IN = key("{child} is already in since {time} by {person}.")
_ALREADY_OUT = key("{child} is already out since {time} by {person}.")

CHOICES: Mapping[StayClash, tuple[str, ...]] = {
    StayClash.IN_ALREADY: ("move", "correct"),
    StayClash.NO_TIME: ("correct",),
    StayClash.HERE_THEN: ("correct",),
    StayClash.NOT_IN: ("sign_in", "correct"),
    StayClash.LEFT_OTHERWISE: ("correct",),
}
"""What can be done instead."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Who is told, as far as words go: by the roster's names, on the school's clock, at a moment."""

    roster: Roster
    zone: ZoneInfo
    now: datetime

    def facts(self, student: str, room: str, end: StayEnd) -> dict[str, object]:
        """What the sentences are filled with; end: the moment and the person that they tell of."""
        people, students = self.roster.people, self.roster.students
        return {
            "child": students[student].name,
            "room": self.roster.room_names(frozenset({room})),
            "time": in_words(end.at, self.now, self.zone),
            "person": people[end.by].name if end.by in people else SOMEBODY,
        }


def auto_in_words(at: datetime, telling: Telling) -> Sentence:
    """That a stay closed by itself; at: as of when. It is no pick-up, and never read as one."""
    return say(
        "Closed by itself at {time}, nobody signed the child out.", time=in_words(at, telling.now, telling.zone)
    )


def clash_in_words(met: StayClashes, student: str, telling: Telling) -> Sentence:
    """What stands against it, of this child."""
    its = met.stay
    if its is None:
        child = telling.roster.students[student].name
        return say("{child} is not here: nobody has signed {child} in.", child=child)
    if its.left is not None and met.why is StayClash.NOT_IN and its.is_auto:
        return say(_CLOSED, **telling.facts(student, its.room, its.left))
    if its.left is not None and met.why in _LEFT:
        return say(_LEFT[met.why], **telling.facts(student, its.room, its.left))
    return say(_ROOM[met.why], **telling.facts(student, its.room, its.came))


def already_in_words(its: ChildStay, telling: Telling) -> Sentence:
    """That it is so already: “Mia is already in since 7:58 AM by Ana.”"""
    if its.is_auto and its.confirmed_at is not None:
        people = telling.roster.people
        by = people[its.confirmed_by].name if its.confirmed_by in people else SOMEBODY
        return say(_CONFIRMED, person=by, child=telling.roster.students[its.student].name)
    if its.left is not None:
        return say(_ALREADY_OUT, **telling.facts(its.student, its.room, its.left))
    return say(_ALREADY_IN, **telling.facts(its.student, its.room, its.came))

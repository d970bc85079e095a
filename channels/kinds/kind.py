"""This file has what every kind of conversation says of itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from policies.facts import Person, Student
from policies.roster import Roster
from policies.seeing import Side
from policies.verdict import Verdict

About = Literal["student", "room", "school"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a conversation is about; id is empty for the whole school."""

    about: About
    id: str = ""

    def __str__(self) -> str:
        return f"{self.about}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Subject":
        """The subject that str() wrote."""
        about, _, its = text.partition(":")
        return cls(about, its)  # type: ignore[arg-type]  # only str() above writes this column

    def student(self, roster: Roster) -> Student | None:
        """The student it is about, if it is about one."""
        return roster.students.get(self.id) if self.about == "student" else None


@dataclass(frozen=True, slots=True)
class Member:
    """A party of a conversation and the side it stands on."""

    party: str
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """
    A kind of conversation.

    label: its name on screens. items: the item types it takes.
    subjects: which conversations of this kind a roster asks for; they exist from the import on.
    members: who is in one, as parties. may_post: whether a member may put an item of a type into it.
    title: its name for a reader. hears: who is told of a shared item by its author.
    headline: what a phone shows of it, with no student's name.
    """

    name: str
    label: str
    items: tuple[str, ...]
    subjects: Callable[[Roster], Iterable[Subject]]
    members: Callable[[Roster, Subject], tuple[Member, ...]]
    may_post: Callable[[Roster, Subject, Person, str], Verdict]
    title: Callable[[Roster, Subject, Person], str]
    hears: Callable[[Roster, Subject, Person], frozenset[str]]
    headline: Callable[[Person, str], str]


def students(roster: Roster) -> Iterable[Subject]:
    """A conversation for every student enrolled."""
    return (Subject("student", one.id) for one in roster.students.values() if one.active)


def rooms(roster: Roster) -> Iterable[Subject]:
    """A conversation for every open room."""
    return (Subject("room", room.id) for room in roster.rooms.values() if room.active)

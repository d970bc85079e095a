"""This file has what every kind of conversation says of itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from policies.conversations.blocking import Blocks, may_start_with
from policies.conversations.seeing import Side
from policies.people.facts import Area, Person, Student
from policies.people.groups import filled
from policies.people.permissions import may_write_in
from policies.people.roster import EMPTY, Roster
from policies.records.overseeing import kept_to_their_rooms, may_oversee
from policies.records.retention import RetentionKind
from policies.verdict import Refused, Verdict

T = TypeVar("T")
About = Literal["student", "room", "school", "person", "pair"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a conversation is about; id is empty for the whole school, and of a pair both ids, in order."""

    about: About
    id: str = ""

    def __str__(self) -> str:
        return f"{self.about}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Subject":
        """The subject that str() wrote into a row, read back."""
        about, _, its = text.partition(":")
        return cls(about, its)  # type: ignore[arg-type]  # only str() above writes this column

    @classmethod
    def pair(cls, one: str, other: str) -> "Subject":
        """Two people, the same whoever of them is named first."""
        return cls("pair", "+".join(sorted((one, other))))

    @property
    def people(self) -> frozenset[str]:
        """The ids of the people it is about; empty where it is about something else."""
        if self.about == "pair":
            return frozenset(self.id.split("+"))
        return frozenset({self.id}) if self.about == "person" else EMPTY

    def student(self, roster: Roster) -> Student | None:
        """The student it is about, if it is about one."""
        return roster.students.get(self.id) if self.about == "student" else None

    def children(self, roster: Roster) -> list[Student]:
        """The students it is about: one, all of a room or of the school, or all of a guardian's."""
        match self.about:
            case "student":
                ids: Iterable[str] = [self.id] if self.id in roster.students else []
            case "room":
                ids = roster.students_of.get(self.id, EMPTY)
            case "person":
                ids = roster.children_of.get(self.id, EMPTY)
            case "school":
                ids = roster.students
            case "pair":
                ids = EMPTY
        return [roster.students[one] for one in ids]

    def rooms(self, roster: Roster) -> frozenset[str]:
        """The rooms it is about: the student's, or the one itself; empty where it is about neither."""
        if self.about == "room":
            return frozenset({self.id})
        student = self.student(roster)
        return student.rooms if student is not None else EMPTY

    def practice(self, roster: Roster) -> bool:
        """Whether it is about practice students alone (research/domain.md, D2)."""
        children = self.children(roster) if self.about in {"person", "student"} else []
        return bool(children) and all(child.practice for child in children)


@dataclass(frozen=True, slots=True)
class SubjectIds:
    """By what somebody asks for a conversation: one of student, room and person, or none for the whole school."""

    student: str | None = None
    room: str | None = None
    person: str | None = None


def student_or_room(_by: str, ids: SubjectIds) -> Subject:
    """The student or room that was named; the school where none was."""
    if ids.student is not None:
        return Subject("student", ids.student)
    return Subject("room", ids.room) if ids.room is not None else Subject("school")


@dataclass(frozen=True, slots=True)
class Member:
    """A party of a conversation and the side it stands on."""

    party: str
    side: Side


def nobody(_roster: Roster, _subject: Subject, _people: Iterable[str]) -> frozenset[str]:
    """No member of its parties is kept out of it."""
    return EMPTY


SAID = ("text", "files")
"""What people put into every conversation that is no child's day."""

_NEW = {"photo": "New photo", "file": "New file"}


def new_from(author: Person, told: str) -> str:
    """What a phone shows of what somebody said; told: as channels.items.told_as has it."""
    return f"{_NEW.get(told, 'New message')} from {author.name}"


def message(told: str) -> str:
    """A message, as most are, or the photo or file that it is."""
    return told if told in _NEW else "message"


def nowhere(_roster: Roster, _subject: Subject, _reader: Person) -> tuple[tuple[str, Subject], ...]:
    """An answer goes into the same conversation."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """
    A kind of conversation.

    label: its name on screens. items: the item types it takes.
    subjects: which conversations of this kind a roster allows; they exist from the import on, or are made when
    somebody asks for one (on_demand).
    members: who is in one, as parties. rule: whether somebody may put an item of a type into it, as far as the kind
    goes. area: which of the staff's permissions it comes under.
    title: its name for a reader. hears: who is told of a shared item by its author.
    headline: what a phone shows of it, with no student's name. notice: what kind of notice that is, as
    notifiers/writing/languages knows it. Both go by what people are told that an item is (channels.items.told_as).
    keeps_out: who of these people, its parties', never knows of it. answers: where a reader's answer goes, as kinds
    and subjects, where it does not go into the same conversation.
    sign: its icon on screens. subject_of: what the one is about that somebody asks for, by who asks and what they
    name. of_family: the one kind in which a student's family is written to. contact: it is offered to who looks for
    somebody to write to.
    private: people expect to be among themselves there, so that an admin's reading from elsewhere goes on record,
    and a school may keep its admins out. blockable: it is with single people, who may keep others from starting it.
    instead: where to turn who is kept out, or blocked. on_room_devices: it is shown on the tablet of its room too.
    retention: how long what is said there is kept.
    """

    name: str
    label: str
    items: tuple[str, ...]
    subjects: Callable[[Roster], Iterable[Subject]]
    members: Callable[[Roster, Subject], tuple[Member, ...]]
    rule: Callable[[Roster, Subject, Person, str], Verdict]
    area: Area
    title: Callable[[Roster, Subject, Person], str]
    hears: Callable[[Roster, Subject, Person], frozenset[str]]
    headline: Callable[[Person, str], str]
    sign: str
    retention: RetentionKind
    on_demand: bool = False
    subject_of: Callable[[str, SubjectIds], Subject] = student_or_room
    of_family: bool = False
    contact: bool = False
    private: bool = False
    blockable: bool = False
    instead: str = ""
    on_room_devices: bool = False
    keeps_out: Callable[[Roster, Subject, Iterable[str]], frozenset[str]] = nobody
    notice: Callable[[str], str] = message
    answers: Callable[[Roster, Subject, Person], tuple[tuple[str, Subject], ...]] = nowhere

    def may_post(self, roster: Roster, subject: Subject, person: Person, item_type: str) -> Verdict:
        """Whether person may put an item of a type into it: by the kind's own rule, and by their permissions."""
        if self.private and isinstance(inside := self._may_oversee(roster, subject, person), Refused):
            return inside
        verdict = self.rule(roster, subject, person, item_type)
        if isinstance(verdict, Refused):
            return verdict
        permitted = may_write_in(person, self.area)
        return permitted if isinstance(permitted, Refused) else verdict

    def _may_oversee(self, roster: Roster, subject: Subject, person: Person) -> Verdict:
        return may_oversee(roster, person, subject.rooms(roster), subject.student(roster), self.instead)

    def may_be_started(self, roster: Roster, subject: Subject, person: Person, blocks: Blocks) -> Verdict:
        """Whether person may start the one about subject, as far as those go who are to be in it."""
        return may_start_with(roster, person, subject.people if self.blockable else EMPTY, blocks, self.instead)

    def inside(self, roster: Roster, subject: Subject) -> dict[str, Side]:
        """Everybody who belongs in the conversation about subject, with their side."""
        parties = filled(roster)
        found = {
            person: one.side for one in self.members(roster, subject) for person in parties.get(one.party, EMPTY)
        }
        return self.kept(roster, subject, found)

    def kept(self, roster: Roster, subject: Subject, members: dict[str, T]) -> dict[str, T]:
        """These members, by id, without those who are kept out."""
        out = (roster.kept_out.get(self.area, EMPTY) | self.outside(roster, subject, members)) & members.keys()
        return {one: its for one, its in members.items() if one not in out} if out else members

    def outside(self, roster: Roster, subject: Subject, people: Iterable[str]) -> frozenset[str]:
        """Who of these people, its parties', never knows of it, whatever they are let into."""
        out = self.keeps_out(roster, subject, people)
        if not self.private:
            return out
        return out | kept_to_their_rooms(roster, subject.rooms(roster), subject.student(roster))


def students(roster: Roster) -> Iterable[Subject]:
    """A conversation for every student enrolled."""
    return (Subject("student", one.id) for one in roster.students.values() if one.active)


def rooms(roster: Roster) -> Iterable[Subject]:
    """A conversation for every open room."""
    return (Subject("room", room.id) for room in roster.rooms.values() if room.active)

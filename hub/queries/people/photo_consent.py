"""This file reads what parents allow of photos of a child, and which children a photo somewhere may show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.queries.conversations.place import place
from hub.queries.conversations.posting import photo_audience
from hub.queries.people.child_record import seen_student
from hub.store.photo_consent import list_photo_notes
from policies.conversations.seeing import may_see
from policies.people.facts import PhotoScope, Role
from policies.people.photo_consent import COVERS, may_answer_photos, may_go_to, unanswered
from policies.people.photo_scopes import WIDTH, decides
from policies.review.sharing import waits_by_content
from policies.sentence import Sentence, say
from policies.verdict import Allowed, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from hub.store.photo_consent import PhotoNote
    from hub.store.snapshot import Snapshot
    from policies.people.facts import Person, Student
    from policies.people.photo_consent import PhotoAudience
    from policies.people.roster import Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenConsent:
    """One parent's place among those who are asked. note: their last word, None where they have not answered."""

    guardian: Person
    note: PhotoNote | None
    may_set: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoConsentRead:
    """
    What somebody sees of how far photos of a child may go. holds: None where no parent has said; says: in words.

    answers: of whom the reader sees them: a parent their own, admins everybody's who is asked. history: every
    answer, newest first, for admins alone.
    """

    student: Student
    holds: PhotoScope | None
    says: Sentence
    answers: tuple[GivenConsent, ...]
    history: tuple[PhotoNote, ...]


def read_photo_consent(connection: Connection, snapshot: Snapshot, reader: str, its: str) -> PhotoConsentRead:
    """
    What reader sees of it, on the rules of snapshot; a parent never what the other one said.

    Raises:
        NotFound: there is no such child, or a parent is not to know of it.
        Forbidden: it is no child of their rooms, or their own at work.
    """
    roster, student = snapshot.roster, seen_student(snapshot, reader, its)
    person, notes = roster.people[reader], list_photo_notes(connection, snapshot.school, its)
    last: dict[str, PhotoNote] = {}
    for one in notes:
        if one.guardian not in last or last[one.guardian].n < one.n:
            last[one.guardian] = one
    found = tuple(
        GivenConsent(
            guardian=roster.people[one],
            note=last.get(one),
            may_set=may_answer_photos(roster, person, student, one),
        )
        for one in sorted(_shown(person, student), key=lambda one: (roster.people[one].name, one))
    )
    return PhotoConsentRead(
        student=student,
        holds=student.photos,
        says=_in_words(student, last.get(reader)),
        answers=found,
        history=tuple(notes) if person.role is Role.ADMIN else (),
    )


def _shown(person: Person, student: Student) -> Iterable[str]:
    """Whose answers person sees: staff who are no admins are told what holds, which is all they go by."""
    if person.role is Role.GUARDIAN:
        return (person.id,)
    return decides(student) if person.role is Role.ADMIN else ()


def _in_words(student: Student, own: PhotoNote | None) -> Sentence:
    if student.photos is None:
        return say(
            "No parent has said yet. A photo with {child} waits until an admin has looked at it.",
            child=student.name,
        )
    what = COVERS[student.photos]
    if own is not None and WIDTH[PhotoScope(own.scope)] > WIDTH[student.photos]:
        return say(
            "Another parent of {child} allows less, and the narrower answer holds: {what}.",
            child=student.name,
            what=what,
        )
    return say("What holds now: {what}.", what=what)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoChoice:
    """
    A child who may be said to be on a photo. near: the conversation is about it, or its room. fits: whether such a
    photo may go there, and why in words. unsaid: no parent has said. waits: so an admin looks first at what this
    author sends; else it goes at once.
    """

    student: Student
    near: bool
    fits: Verdict
    waits: bool
    unsaid: bool = False


def list_photo_choices(snapshot: Snapshot, author: str, conversation: str, room: str = "") -> list[PhotoChoice]:
    """
    The children whom author may say to be on a photo in a conversation, those it is about first, then by name.

    room: of the room device that author acts on, which names no child of another room; empty elsewhere.

    Raises:
        NotFound: there is no such conversation, or it is not theirs to know of.
    """
    roster, person = snapshot.roster, snapshot.roster.people[author]
    where, _ = place(snapshot, author, conversation)
    audience = photo_audience(snapshot, where)
    rooms = where.subject.rooms(roster)
    addressed = {one.id for one in audience.addressed}
    found = [
        _choice(roster, person, audience, one, near=one.id in addressed or bool(rooms & one.rooms))
        for one in roster.students.values()
        if one.active and (not room or room in one.rooms) and isinstance(may_see(roster, person, one), Allowed)
    ]
    return sorted(found, key=lambda one: (not one.near, one.student.name, one.student.id))


def _choice(roster: Roster, author: Person, audience: PhotoAudience, its: Student, *, near: bool) -> PhotoChoice:
    fits = may_go_to(its, audience)
    if not audience.families or its.photos is not None:
        return PhotoChoice(student=its, near=near, fits=fits, waits=False)
    waits = waits_by_content(author, "files", roster.settings, fits.because)
    return PhotoChoice(student=its, near=near, fits=Allowed(unanswered(its, waits=waits)), waits=waits, unsaid=True)

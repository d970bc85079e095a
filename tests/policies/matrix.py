"""
The permission matrix, asked of the rules themselves: python -m tests.policies.matrix writes docs/permissions.md.

Every kind of conversation that channels/kinds has and each part of a child's record, with everybody who may stand
to it in another way.
"""

from __future__ import annotations

from pathlib import Path

from channels.kinds import kinds
from channels.kinds.kind import Kind, Subject
from policies.conversations.seeing import STAFF_SIDE, Side, is_own_child, may_read
from policies.people.child_record import RecordPart, may_change_part, may_see_contacts, may_see_part
from policies.people.facts import Person, Role, Student
from policies.people.roster import Roster
from policies.review.reviewing import may_review
from policies.verdict import Allowed, Verdict
from tests.school import roster

FILE = Path(__file__).parents[2] / "docs" / "permissions.md"

RELATIONS = (
    ("admin of the room", "ines", "mia"),
    ("admin of no room", "omar", "mia"),
    ("staff of the room", "ana", "mia"),
    ("staff of another room", "ben", "mia"),
    ("staff of no room", "kim", "mia"),
    ("staff, of their own child", "nora", "emil"),
    ("parent of the child", "rosa", "mia"),
    ("other parent of the child", "tom", "mia"),
    ("parent of another room’s child", "dana", "mia"),
)
"""How somebody stands to a conversation: who of the cast shows it, and with which child of the Acorns."""

HEAD = """# Who may what

Asked of the rules themselves (`python -m tests.policies.matrix`); a test keeps it true. The conversation is about a
child, about a room of that child, about the whole school, about one parent (Rosa, or at work Nora’s own), or about
two colleagues. *Reads* is what is shared; *reads what waits* is what an admin has yet to approve. *Is told* is
whose phone rings when a teacher of the room, or a parent, has written.
"""

COLUMNS = ("reads", "reads what waits", "approves", "writes", "is told by a teacher", "is told by a parent")


def matrix() -> str:
    """The whole document."""
    school = roster()
    return HEAD + "".join(_section(school, kind) for kind in kinds().values()) + _record(school)


RECORD = """
## A child’s record

*Sees* or *changes*. It matters whose emergency contacts they are: the office’s, a parent’s (their own, where a
parent asks), or the other parent’s.

"""

GIVERS = {"the office’s contacts": "", "a parent’s contacts": "rosa", "the other parent’s contacts": "tom"}
"""Whose emergency contacts of Mia: as Rosa sees it."""


def _record(school: Roster) -> str:
    parts = [one for one in RecordPart if one is not RecordPart.CONTACTS]
    columns = [*(one.value.replace("_", " ") for one in parts), *GIVERS]
    found = RECORD + "| | " + " | ".join(columns) + " | in words |\n" + "|" + " --- |" * (len(columns) + 2) + "\n"
    for relation, who, child in RELATIONS:
        person, student = school.people[who], school.students[child]
        marks = [_of_part(school, person, student, one) for one in parts]
        marks += [_of_contacts(school, person, student, giver) for giver in _givers(who).values()]
        words = may_see_part(school, person, student, RecordPart.ALLERGIES).because
        found += f"| {relation} | " + " | ".join(marks) + f" | {words} |\n"
    return found


def _givers(who: str) -> dict[str, str]:
    """Seen by the other parent of the same child, own and other are turned round."""
    turned = {"rosa": "tom", "tom": "rosa", "": ""}
    return {name: turned[giver] for name, giver in GIVERS.items()} if who == "tom" else GIVERS


def _of_part(school: Roster, person: Person, student: Student, part: RecordPart) -> str:
    changes = isinstance(may_change_part(school, person, student, part), Allowed)
    return "changes" if changes else _sees(may_see_part(school, person, student, part))


def _of_contacts(school: Roster, person: Person, student: Student, giver: str) -> str:
    seen = may_see_contacts(school, person, student, giver)
    own = giver == ("" if person.role is Role.ADMIN else person.id)
    may = isinstance(may_change_part(school, person, student, RecordPart.CONTACTS), Allowed)
    return "changes" if own and may and isinstance(seen, Allowed) else _sees(seen)


def _sees(verdict: Verdict) -> str:
    return "sees" if isinstance(verdict, Allowed) else "–"


def _section(school: Roster, kind: Kind) -> str:
    found = ""
    for about in sorted({one.about for one in kind.subjects(school)}):
        found += f"\n## {kind.label}: {', '.join(kind.items)} (about a {about})\n\n"
        found += "| | " + " | ".join(COLUMNS) + " | in words |\n" + "|" + " --- |" * (len(COLUMNS) + 2) + "\n"
        for relation, who, child in RELATIONS:
            subject = _subject(kind, school, about, child)
            found += f"| {relation} | " + " | ".join(_row(school, kind, subject, school.people[who])) + " |\n"
    return found


def _subject(kind: Kind, school: Roster, about: str, child: str) -> Subject:
    guardian = {"mia": "rosa", "emil": "nora-at-home"}[child]
    wanted = {"student": child, "room": "acorns", "school": "", "person": guardian, "pair": "ana+ines"}[about]
    return next(one for one in kind.subjects(school) if one == Subject(about, wanted))  # type: ignore[arg-type]


def _row(school: Roster, kind: Kind, subject: Subject, person: Person) -> list[str]:
    sides = kind.inside(school, subject)
    child = subject.student(school)
    own = child is not None and is_own_child(school, person, child)
    side = sides.get(person.id)
    verdict = kind.may_post(school, subject, person, kind.items[0])
    parent = _parent(subject, person, child)
    return [
        _mark(side is not None),
        _mark(side is not None and may_read(side, STAFF_SIDE, 1, ((0, None),), own_child=own)),
        _mark(_guardians(sides) and isinstance(may_review(school, person, child), Allowed)),
        _mark(isinstance(verdict, Allowed)),
        *(_mark(_is_told(school, kind, subject, (author, person.id))) for author in ("ana", parent)),
        verdict.because,
    ]


def _parent(subject: Subject, person: Person, child: Student | None) -> str:
    """A parent who might write there, if possible another than person."""
    if subject.about == "person":
        return subject.id
    guardians = child.guardians if child else frozenset({"rosa", "tom"})
    return min(guardians - {person.id} or guardians)


def _is_told(school: Roster, kind: Kind, subject: Subject, who: tuple[str, str]) -> bool:
    """Whether the second is told of what the first writes there, if that may be written at all."""
    author = school.people[who[0]]
    allowed = isinstance(kind.may_post(school, subject, author, kind.items[0]), Allowed)
    return allowed and who[1] in kind.hears(school, subject, author)


def _guardians(sides: dict[str, Side]) -> bool:
    """Whether families are in it, so that something can wait there at all."""
    return Side.GUARDIAN in sides.values()


def _mark(yes: bool) -> str:
    return "yes" if yes else "–"


if __name__ == "__main__":
    FILE.write_text(matrix())

"""This file is what two colleagues write to each other; nobody else reads it."""

from collections.abc import Iterable
from itertools import combinations

from channels.kinds.kind import SAID, Kind, Member, Subject, SubjectIds, new_from
from policies.conversations.direct import may_write_to_colleague
from policies.conversations.seeing import Side
from policies.notify.recipients import hears_of_colleague
from policies.people.facts import Area, Person
from policies.people.groups import only
from policies.people.roster import Roster
from policies.records.retention import RetentionKind
from policies.sentence import say
from policies.verdict import Verdict
from policies.wording import every


def _subjects(roster: Roster) -> Iterable[Subject]:
    """Every two who work here and are not the same human being."""
    workers = sorted(roster.staff | roster.admins)
    pairs = combinations(workers, 2)
    return (Subject.pair(one, other) for one, other in pairs if other not in roster.profiles_of(one))


def _subject_of(by: str, ids: SubjectIds) -> Subject:
    """The two of them."""
    return Subject.pair(by, ids.person or "")


def _members(_roster: Roster, subject: Subject) -> tuple[Member, ...]:
    return tuple(Member(only(person), Side.STAFF) for person in sorted(subject.people))


def _rule(roster: Roster, subject: Subject, person: Person, _item_type: str) -> Verdict:
    return may_write_to_colleague(roster, person, subject.people)


def _title(roster: Roster, subject: Subject, reader: Person) -> str:
    return every(sorted(roster.people[one].name for one in subject.people - {reader.id}))


def _hears(roster: Roster, subject: Subject, author: Person) -> frozenset[str]:
    return hears_of_colleague(roster, subject.people, author)


KIND = Kind(
    name="staff_direct",
    label=say("Colleague"),
    retention=RetentionKind(label=say("Conversations of two colleagues"), usual=36, least=12),
    items=SAID,
    subjects=_subjects,
    members=_members,
    rule=_rule,
    area=Area.STAFF,
    title=_title,
    hears=_hears,
    headline=new_from,
    sign="me",
    on_demand=True,
    subject_of=_subject_of,
    contact=True,
    blockable=True,
    instead=say("Write in your team’s conversation, or ask an admin."),
)

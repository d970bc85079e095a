"""This file is one guardian's private conversation with the school; no other guardian ever knows of it."""

from collections.abc import Iterable

from channels.kinds.kind import SAID, Kind, Member, Subject, SubjectIds, new_from
from policies.conversations.direct import is_kept_from, may_write_privately, rooms_of_family
from policies.conversations.seeing import Side
from policies.notify.recipients import hears_of_private
from policies.people.facts import Area, Person
from policies.people.groups import ADMINS, only, room_staff
from policies.people.roster import Roster
from policies.records.retention import RetentionKind
from policies.sentence import say
from policies.verdict import Verdict


def _subjects(roster: Roster) -> Iterable[Subject]:
    return (Subject("person", guardian) for guardian in sorted(roster.children_of))


def _subject_of(by: str, ids: SubjectIds) -> Subject:
    """A parent asks for their own by naming nobody."""
    return Subject("person", ids.person or by)


def _members(roster: Roster, subject: Subject) -> tuple[Member, ...]:
    staff = (Member(room_staff(room), Side.STAFF) for room in sorted(rooms_of_family(roster, subject.id)))
    return (Member(only(subject.id), Side.GUARDIAN), *staff, Member(ADMINS, Side.STAFF))


def _rule(roster: Roster, subject: Subject, person: Person, _item_type: str) -> Verdict:
    return may_write_privately(roster, person, roster.people[subject.id])


def _keeps_out(roster: Roster, subject: Subject, people: Iterable[str]) -> frozenset[str]:
    return frozenset(one for one in people if is_kept_from(roster, roster.people[one], subject.id))


def _title(roster: Roster, subject: Subject, reader: Person) -> str:
    if reader.id == subject.id:
        return say("Only you and the school")
    return say("{person}, alone", person=roster.people[subject.id].name)


def _hears(roster: Roster, subject: Subject, author: Person) -> frozenset[str]:
    return hears_of_private(roster, roster.people[subject.id], author)


KIND = Kind(
    name="direct",
    label=say("Private"),
    retention=RetentionKind(label=say("Conversations with one parent"), usual=60, least=24),
    items=SAID,
    subjects=_subjects,
    members=_members,
    rule=_rule,
    area=Area.FAMILIES,
    title=_title,
    hears=_hears,
    headline=new_from,
    sign="lock",
    on_demand=True,
    subject_of=_subject_of,
    contact=True,
    blockable=True,
    instead=say("Write to the child’s family, or ask an admin."),
    keeps_out=_keeps_out,
)

"""This file is what happens when somebody asks for a conversation: it is found, or made for all who belong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from channels.kinds import kinds
from channels.kinds.kind import Kind, Subject, SubjectIds
from hub.bus.fresh import on_fresh_rules
from hub.errors import Forbidden, Invalid, NotFound
from hub.queries.conversations.place import place
from hub.store import rights
from hub.store.clock import stamp
from policies.conversations.posting import NO_CONVERSATION
from policies.conversations.starting import may_start
from policies.sentence import Listed, on_field, say
from policies.verdict import Allowed, Refused

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class WantedConversation:
    """A conversation by its kind and what it is about: one of student, room and person, or the school."""

    kind: str
    student: str | None = None
    room: str | None = None
    person: str | None = None

    def subject(self, by: str) -> Subject:
        """What it is about, asked for by somebody."""
        return kinds()[self.kind].subject_of(by, SubjectIds(self.student, self.room, self.person))


async def converse(school: School, by: str, wanted: WantedConversation, now: datetime) -> tuple[str, bool]:
    """
    The id of the conversation that by asks for, and whether it was made now.

    Raises:
        Invalid: there is no such kind.
        NotFound: there is nothing it could be about, or by may not know of it; both alike.
        Forbidden: by may know of it and not be in it, or not start it; the sentence says why.
        Unavailable: nothing was saved.
    """
    if wanted.kind not in kinds():
        raise Invalid(on_field("kind", say("there is no such kind; there are {names}.", names=Listed(kinds()))))
    found = await on_fresh_rules(school, lambda snapshot: _converse(school, snapshot, by, wanted, stamp(now)))
    if school.snapshot.membership(by, found[0]) is None:
        await school.catch_up()
    place(school.snapshot, by, found[0])  # it was there before, and the right to it may have gone meanwhile
    return found


async def _converse(
    school: School, snapshot: Snapshot, by: str, wanted: WantedConversation, at: str
) -> tuple[str, bool]:
    kind, subject = kinds()[wanted.kind], wanted.subject(by)
    there = snapshot.by_subject.get((kind.name, str(subject)))
    if there is not None and snapshot.membership(by, there.id) is not None:
        return there.id, False
    _check(snapshot, by, kind, subject)
    if there is not None or not kind.on_demand:
        raise NotFound(NO_CONVERSATION)
    return await school.store.write(
        lambda transaction: rights.make(transaction, snapshot, kind, subject, by, at), school.id
    )


def _check(snapshot: Snapshot, by: str, kind: Kind, subject: Subject) -> None:
    """Whoever works here reads the policy's sentence; to a parent what is not theirs does not exist."""
    roster = snapshot.roster
    if subject not in set(kind.subjects(roster)):
        raise NotFound(NO_CONVERSATION)
    person = roster.people[by]
    verdict = kind.may_post(roster, subject, person, kind.items[0])
    if by not in kind.inside(roster, subject):
        refused = verdict.because if isinstance(verdict, Refused) else NO_CONVERSATION
        raise Forbidden(refused) if by in roster.staff | roster.admins else NotFound(NO_CONVERSATION)
    free = kind.may_be_started(roster, subject, person, snapshot.blocks)
    for answer in (verdict, may_start(roster, person), free):
        if isinstance(answer, Refused):
            raise Forbidden(answer.because)


def contacts(snapshot: Snapshot, by: str) -> list[tuple[Kind, Subject]]:
    """The conversations of one person with others that by may write in: there already, or theirs to start."""
    roster = snapshot.roster
    person = roster.people[by]
    return [
        (kind, subject)
        for kind in kinds().values()
        if kind.contact
        for subject in kind.subjects(roster)
        if isinstance(kind.may_post(roster, subject, person, kind.items[0]), Allowed)
        and ((kind.name, str(subject)) in snapshot.by_subject or _free(snapshot, by, kind, subject))
    ]


def _free(snapshot: Snapshot, by: str, kind: Kind, subject: Subject) -> bool:
    roster = snapshot.roster
    return isinstance(kind.may_be_started(roster, subject, roster.people[by], snapshot.blocks), Allowed)

"""This file reads how far a school is on the way from an empty hub to its first message."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from hub.queries.people.inviting import invitees
from hub.store.conversations import list_counts
from hub.store.first_steps import are_put_away
from policies.people.facts import Area, Role
from policies.people.first_steps import FirstFacts, StepTaken, first_steps, still_first
from policies.people.inviting import InvitationState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.snapshot import Snapshot


def steps_of(connection: Connection, snapshot: Snapshot, now: datetime) -> tuple[StepTaken, ...]:
    """How far each step of a school is; none where all are taken, or where an admin has put them away."""
    if are_put_away(connection, snapshot.school):
        return ()
    roster, people = snapshot.roster, invitees(connection, snapshot, now).values()
    staff = [one for one in people if one.person.role is Role.STAFF]
    parents = [one for one in people if one.person.role is Role.GUARDIAN and roster.children_of.get(one.person.id)]
    counts = list_counts(connection, snapshot.school)
    facts = FirstFacts(
        students=sum(one.active and not one.practice for one in roster.students.values()),
        staff=len(staff),
        staff_invited=sum(one.state is not InvitationState.NOT_INVITED for one in staff),
        parents=len(parents),
        parents_invited=sum(one.state is not InvitationState.NOT_INVITED for one in parents),
        messages=any(
            counts.get(one.id) and one.kind.area is not Area.STAFF for one in snapshot.conversations.values()
        ),
    )
    steps = first_steps(facts)
    return steps if still_first(steps, put_away=False) else ()

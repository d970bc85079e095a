"""This file writes down whom an event is told to, and whom not and why, in the transaction of its cursor."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select, text

from notifiers.tables import planned
from policies.telling import Address, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class ToTell:
    """
    An event that people are told of: its headline, and each person's plan.

    n: the message's number, None where nothing that is read makes the alert needless. at, due_at, expires_at: as
    text; until due_at it may be taken back, and then nobody is told.
    """

    event: int
    message: str
    conversation: str
    n: int | None
    title: str
    body: str
    path: str
    at: str
    due_at: str
    expires_at: str
    plans: Mapping[str, Plan]


def cursor(connection: Connection, school: str) -> int:
    """The position up to which a school's journal is planned."""
    return connection.execute(select(planned.c.seq).where(planned.c.school == school)).scalar() or 0


def write(
    connection: Connection, school: str, told: Iterable[ToTell], span: tuple[int, int], name: Callable[[], str]
) -> int:
    """
    Write what is told of the events after span's first position, and that the journal is planned up to its last.

    Of several planners one wins: where another has moved the cursor meanwhile, nothing is written. Returns
    where the cursor stands.
    """
    since, until = span
    connection.execute(_FIRST, {"school": school})
    stands = connection.execute(_CURSOR, {"school": school}).scalar_one()
    if stands != since:
        return int(stands)
    for one in told:
        deliver(connection, school, one, name)
    connection.execute(_MOVE, {"school": school, "seq": until})
    return until


_FIRST = text("insert into planned (school, seq) values (:school, 0) on conflict (school) do nothing")
_CURSOR = select(planned.c.seq).where(planned.c.school == bindparam("school")).with_for_update()
_MOVE = text("update planned set seq = :seq where school = :school")


def deliver(connection: Connection, school: str, one: ToTell, name: Callable[[], str]) -> None:
    """
    Write the deliveries and skips of an event.

    One delivery per event, medium and address: people who share an address are told once.
    """
    for address, people in _by_address(one.plans).items():
        _deliver(connection, school, one, (address, people, name()))
    for person, plan in one.plans.items():
        if plan.skipped:
            _skip(connection, school, one, (person, plan.skipped))


def _by_address(plans: Mapping[str, Plan]) -> Mapping[Address, list[str]]:
    found: defaultdict[Address, list[str]] = defaultdict(list)
    for person, plan in sorted(plans.items()):
        for address in plan.addresses:
            found[address].append(person)
    return found


_DELIVER = text(
    "insert into delivery (id, school, event, message, conversation, n, recipients, medium, provider, address,"
    " title, body, path, planned_at, due_at, expires_at, attempts, detail)"
    " values (:id, :school, :event, :message, :conversation, :n, :recipients, :medium, :provider, :address,"
    " :title, :body, :path, :at, :due_at, :expires_at, 0, '')"
    " on conflict (school, event, medium, address) do nothing"
)


def _deliver(connection: Connection, school: str, one: ToTell, how: tuple[Address, list[str], str]) -> None:
    address, people, its = how
    connection.execute(
        _DELIVER,
        {
            "id": its,
            "school": school,
            "event": one.event,
            "message": one.message,
            "conversation": one.conversation,
            "n": one.n,
            "recipients": json.dumps(people),
            "medium": address.medium.value,
            "provider": address.provider,
            "address": address.address,
            "title": one.title,
            "body": one.body,
            "path": one.path,
            "at": one.at,
            "due_at": one.due_at,
            "expires_at": one.expires_at,
        },
    )


def _skip(connection: Connection, school: str, one: ToTell, who: tuple[str, str]) -> None:
    person, why = who
    connection.execute(
        text(
            "insert into skip (school, event, person, message, why)"
            " values (:school, :event, :person, :message, :why)"
            " on conflict (school, event, person) do nothing"
        ),
        {"school": school, "event": one.event, "person": person, "message": one.message, "why": why},
    )

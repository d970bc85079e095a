"""This file keeps the ledger of consents: which address was closed or opened for what, by whom, when and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from hub.store.address_schema import consent
from notifiers import outbox
from policies.consent import Class, Note, Source, State, closed_sentence, standing
from policies.telling import Medium

if TYPE_CHECKING:
    from sqlalchemy import Connection

ASKED = 500
"""Addresses in one question; SQLite takes some thousand values in a statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    What is noted about an address, for these classes. by: the admin's id where source is staff, else None.
    """

    medium: Medium
    address: str
    classes: frozenset[Class]
    state: State
    source: Source
    why: str
    at: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """A line of the ledger as it stands there; at is text."""

    note: Note
    why: str
    at: str
    by: str | None


def folded(address: str) -> str:
    """An address as the ledger knows it: however somebody writes their email address, it is the same one."""
    return address.strip().lower()


def note(connection: Connection, school: str, change: Change) -> None:
    """
    Add it to the ledger; where it closes the address for routine messages, what waits to go there is cancelled.
    """
    of = {"school": school, "medium": change.medium.value, "address": folded(change.address)}
    of |= {"state": change.state.value, "source": change.source.value, "why": change.why}
    rows = [{**of, "class": one.value, "at": change.at, "by": change.by} for one in sorted(change.classes)]
    connection.execute(insert(consent), rows)
    if change.state is State.CLOSED and Class.ROUTINE in change.classes:
        line = Note(Class.ROUTINE, change.state, change.source)
        why = closed_sentence(line, text=change.medium is Medium.SMS)
        where, emergencies = (change.medium, folded(change.address)), Class.EMERGENCY in change.classes
        outbox.cancel_to(connection, (school, *where), change.at, why, emergencies=emergencies)


def ledger(
    connection: Connection, school: str, addresses: Iterable[str]
) -> Mapping[tuple[Medium, str], tuple[Noted, ...]]:
    """All that was noted about these addresses, oldest first, by medium and folded address."""
    wanted = sorted({folded(one) for one in addresses})
    found: defaultdict[tuple[Medium, str], list[Noted]] = defaultdict(list)
    for start in range(0, len(wanted), ASKED):
        its = consent.c
        rows = connection.execute(
            select(consent)
            .where(its.school == school, its.address.in_(wanted[start : start + ASKED]))
            .order_by(its.id)
        ).mappings()
        for row in rows:
            line = Note(Class(row["class"]), State(row["state"]), Source(row["source"]))
            key = Medium(row["medium"]), row["address"]
            found[key].append(Noted(line, row["why"], row["at"], row["by"]))
    return {key: tuple(lines) for key, lines in found.items()}


def closed(
    connection: Connection, school: str, addresses: Iterable[str], of: Class = Class.ROUTINE
) -> Mapping[tuple[Medium, str], str]:
    """
    Of these addresses, those not used for messages of a class, and the sentence why; by the addresses as given.
    """
    return closed_to(connection, school, addresses)[of]


def closed_to(
    connection: Connection, school: str, addresses: Iterable[str]
) -> Mapping[Class, Mapping[tuple[Medium, str], str]]:
    """The same for every class."""
    given = list(addresses)
    found: dict[Class, dict[tuple[Medium, str], str]] = {one: {} for one in Class}
    for (medium, address), lines in ledger(connection, school, given).items():
        for of in Class:
            against = standing([one.note for one in lines], of)
            if against is not None:
                why = closed_sentence(against, text=medium is Medium.SMS)
                found[of] |= {(medium, one): why for one in given if folded(one) == address}
    return found

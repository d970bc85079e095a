"""This file keeps the ledger of consents: which address was closed or opened for what, by whom, when and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select

from hub.store.schema import consent
from notifiers import outbox
from policies.notify.consent import Class, ConsentNote, Source, State, closed_sentence, standing
from policies.notify.recipients import Medium

if TYPE_CHECKING:
    from sqlalchemy import Connection

ASKED = 200
"""Addresses that are asked for by name; for more, a school's whole ledger is read, a few lines for few people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentChange:
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

    note: ConsentNote
    why: str
    at: str
    by: str | None


def folded(address: str) -> str:
    """An address as the ledger knows it: however somebody writes their email address, it is the same one."""
    return address.strip().lower()


def note(connection: Connection, school: str, change: ConsentChange) -> None:
    """
    Add it to the ledger; where it closes the address for routine messages, what waits to go there is cancelled.
    """
    of = {"school": school, "medium": change.medium.value, "address": folded(change.address)}
    of |= {"state": change.state.value, "source": change.source.value, "why": change.why}
    rows = [{**of, "class": one.value, "at": change.at, "by": change.by} for one in sorted(change.classes)]
    connection.execute(insert(consent), rows)
    if change.state is State.CLOSED and Class.ROUTINE in change.classes:
        line = ConsentNote(Class.ROUTINE, change.state, change.source)
        why = closed_sentence(line, text=change.medium is Medium.SMS)
        to = outbox.AddressOfSchool(school, change.medium.value, folded(change.address))
        emergencies = Class.EMERGENCY in change.classes
        outbox.cancel_to(connection, to, change.at, why, emergencies=emergencies)


# Made once: building a statement costs more than running it.
_ALL = select(consent).where(consent.c.school == bindparam("school")).order_by(consent.c.id)
_SOME = _ALL.where(consent.c.address.in_(bindparam("addresses", expanding=True)))


def ledger(
    connection: Connection, school: str, addresses: Iterable[str]
) -> Mapping[tuple[Medium, str], tuple[Noted, ...]]:
    """All that was noted about these addresses, oldest first, by medium and folded address."""
    wanted = {folded(one) for one in addresses}
    found: defaultdict[tuple[Medium, str], list[Noted]] = defaultdict(list)
    asked = {"school": school, "addresses": sorted(wanted)}
    rows = connection.execute(*((_SOME, asked) if len(wanted) <= ASKED else (_ALL, {"school": school})))
    for row in rows.mappings():
        if row["address"] in wanted:
            line = ConsentNote(Class(row["class"]), State(row["state"]), Source(row["source"]))
            found[Medium(row["medium"]), row["address"]].append(Noted(line, row["why"], row["at"], row["by"]))
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
    """Those not used for messages of each class, and the sentence why; as closed says of one class."""
    return {
        of: {where: closed_sentence(note, text=where[0] is Medium.SMS) for where, note in notes.items()}
        for of, notes in standing_at(connection, school, addresses).items()
    }


def standing_at(
    connection: Connection, school: str, addresses: Iterable[str]
) -> Mapping[Class, Mapping[tuple[Medium, str], ConsentNote]]:
    """Of these addresses, those not used for each class, and the note that closes it; by the addresses as given."""
    given: defaultdict[str, set[str]] = defaultdict(set)
    for one in addresses:
        given[folded(one)].add(one)
    found: dict[Class, dict[tuple[Medium, str], ConsentNote]] = {one: {} for one in Class}
    for (medium, address), lines in ledger(connection, school, given).items():
        for of in Class:
            against = standing([line.note for line in lines], of)
            if against is not None:
                found[of].update(((medium, written), against) for written in given[address])
    return found

"""This file keeps what is set of single people, and reads how they are called, written to and phoned."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import insert, select, update

from hub.store.many import in_parts
from hub.store.names import new
from hub.store.roster_words import LOCAL
from hub.store.schema import person
from policies.people.display_names import full_name
from policies.people.facts import Role
from policies.people.former import former

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, RowMapping


class NamedPerson(NamedTuple):
    """Somebody by id, and by the name that they are shown by."""

    id: str
    name: str


def find_named(connection: Connection, people: Collection[str]) -> list[NamedPerson]:
    """Of these ids those of people, of whichever school and still there or not, in the order of their ids."""
    its = person.c
    asked = select(its.id, its.given, its.family, its.display_name, its.role, its.erased_at).order_by(its.id)
    rows = (row for part in in_parts(people) for row in connection.execute(asked.where(its.id.in_(part))))
    return [NamedPerson(row.id, _name(row)) for row in rows]


def _name(row: Any) -> str:
    if row.erased_at is not None:
        return str(former(Role(row.role)))
    return row.display_name or full_name(row.given, row.family)


class EmailOf(NamedTuple):
    """Somebody who is at the school, their role, and the address that the roster has of them."""

    person: str
    role: str
    email: str | None


def set_display_name(connection: Connection, person_id: str, name: str | None) -> None:
    """Show somebody by this name; None: as in the roster."""
    connection.execute(update(person).where(person.c.id == person_id).values(display_name=name))


def set_language(connection: Connection, person_id: str, language: str | None) -> None:
    """Write to somebody in this language; None: the school's."""
    connection.execute(update(person).where(person.c.id == person_id).values(language=language))


def insert_admin(connection: Connection, school: str, given: str, family: str, email: str) -> str:
    """An admin of whom no roster knows; their id."""
    made = new("p")
    connection.execute(
        insert(person).values(
            id=made,
            school=school,
            source=LOCAL + made,
            side="staff",
            role="admin",
            given=given,
            family=family,
            email=email,
        )
    )
    return made


def list_emails(connection: Connection, school: str) -> list[EmailOf]:
    """Everybody who is at the school."""
    here = person.c.school == school, person.c.left_at.is_(None)
    rows = connection.execute(select(person.c.id, person.c.role, person.c.email).where(*here))
    return [EmailOf(*row) for row in rows]


def list_people(connection: Connection) -> Sequence[RowMapping]:
    """Everybody there is and was, of every school."""
    return connection.execute(select(person)).mappings().all()


class OwnerOf(NamedTuple):
    """Somebody who has a cell number, in the school of that profile; active: whether they are there still."""

    school: str
    person: str
    active: bool


def list_owners(connection: Connection, cell: str) -> list[OwnerOf]:
    """Everybody who has or had a cell number, in all schools, in order."""
    its = person.c
    rows = connection.execute(
        select(its.school, its.id, its.left_at).where(its.cell == cell).order_by(its.school, its.id)
    )
    return [OwnerOf(school, one, left_at is None) for school, one, left_at in rows]


def list_numbers(connection: Connection, people: Iterable[str]) -> Mapping[str, str | None]:
    """The number to call each of these by: their cell, or else another."""
    rows = connection.execute(
        select(person.c.id, person.c.cell, person.c.phone).where(person.c.id.in_(list(people)))
    )
    return {one: cell or phone for one, cell, phone in rows}

"""This file makes the first admin of a school, who lets everybody else in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, insert, select

from hub.deeds import accounts
from hub.deeds.sync_roster import LOCAL
from hub.errors import Conflict, Invalid, NotFound
from hub.store import rights, schema
from hub.store.clock import stamp
from hub.store.names import new

if TYPE_CHECKING:
    from hub.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class First:
    """Who is to be admin; school: its id, its source's id or its name, None where there is only one."""

    email: str
    given: str
    family: str
    school: str | None = None


def first_admin(transaction: Transaction, first: First, hashed: str, now: datetime) -> str:
    """
    Make an account for the admin with this email, and the person too where the roster has none; the school.

    Raises:
        NotFound: there is no such school.
        Invalid: it is not said which school, or the email is none, or a new person has no name.
        Conflict: the email address has an account.
    """
    if "@" not in first.email:
        raise Invalid(f"{first.email} is not an email address.")
    school = _school(transaction, first.school)
    person = schema.person.c
    known = transaction.connection.execute(
        select(person.id, person.role, person.email).where(person.school == school["id"], person.left_at.is_(None))
    ).all()
    same = [one for one in known if (one.email or "").casefold() == first.email.casefold()]
    people = [one.id for one in same] if any(one.role == "admin" for one in same) else []
    if not people:
        if same:
            raise Conflict(
                f"{first.email} is in the roster as {same[0].role}; make them admin there, or take another."
            )
        people = [_person(transaction, school, first, now)]
    accounts.create(transaction, first.email, hashed, people, stamp(now))
    return str(school["name"])


def _school(transaction: Transaction, wanted: str | None) -> RowMapping:
    rows = transaction.connection.execute(select(schema.school)).mappings().all()
    if not rows:
        raise NotFound("There is no school yet. Import a roster first: python -m hub roster import FILE.")
    found = [row for row in rows if wanted is None or wanted in {row["id"], row["source"], row["name"]}]
    if len(found) != 1:
        names = ", ".join(f"{row['source']} ({row['name']})" for row in rows)
        raise Invalid(f"Say which school with --school; there are {names}.")
    return found[0]


def _person(transaction: Transaction, school: RowMapping, first: First, now: datetime) -> str:
    if not first.given or not first.family:
        raise Invalid("Nobody in the roster has this address; give the new admin a name with --given and --family.")
    its = new("p")
    transaction.connection.execute(
        insert(schema.person).values(
            id=its,
            school=school["id"],
            source=LOCAL + its,
            side="staff",
            role="admin",
            given=first.given,
            family=first.family,
            email=first.email,
        )
    )
    day = now.astimezone(ZoneInfo(school["time_zone"])).date()
    rights.settle(transaction, school["id"], day, stamp(now), changed=True)
    return its

"""This file makes the first admin of a school, who lets everybody else in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hub.actions.people import accounts
from hub.errors import Conflict, Invalid, NotFound
from hub.store import rights
from hub.store.account_log import note
from hub.store.clock import day_in, stamp
from hub.store.people import insert_admin, list_emails
from hub.store.schools import list_schools, open_school
from policies.people.folding import fold
from policies.records.activity_log import Deed
from policies.sentence import as_is

if TYPE_CHECKING:
    from hub.store.schools import SchoolName
    from hub.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class First:
    """
    Who is to be admin. school: its id, its source's id or its name, None where there is only one. new_school: the
    name of one that is opened for them, in this time zone (IANA), empty where it is here already.
    """

    email: str
    given: str
    family: str
    school: str | None = None
    new_school: str = ""
    time_zone: str = "UTC"


def first_admin(transaction: Transaction, first: First, hashed: str, now: datetime) -> str:
    """
    Make an account for the admin with this email, and the person too where the roster has none; the school.

    Raises:
        NotFound: there is no such school.
        Conflict: there is one of the name that is to be new.
        Invalid: it is not said which school, or the email is none, or a new person has no name.
        Conflict: the email address has an account.
    """
    if "@" not in first.email:
        raise Invalid(as_is(f"{first.email} is not an email address."))
    school = _opened(transaction, first, now) if first.new_school else _school(transaction, first.school)
    known = list_emails(transaction.connection, school.id)
    same = [one for one in known if (one.email or "").casefold() == first.email.casefold()]
    people = [one.person for one in same] if any(one.role == "admin" for one in same) else []
    if not people:
        if same:
            raise Conflict(
                as_is(f"{first.email} is in the roster as {same[0].role}; make them admin there, or take another.")
            )
        people = [_person(transaction, school, first, now)]
    made = accounts.create(transaction, first.email, hashed, people, stamp(now))
    note(transaction, made, Deed.ACCOUNT_MADE, stamp(now))
    return school.name


NAME = 100
"""Characters of the name of a school that is opened by hand."""


def _opened(transaction: Transaction, first: First, now: datetime) -> SchoolName:
    """A school without a roster: its admin brings that in on the page."""
    name = " ".join(first.new_school.split())
    if not name or len(name) > NAME or not name.isprintable():
        raise Invalid(as_is(f"Give the new school a name of up to {NAME} characters."))
    if any(fold(one.name) == fold(name) for one in list_schools(transaction.connection)):
        raise Conflict(as_is(f"{name} is here already: say --school in place of --new-school."))
    return open_school(transaction.connection, name, first.time_zone, day_in(first.time_zone, now))


def _school(transaction: Transaction, wanted: str | None) -> SchoolName:
    rows = list_schools(transaction.connection)
    if not rows:
        raise NotFound(
            as_is(
                "There is no school yet. Add --new-school with its name, and bring its roster in on the page; or "
                "import the roster first: python -m hub roster import FILE."
            )
        )
    found = [row for row in rows if wanted is None or wanted in {row.id, row.source, row.name}]
    if len(found) != 1:
        names = ", ".join(f"{row.source} ({row.name})" for row in rows)
        raise Invalid(as_is(f"Say which school with --school; there are {names}."))
    return found[0]


def _person(transaction: Transaction, school: SchoolName, first: First, now: datetime) -> str:
    if not first.given or not first.family:
        raise Invalid(
            as_is("Nobody in the roster has this address; give the new admin a name with --given and --family.")
        )
    its = insert_admin(transaction.connection, school.id, first.given, first.family, first.email)
    day = day_in(school.time_zone, now)
    rights.settle(transaction, school.id, day, stamp(now))
    return its

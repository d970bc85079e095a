"""A school of many families, each reached on one medium, made from the demo school's own roster."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select

from hub.actions.people.sync_roster import sync_roster
from hub.app import opened_store
from hub.commands.demo import BUNDLE, demo_school
from hub.oneroster.read import read
from hub.settings import Settings
from hub.store import schema
from hub.store.clock import stamp
from hub.store.row_security import Across
from hub.store.transaction import Transaction
from tests.hub.running import _at_once

SCHOOL = "org-maple-street"
ROOMS = ("room-acorns", "room-maples")
MEDIA = ("fcm", "fcm", "webpush", "email", "sms")
"""How families are reached, in turn: as many phones as all else but texts."""


@dataclass(frozen=True, slots=True)
class Town:
    """A school of records, and by person the address where the planner is to find them."""

    school: str
    address_of: dict[str, str]


async def built(settings: Settings, families: int, folder: Path, subscription: Callable[[str], str]) -> Town:
    """Bring the school in; subscription makes a browser of a name."""
    bundle = read(_bundle(folder, families)).bundle
    assert bundle is not None
    store = opened_store(settings)
    now = datetime.now(UTC)
    await store.write(lambda one: sync_roster(one, bundle, "UTC", now), whose=Across.OPERATOR)
    await store.write(_at_once, whose=Across.OPERATOR)
    school = await store.read(demo_school, Across.OPERATOR)
    found = await store.write(lambda one: _devices(one, school, subscription, stamp(now)), whose=Across.OPERATOR)
    await store.stop()
    return Town(school, found)


def _bundle(folder: Path, families: int) -> Path:
    bundle = Path(shutil.copytree(BUNDLE, folder / "bundle"))
    numbers = range(families)
    _append(bundle / "users.csv", [row for number in numbers for row in _family(number)])
    _append(bundle / "enrollments.csv", [_placed(number) for number in numbers])
    _append(bundle / "roles.csv", [row for number in numbers for row in _roles(number)])
    return bundle


def _append(file: Path, rows: list[dict[str, str]]) -> None:
    with file.open(newline="") as read_from:
        names = next(csv.reader(read_from))
    with file.open("a", newline="") as write_to:
        writer = csv.DictWriter(write_to, names, restval="")
        writer.writerows(rows)


def medium_of(number: int) -> str:
    """How the family of this number is reached."""
    return MEDIA[number % len(MEDIA)]


def _family(number: int) -> list[dict[str, str]]:
    its = {"enabledUser": "true", "primaryOrgSourcedId": SCHOOL, "familyName": f"Town{number}"}
    parent = {
        **its, "sourcedId": f"usr-town-{number}", "username": f"town.{number}", "givenName": "Parent",
        "email": f"parent.{number}@town.example" if medium_of(number) == "email" else "",
        "sms": f"+1202{5_550_000 + number:07}" if medium_of(number) == "sms" else "",
    }  # fmt: skip
    child = {
        **its, "sourcedId": f"stu-town-{number}", "username": f"child.{number}", "givenName": "Child",
        "agentSourcedIds": f"usr-town-{number}", "grades": "IT",
    }  # fmt: skip
    return [parent, child]


def _placed(number: int) -> dict[str, str]:
    return {
        "sourcedId": f"enr-town-{number}", "classSourcedId": ROOMS[number % 2], "schoolSourcedId": SCHOOL,
        "userSourcedId": f"stu-town-{number}", "role": "student", "beginDate": "2026-08-24",
    }  # fmt: skip


def _roles(number: int) -> list[dict[str, str]]:
    return [
        {"sourcedId": f"rol-{who}", "userSourcedId": who, "roleType": "primary", "role": role,
         "orgSourcedId": SCHOOL}
        for who, role in ((f"usr-town-{number}", "parent"), (f"stu-town-{number}", "student"))
    ]  # fmt: skip


def _devices(one: Transaction, school: str, subscription: Callable[[str], str], at: str) -> dict[str, str]:
    person = schema.person.c
    rows = one.connection.execute(
        select(person.id, person.source, person.email, person.cell).where(person.source.like("usr-town-%"))
    ).all()
    found, devices = {}, []
    account = {"id": "a_town", "email": "town@town.example", "password": "none", "created_at": at}
    session = {"id": "s_town", "account": "a_town", "person": rows[0].id, "created_at": at, "expires_at": "2099"}
    one.connection.execute(insert(schema.account).values(**account))
    one.connection.execute(insert(schema.session).values(**session))
    for its, source, email, cell in rows:
        number = int(source.rpartition("-")[2])
        medium = medium_of(number)
        address = {"fcm": f"phone-{number}", "email": email, "sms": cell}.get(medium) or subscription(f"b{number}")
        found[its] = address
        if medium in {"fcm", "webpush"}:
            devices.append(
                {"id": f"d_{number}", "school": school, "person": its, "provider": medium, "address": address,
                 "session": "s_town", "created_at": at, "used_at": at}
            )  # fmt: skip
    one.connection.execute(insert(schema.device), devices)
    return found

"""This file is `demo`: load the invented school, and say who can sign in."""

from __future__ import annotations

import argparse
import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hub import settings
from hub.actions.conversations.post import Post, post
from hub.actions.people.sync_roster import sync_roster
from hub.bus.school import opened
from hub.commands.working import working
from hub.demo.accounts import PASSWORD, demo_accounts
from hub.demo.talk import talk
from hub.errors import Conflict
from hub.oneroster.read import read
from hub.store import clock
from hub.store.row_security import Across
from hub.store.schools import find_id
from hub.store.snapshot import Snapshot, snapshot

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.commands.working import Commands
    from hub.settings import Settings
    from hub.store.store import Store
    from policies.people.facts import Person

BUNDLE = Path(__file__).parent.parent / "demo" / "maple-street"
SOURCE = "org-maple-street"

SHOWN = ("Ana Reyes", "Ines Walker", "Rosa Alvarez")
"""One of each kind, for who only wants to look."""


def add(commands: Commands) -> None:
    """Declare the command `demo` and its options."""
    command = commands.add_parser("demo", help="load the demo school and say who can sign in")
    command.add_argument("--json", action="store_true", help="say it for programs")
    command.add_argument("--talk", action="store_true", help="let its people have said something already")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Load it; loading it again changes nothing."""
    chosen = settings.read()
    school, people = working(chosen, lambda store: loaded(store, chosen, with_talk=args.talk))
    if args.json:
        said = {"school": school, "base_url": chosen.base_url, "people": people}
        print(json.dumps(said, ensure_ascii=False))
        return 0
    print(f"The demo school is there. Sign in at {chosen.base_url} with the password {PASSWORD} as")
    for one in people:
        if one["name"] in SHOWN:
            print(f"  {one['name']:14} {one['role']:9} {one['email']}")
    return 0


async def loaded(store: Store, chosen: Settings, *, with_talk: bool = False) -> tuple[str, list[dict[str, Any]]]:
    """Bring the demo school in, with an account for everybody who has an address; its id, and who they are."""
    bundle = read(BUNDLE).bundle
    assert bundle is not None  # noqa: S101 (the bundle is ours, and a test reads it)
    now = clock.now()
    await store.write(
        lambda transaction: sync_roster(transaction, bundle, chosen.time_zone, now, confirmed=True),
        whose=Across.OPERATOR,
    )
    school = await store.read(demo_school, Across.OPERATOR)
    await store.write(lambda transaction: demo_accounts(transaction, school, now), whose=Across.OPERATOR)
    if with_talk:
        live = await opened(store, school)
        store.followers = live.hint
        for one in talk(live.snapshot, now):
            with contextlib.suppress(Conflict):  # today's nap is there already, with the time it began then
                await post(live, Post(one.author, one.conversation, one.cid, one.item), one.at)
    return school, await people_of(store, school)


async def people_of(store: Store, school: str) -> list[dict[str, Any]]:
    """Who can sign in at the demo school."""
    return who_can_sign_in(await store.read(lambda connection: snapshot(connection, school), school))


def demo_school(connection: Connection) -> str:
    """The demo school's id; empty where it is not loaded."""
    return find_id(connection, SOURCE) or ""


def who_can_sign_in(rules: Snapshot) -> list[dict[str, Any]]:
    """Everybody with an address: admins, staff, guardians, by name."""
    people = [one for one in rules.roster.people.values() if one.active and one.email]
    order = {"admin": 0, "staff": 1, "guardian": 2}
    return [_shown(rules, one) for one in sorted(people, key=lambda one: (order[one.role], one.name))]


def _shown(rules: Snapshot, person: Person) -> dict[str, Any]:
    roster = rules.roster
    children = roster.children_of.get(person.id, frozenset())
    return {
        "id": person.id,
        "name": person.name,
        "role": person.role.value,
        "email": person.email,
        "password": PASSWORD,
        "rooms": sorted(roster.rooms[one].name for one in person.rooms),
        "students": sorted(roster.students[one].name for one in children),
    }

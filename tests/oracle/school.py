"""A school of the running hub, made from plain facts, and what its people ask of the hub's endpoints."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, update

from hub.actions.people.accounts import create
from hub.actions.people.sync_roster import sync_roster
from hub.actions.people.turn_day import turn_due
from hub.oneroster.rows import (
    AssignmentRow,
    Bundle,
    GuardianRow,
    PersonRow,
    PlacementRow,
    RoomRow,
    SchoolRow,
    StudentRow,
)
from hub.signing import fingerprint
from hub.store import schema
from hub.store.clock import stamp
from hub.store.row_security import Across
from hub.store.transaction import Transaction
from notifiers.tables import delivery, planned, skip
from tests.hub.running import DEADLINE, Device, Running, Somebody
from tests.oracle.facts import Facts, Place

NOWHERE = {"t": "read", "conversation": "c_nowhere", "n": 0}


@dataclass
class Live:
    """A device somebody has open. since: the last event it was shown."""

    device: Device
    closing: contextlib.AsyncExitStack
    since: int
    asked: int = 0

    async def drained(self, head: int) -> list[dict[str, Any]]:
        """
        Every event that was on its way: up to head, and what came before the answer to something asked then.
        """
        found: list[dict[str, Any]] = []
        while self.since < head:
            self._take(await self.device.next(), found)
        self.asked += 1
        await self.device.send({**NOWHERE, "i": self.asked})
        while (frame := await self.device.next()).get("i") != self.asked:
            self._take(frame, found)
        return found

    def _take(self, frame: dict[str, Any], found: list[dict[str, Any]]) -> None:
        if frame["t"] == "event":
            assert frame["seq"] > self.since, "an event came twice, or out of its order"
            self.since = frame["seq"]
            found.append(frame)


@dataclass
class Somewhere:
    """The school as the hub has it. ids: by profile, child and room; places: conversations by what they are."""

    hub: Running
    source: str
    ids: dict[str, str] = field(default_factory=dict)
    places: dict[Place, str] = field(default_factory=dict)
    people: dict[str, Somebody] = field(default_factory=dict)
    live: dict[str, Live] = field(default_factory=dict)
    school: str = ""

    async def begins(self, facts: Facts) -> None:
        """Import it, and let everybody in it sign in and look."""
        await self.imports(facts)
        await self.hub.hub.store.write(
            lambda transaction: self._accounts(transaction, facts), whose=Across.OPERATOR
        )

    async def imports(self, facts: Facts) -> None:
        """What the roster says is what the facts say."""
        now = self.hub.clock()
        await self.hub.hub.store.write(
            lambda one: sync_roster(one, self._bundle(facts), "UTC", now, confirmed=True), whose=Across.OPERATOR
        )
        await self.hub.hub.store.write(_signs_in_again, whose=Across.OPERATOR)
        await self.learn()

    async def learn(self) -> None:
        """Names and conversations that are new."""
        its = schema
        rows = await self.hub.hub.store.read(
            lambda connection: [
                connection.execute(select(its.school.c.id).where(its.school.c.source == self.source)).scalar_one(),
                connection.execute(select(its.person)).mappings().all(),
                connection.execute(select(its.student)).mappings().all(),
                connection.execute(select(its.room)).mappings().all(),
                connection.execute(select(its.conversation)).mappings().all(),
            ],
            Across.OPERATOR,
        )
        self.school, people, children, rooms, conversations = rows
        mine = [row for row in (*people, *children, *rooms) if row["school"] == self.school]
        names = {row["id"]: _key(row) for row in mine}
        self.ids = {name: one for one, name in names.items()}
        for row in conversations:
            if row["school"] == self.school:
                _, _, about = row["subject"].partition(":")
                what = "+".join(sorted(names[one] for one in about.split("+"))) if about else ""
                self.places[row["kind"], what] = row["id"]
        await (await self.hub.hub.schools.opened(self.school)).catch_up()

    def _accounts(self, transaction: Transaction, facts: Facts) -> None:
        at, until = stamp(self.hub.clock()), stamp(self.hub.clock() + timedelta(days=3_000))
        profiles: defaultdict[str, list[str]] = defaultdict(list)
        for name, person in facts.people.items():
            if person.signed_up:
                profiles[person.user].append(self.ids[name])
        for user, theirs in profiles.items():
            account = create(transaction, f"{user}@{self.source}.example", "no password opens it", theirs, at)
            token = secrets.token_urlsafe(24)
            transaction.connection.execute(
                insert(schema.session).values(
                    id=fingerprint(token), account=account, person=theirs[0], created_at=at, expires_at=until
                )
            )
            for name, person in facts.people.items():
                if person.user == user:
                    self.people[name] = Somebody(self.hub, token, {"id": self.ids[name], "name": name})

    def _bundle(self, f: Facts) -> Bundle:
        here = {name for name, one in f.people.items() if one.present}
        children = {name for name, one in f.children.items() if one.present}
        users = {name: f.people[name].known_as or f.people[name].user for name in here}
        return Bundle(
            schools=(SchoolRow(source=self.source, name="Random"),),
            rooms=tuple(RoomRow(source=one, school=self.source, name=one) for one in sorted(f.rooms)),
            students=tuple(
                StudentRow(source=one, school=self.source, given=f.children[one].given, family="Ito")
                for one in sorted(children)
            ),
            people=tuple(
                PersonRow(
                    user=users[one], school=self.source, role=f.people[one].role,
                    given=f.people[one].user.title(), family="Vale",
                    email=f.people[one].email, sms=None, phone=None,
                )  # type: ignore[arg-type]
                for one in sorted(here)
            ),
            guardians=tuple(
                GuardianRow(school=self.source, user=users[parent], student=child, payer=pays)
                for child in sorted(children)
                for parent, pays in f.children[child].parents.items()
                if parent in here
            ),
            placements=tuple(
                PlacementRow(school=self.source, student=child, room=room, begin=begin, end=end)
                for child in sorted(children)
                for room, begin, end in f.children[child].rooms
                if room in f.rooms
            ),
            assignments=tuple(
                AssignmentRow(school=self.source, user=users[one], room=room, begin=begin, end=end)
                for one in sorted(here)
                for room, begin, end in f.works.get(one, [])
                if room in f.rooms
            ),
            rows=0,
        )  # fmt: skip

    async def ask(self, name: str, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Somebody asks an endpoint."""
        return await self.people[name].ask(method, path, body)

    async def post(self, name: str, place: Place, item: dict[str, Any]) -> tuple[int, Any]:
        """Somebody posts."""
        path = f"/v1/conversations/{self.places[place]}/messages"
        return await self.people[name].ask("POST", path, {"item": item}, **{"idempotency-key": uuid.uuid4().hex})

    async def synced(self, name: str) -> list[dict[str, Any]]:
        """Everything somebody may read, from the first event on, as their device would get it."""
        found: list[dict[str, Any]] = []
        since = 0
        while True:
            status, body = await self.ask(name, "POST", "/v1/sync", {"since": since})
            assert status == 200, body
            found, since = found + body["events"], body["seq"]
            if not body["more"]:
                return found

    async def opens(self, name: str, since: int | None) -> None:
        """Somebody opens the app."""
        closing = contextlib.AsyncExitStack()
        device = await closing.enter_async_context(self.people[name].device(since, device=f"of {name}"))
        self.live[name] = Live(device, closing, device.welcome["head"] if since is None else since)

    async def closes(self, name: str) -> int:
        """Somebody puts it away; the last event it was shown."""
        its = self.live.pop(name)
        await its.closing.aclose()
        return its.since

    async def days_pass(self, days: int) -> None:
        """The clock moves, and the school's day with it."""
        self.hub.clock.ahead += timedelta(days=days)
        school = self.hub.hub.schools[self.school]
        await turn_due(self.hub.hub.store, self.hub.clock())
        await school.catch_up()

    async def planned(self, seqs: Iterable[int]) -> dict[int, set[str]]:
        """Who was told of these events or skipped with a reason, once the planner has come past them, by name."""
        school = self.hub.hub.schools[self.school]
        async with asyncio.timeout(DEADLINE):
            while await self._plan_stands() < school.seq:
                await asyncio.sleep(0.005)
        wanted = list(seqs)
        told = await self.hub.hub.store.read(
            lambda connection: [
                connection.execute(
                    select(delivery.c.event, delivery.c.recipients).where(
                        delivery.c.school == self.school, delivery.c.event.in_(wanted)
                    )
                ).all(),
                connection.execute(
                    select(skip.c.event, skip.c.person).where(
                        skip.c.school == self.school, skip.c.event.in_(wanted)
                    )
                ).all(),
            ],
            Across.OPERATOR,
        )
        names = {one: name for name, one in self.ids.items()}
        found: dict[int, set[str]] = {seq: set() for seq in wanted}
        for seq, recipients in told[0]:
            found[seq] |= {names[one] for one in json.loads(recipients)}
        for seq, person in told[1]:
            found[seq].add(names[person])
        return found

    async def _plan_stands(self) -> int:
        its = select(planned.c.seq).where(planned.c.school == self.school)
        return (
            await self.hub.hub.store.read(lambda connection: connection.execute(its).scalar(), Across.OPERATOR) or 0
        )


def _key(row: Any) -> str:
    """What the facts call it: a parent's profile is named for being one."""
    return f"{row['source']} at home" if row.get("side") == "guardian" else str(row["source"])


def _signs_in_again(transaction: Transaction) -> None:
    """Who is back in the roster has signed in anew; under the same token, which changes no right."""
    profile, person, session = schema.profile.c, schema.person.c, schema.session.c
    here = select(profile.account).join(schema.person, person.id == profile.person).where(person.left_at.is_(None))
    transaction.connection.execute(
        update(schema.session).where(session.account.in_(here), session.ended_at.is_not(None)).values(ended_at=None)
    )

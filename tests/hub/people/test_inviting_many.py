"""Inviting a whole center: several commits, each decided by what is true then, as if everybody was asked about."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from benchmarks.rosters import center_of
from hub.actions.people import inviting, texting
from hub.actions.people.accounts import create
from hub.bus.school import School
from hub.notify.rendering import signer_of
from hub.queries.people.inviting import invitees
from hub.store import schema
from hub.store.clock import stamp
from hub.store.journal import Stored
from hub.store.row_security import Across
from hub.store.schools import list_schools
from hub.store.verify import verify
from notifiers.tables import delivery
from tests.hub.people.test_inviting import FirstDay, first
from tests.hub.people.test_printing import ROSA, page_of, shares_with_rosa
from tests.hub.people.test_roster import imported
from tests.hub.running import Running, running

__all__ = ["first"]

PARENTS = inviting.PER_COMMIT * 2 + 20


@dataclass
class Center:
    """A school with so many parents that an invitation of all takes several commits."""

    hub: Running
    school: School

    @property
    def admin(self) -> str:
        return min(self.school.snapshot.roster.admins)

    async def invite(self) -> inviting.InvitationsSent:
        signer = signer_of(self.hub.settings)
        assert signer is not None
        wish = inviting.InvitationWish(admin=self.admin, group="not_invited")
        return await inviting.invite(self.school, signer, wish, self.hub.clock())

    async def count(self, *conditions: Any) -> int:
        asked = select(func.count()).where(*conditions)
        return int(await self.hub.hub.store.read(lambda one: one.execute(asked).scalar_one(), Across.OPERATOR))


@pytest.fixture
async def center(tmp_path: Path) -> AsyncIterator[Center]:
    code, said = await imported(tmp_path, center_of(tmp_path / "center.zip", PARENTS))
    assert code == 0, said
    async with running(tmp_path, {"ROOMWIRE_SECRET": "s" * 40, "ROOMWIRE_WORKER": "0"}, demo=False) as hub:
        (its,) = await hub.hub.store.read(list_schools, Across.OPERATOR)
        yield Center(hub, await hub.hub.schools.opened(its.id))


@dataclass(eq=False)
class SignsUp:
    """A device of whoever is invited first; once it hears of that, the last one to be invited signs up."""

    center: Center
    person: str
    last: str
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)
    session: str = ""

    def offer(self, stored: Stored) -> None:
        if stored.event.kind == "invited":
            store, now = self.center.hub.hub.store, stamp(self.center.hub.clock())
            work = store.write(
                lambda one: create(one, "last@bench.example", "hashed", [self.last], now), whose=Across.OPERATOR
            )
            self.tasks.append(asyncio.ensure_future(work))


async def test_everybody_of_a_large_center_is_invited_once_with_a_link_and_an_email_each(center: Center) -> None:
    everybody = len([one for one in center.school.snapshot.roster.people.values() if one.active])
    its = schema.invitation.c
    assert await center.count(its.id.is_not(None)) == 0

    first, again = await center.invite(), await center.invite()

    assert (first.sent, again.sent) == (everybody, 0)
    assert await center.count(its.ended_at.is_(None), its.delivery == delivery.c.id, its.school != "") == everybody
    assert await center.count(schema.log_entry.c.deed == "invited") == everybody
    broken = {one.promise: one.broken for one in await center.hub.hub.store.read(verify, Across.OPERATOR)}
    assert not any(broken.values()), broken


async def test_who_signs_up_while_others_are_invited_is_invited_no_more(center: Center) -> None:
    names = sorted((one.name, one.id) for one in center.school.snapshot.roster.people.values() if one.active)
    device = SignsUp(center, names[0][1], names[-1][1])
    center.school.listen(device)  # type: ignore[arg-type]

    done = await center.invite()

    await asyncio.gather(*device.tasks)
    assert len(device.tasks) == 1
    assert done.sent == len(names) - 1
    its = schema.invitation.c
    assert await center.count(its.person == device.person) == 1
    assert await center.count(its.person == device.last) == 0


async def test_texts_to_a_large_center_leave_once_for_each_cell(center: Center) -> None:
    signer = signer_of(center.hub.settings)
    assert signer is not None
    wish = texting.TextWish(admin=center.admin, people=tuple(center.school.snapshot.roster.people))

    done = await texting.text(center.school, signer, wish, center.hub.clock())

    its = schema.invitation.c
    assert (done.sent, len(done.left_out)) == (PARENTS, 40)
    assert await center.count(its.texted == delivery.c.id, delivery.c.medium == "sms") == PARENTS
    assert await center.count(its.code.is_not(None)) == PARENTS


async def test_asked_of_a_few_everybody_stands_as_they_do_asked_of_all(first: FirstDay) -> None:
    await first.forget("Ben Carter", "Joy Bell")
    await first.change("Ben Carter", email=None)
    await first.change("Joy Bell", email=ROSA.upper(), cell="+12025550142")
    await shares_with_rosa(first)
    await page_of(first, "Ben Carter")
    school, now = first.maple.hub.schools[first.maple.school], first.maple.clock()
    rules, ines = school.snapshot, await first.id_of("Ines Walker")

    def read(connection: Any) -> list[tuple[Any, Any]]:
        whole = invitees(connection, rules, now, ines, texts=True)
        few = [sorted(whole)[start : start + 3] for start in range(0, len(whole), 3)]
        parts = [invitees(connection, rules, now, ines, texts=True, only=part) for part in few]
        return [(whole[one], its[one]) for its in parts for one in its]

    pairs = await first.maple.hub.store.read(read, Across.OPERATOR)

    whys = {one.person.name: one.may.because for one, _ in pairs}
    assert "same email address as that of" in str(whys["Tom Alvarez"])
    assert "same email address as that of" in str(whys["Joy Bell"])
    assert "no email address" in str(whys["Ben Carter"])
    assert "signed up already" in str(whys["Rosa Alvarez"])
    assert len(pairs) == len({one.person.id for one, _ in pairs}) > 50
    assert [one for one, _ in pairs] == [other for _, other in pairs]


async def test_somebody_else_who_left_and_signs_in_with_an_address_is_asked_about_likewise(first: FirstDay) -> None:
    await first.change("Rosa Alvarez", email=None)
    await first.change("Tom Alvarez", email=ROSA.upper())  # with which Rosa signs in, whatever the roster says
    school, now = first.maple.hub.schools[first.maple.school], first.maple.clock()
    tom, rosa = await first.id_of("Tom Alvarez"), await first.id_of("Rosa Alvarez")

    async def alone() -> str:
        rules = school.snapshot
        found = await school.store.read(
            lambda one: invitees(one, rules, now, only=[tom])[tom].may.because, Across.ACCOUNT
        )
        return str(found)

    assert "same email address as that of Rosa Alvarez" in await alone()
    await first.change("Rosa Alvarez", left_at=stamp(now))
    assert rosa not in {one.id for one in school.snapshot.roster.people.values() if one.active}
    assert "gets an email with a link" in await alone()

"""One human being with a profile in two schools is told of both, on the phone they signed in on once."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from hub.demo.accounts import PASSWORD
from hub.store import schema
from hub.store.account_mail import CHANGED, PATHS
from hub.store.row_security import Across
from notifiers.tables import delivery
from tests.hub.inbound.test_texts_kept import swept
from tests.hub.inbound.test_unsorted import listed
from tests.hub.notify.test_telling import settled
from tests.hub.people.test_roster import imported
from tests.hub.people.test_schools import at_elm, elsewhere
from tests.hub.running import Running, Somebody, running
from tests.hub.texting import DANA, texting_hub
from tests.notifiers.providers.fcm import FcmServer


async def in_both(hub: Running, name: str) -> tuple[Somebody, Somebody]:
    """Somebody who came in once, as whom they are at either school: two profiles of one account."""
    here, (given, family) = await hub.somebody(name), name.split()
    its, profile = schema.person.c, schema.profile
    other = select(its.id).where(its.given == given, its.family == family, its.school != hub.school)
    mine = select(profile.c.account).where(profile.c.person == here.id)

    def give(transaction: Any) -> str:
        run = transaction.connection.execute
        there, account = run(other).scalar_one(), run(mine).scalar_one()
        run(insert(profile).values(account=account, person=there))
        return str(there)

    there = await hub.hub.store.write(give, whose=Across.OPERATOR)
    return here, Somebody(hub, here.token, {**here.its, "id": there})


async def test_a_phone_rings_for_both_schools_whichever_the_session_was_opened_at(
    records: Path, tmp_path_factory: Any
) -> None:
    code, said = await imported(records, elsewhere(records))
    assert code == 0, said
    async with (
        FcmServer(tmp_path_factory.mktemp("fcm")).running() as fcm,
        running(records, fcm.env()) as hub,
    ):
        both = await in_both(hub, "Rosa Alvarez")
        for one in both:
            assert (await one.ask("POST", "/v1/devices", {"provider": "fcm", "address": "her-phone"}))[0] == 201
        reached = [(await one.get("/v1/preferences"))["reached_by"] for one in both]
        for ana in (await hub.somebody("Ana Reyes"), await at_elm(hub, "Ana Reyes")):
            await ana.post(await ana.conversation("family", "Mia"), "Mia has a fever")
        rows = await settled(hub, 4)

    assert ["push" in one for one in reached] == [True, True]
    pushed = {row["school"]: row["outcome"] for row in rows if row["medium"] == "push"}
    assert list(pushed.values()) == ["accepted", "accepted"], rows
    assert [one["to"] for one in fcm.received] == ["her-phone", "her-phone"]


async def test_a_new_password_is_told_whichever_school_the_first_profile_is_of(records: Path) -> None:
    code, said = await imported(records, elsewhere(records))
    assert code == 0, said
    async with running(records) as hub:
        told = []
        both, current = await in_both(hub, "Rosa Alvarez"), PASSWORD
        for number, one in enumerate(both):
            fresh = f"another long one {number}"
            told.append((await one.ask("POST", "/v1/password", {"current": current, "new": fresh}))[0])
            current = fresh
        its = delivery.c
        mails = select(its.school, its.recipients).where(its.path == PATHS[CHANGED])
        rows = await hub.hub.store.read(lambda one: one.execute(mails).all(), Across.OPERATOR)

    assert told == [204, 204]
    assert len(rows) == 2
    assert {json.loads(people)[0] for _, people in rows} <= {one.id for one in both}


async def test_silence_upon_our_question_counts_for_every_school_that_knows_the_number(records: Path) -> None:
    code, said = await imported(records, elsewhere(records))
    assert code == 0, said
    async with texting_hub(records) as texting:
        hub = texting.maple
        ben, _, family = await texting.of_leo()
        await ben.post(family, "Leo has a fever")
        await texting.text_to(DANA)
        cell = schema.person.c.cell
        both = await hub.hub.store.read(
            lambda one: one.execute(select(schema.person.c.school).where(cell == DANA)).scalars().all(),
            Across.OPERATOR,
        )
        await texting.texts.says(DANA, "stop please")
        hub.clock.ahead += timedelta(hours=25)
        await swept(hub)
        closed = await hub.hub.store.read(
            lambda one: one.execute(select(schema.consent.c.school).where(schema.consent.c.address == DANA)).all(),
            Across.OPERATOR,
        )
        listed_here = {one["reason"] for one in await listed(await hub.somebody("Ines Walker"))}

    assert "consent" in listed_here
    assert len(set(both)) == 2
    assert {one.school for one in closed} == set(both)

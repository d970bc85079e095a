"""Consents: who asked for no more texts gets none, hears of emergencies still, and all of it is on record."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import insert, select

from hub.notify.audience import closed_of
from hub.store import consents
from hub.store.clock import stamp
from hub.store.consents import ConsentChange
from hub.store.row_security import Across
from hub.store.schema import consent
from notifiers.tables import delivery
from policies.notify.consent import CLOSES, EVERY, Class, Source, State
from policies.notify.recipients import Medium
from tests.hub.notify.test_telling import Telling, settled, telling
from tests.hub.running import DEADLINE, Running, Somebody

__all__ = ["telling"]

STOPPED = "The cell number has asked for no more routine texts."
NOWHERE = (
    "There is no device; the cell number has asked for no more routine texts; "
    "the email address is closed for routine emails by the school."
)
WHY = {"medium": "sms", "classes": ["routine"], "state": "closed", "why": "Told Ana at pick-up."}


async def noted(maple: Running, address: str, source: Source, state: State = State.CLOSED) -> None:
    """Something about a number is on the ledger now."""
    classes = CLOSES[source] if state is State.CLOSED else EVERY
    change = ConsentChange(
        medium=Medium.SMS, address=address, classes=classes, state=state, source=source, why="a test",
        at=stamp(maple.clock()),
    )  # fmt: skip
    await maple.hub.store.write(
        lambda one: consents.note(one.connection, maple.school, change), whose=Across.OPERATOR
    )


async def number_of(who: Somebody) -> str:
    """Somebody's own number, as the page shows it to them."""
    mine = (await who.get(f"/v1/consents/{who.id}"))["items"]
    return str(next(one["address"] for one in mine if one["medium"] == "sms"))


async def of_leo(maple: Running) -> tuple[Somebody, Somebody, str]:
    ben, dana = await maple.somebody("Ben Carter"), await maple.somebody("Dana Novak")
    return ben, dana, await ben.conversation("family", "Leo")


async def test_who_asked_for_no_more_texts_gets_none_and_every_answer_says_the_same(telling: Telling) -> None:
    maple = telling.maple
    ben, dana, family = await of_leo(maple)
    number, ines = await number_of(dana), await maple.somebody("Ines Walker")
    await ben.post(family, "Leo ate well")
    await settled(maple, 2)
    assert ("sms", number) in telling.told()

    await noted(maple, number, Source.REPLY)
    await ben.post(family, "Leo slept")
    await settled(maple, 4)
    assert telling.told().count(("sms", number)) == 1
    assert telling.told().count(("email", "dana.novak@families.example")) == 1

    await ines.ask("PUT", f"/v1/consents/{dana.id}", {**WHY, "medium": "email"})
    text = {"type": "text", "text": "Leo is awake"}
    _, preview = await ben.ask("POST", "/v1/preview", {"conversation": family, "item": text})
    hears = await ben.get(f"/v1/explain?who={dana.id}&may=hear&about={family}")
    posted = await ben.post(family, text)
    await settled(maple, 5)
    shown = await ben.get(f"/v1/messages/{posted['id']}/timeline")
    skipped = next(one["skipped"] for one in shown["items"] if one["person"] == dana.id)
    assert skipped == NOWHERE
    assert [one["why"] for one in preview["skipped"] if one["person"] == dana.id] == [NOWHERE]
    assert hears["because"][0] == NOWHERE
    assert "emails to their address are allowed again" in hears["because"][1]

    await noted(maple, number, Source.REPLY, State.OPEN)
    await ben.post(family, "Leo is hungry")
    await settled(maple, 7)
    assert telling.told().count(("sms", number)) == 2


async def test_an_emergency_passes_where_routine_texts_are_stopped_unless_the_carrier_blocks_it(
    maple: Running,
) -> None:
    _, dana, _ = await of_leo(maple)
    number = await number_of(dana)

    async def shut(of: Class) -> Any:
        return await maple.hub.store.read(
            lambda one: consents.closed(one, maple.school, [number], of), Across.OPERATOR
        )

    await noted(maple, number, Source.REPLY)
    assert await shut(Class.ROUTINE) == {(Medium.SMS, number): STOPPED}
    assert await shut(Class.EMERGENCY) == {}

    await noted(maple, number, Source.CARRIER)
    assert "not even an emergency can pass" in (await shut(Class.EMERGENCY))[Medium.SMS, number]


async def test_what_waits_to_go_to_a_number_is_cancelled_when_it_is_closed(telling: Telling) -> None:
    maple = telling.maple
    ben, dana, family = await of_leo(maple)
    number, ines = await number_of(dana), await maple.somebody("Ines Walker")
    await ines.ask("PUT", "/v1/settings/conversations", {"undo_seconds": 30})
    posted = await ben.post(family, "Leo ate well")
    await planned(maple, number)

    status, _ = await ines.ask("PUT", f"/v1/consents/{dana.id}", WHY)
    assert status == 200
    shown = await ben.get(f"/v1/messages/{posted['id']}/timeline")
    steps = next(one for one in shown["items"] if one["person"] == dana.id)["steps"]
    steps = [one for one in steps if one["medium"] == "sms"]
    assert [one["what"] for one in steps] == ["planned", "cancelled"]
    assert steps[-1]["detail"] == "The cell number is closed for routine texts by the school."


async def planned(maple: Running, address: str) -> None:
    """Return once a delivery to this address waits."""
    wanted = select(delivery.c.id).where(delivery.c.address == address)
    async with asyncio.timeout(DEADLINE):
        while not await maple.hub.store.read(lambda one: one.execute(wanted).scalars().all(), Across.OPERATOR):
            await asyncio.sleep(0.01)


async def test_an_address_that_closes_between_planning_and_claiming_is_not_used(telling: Telling) -> None:
    maple = telling.maple
    ben, dana, family = await of_leo(maple)
    number, ines = await number_of(dana), await maple.somebody("Ines Walker")
    await ines.ask("PUT", "/v1/settings/conversations", {"undo_seconds": 2})
    await ben.post(family, "Leo ate well")
    await planned(maple, number)
    row = {"school": maple.school, "medium": "sms", "address": number, "class": "routine", "state": "closed"}
    row |= {"why": "as if noted while it was being planned", "source": "reply", "at": stamp(maple.clock())}
    await maple.hub.store.write(lambda one: one.connection.execute(insert(consent), [row]), whose=Across.OPERATOR)

    rows = await settled(maple, 2)
    its = next(row for row in rows if row["address"] == number)
    assert (its["outcome"], its["detail"], its["handed_at"]) == ("cancelled", STOPPED, None)


async def test_a_number_its_carrier_blocks_is_on_record_and_not_tried_again(telling: Telling) -> None:
    maple = telling.maple
    ben, dana, family = await of_leo(maple)
    number = await number_of(dana)
    telling.texts.refused.add(number)
    await ben.post(family, "Leo ate well")
    rows = await settled(maple, 2)
    assert next(row["outcome"] for row in rows if row["address"] == number) == "opted_out"

    await ben.post(family, "Leo slept")
    await settled(maple, 3)
    page = await dana.get(f"/v1/consents/{dana.id}")
    text = next(one for one in page["items"] if one["medium"] == "sms")
    assert "START" in text["routine"]
    assert "START" in text["emergency"]
    assert [(one["of"], one["state"], one["source"]) for one in text["record"]] == [
        ("emergency", "closed", "carrier"), ("routine", "closed", "carrier"),
    ]  # fmt: skip
    assert telling.texts.asked.count(number) == 1

    ines = await maple.somebody("Ines Walker")
    status, body = await ines.ask("PUT", f"/v1/consents/{dana.id}", {**WHY, "state": "open"})
    assert (status, body["code"]) == (409, "conflict")


async def test_admins_note_what_somebody_told_the_school_and_everybody_sees_who_noted_it(maple: Running) -> None:
    ben, dana, _ = await of_leo(maple)
    ines, rosa = await maple.somebody("Ines Walker"), await maple.somebody("Rosa Alvarez")

    _, body = await ines.ask("PUT", f"/v1/consents/{dana.id}", WHY)
    _, body = await ines.ask("PUT", f"/v1/consents/{dana.id}", {**WHY, "state": "open", "why": "Asked again."})

    text = next(one for one in body["items"] if one["medium"] == "sms")
    assert (text["routine"], text["emergency"]) == (None, None)
    assert [(one["state"], one["by"], one["why"]) for one in text["record"]] == [
        ("closed", "Ines Walker", "Told Ana at pick-up."), ("open", "Ines Walker", "Asked again."),
    ]  # fmt: skip
    seen = await ben.get(f"/v1/consents/{dana.id}")
    assert next(one["address"] for one in seen["items"] if one["medium"] == "sms").startswith("…")

    for who, body, code in (
        (ben, WHY, "forbidden"), (rosa, WHY, "forbidden"), (ines, {**WHY, "classes": []}, "invalid"),
        (ines, {**WHY, "medium": "push"}, "invalid"), (ines, {**WHY, "why": ""}, "invalid"),
    ):  # fmt: skip
        _, met = await who.ask("PUT", f"/v1/consents/{dana.id}", body)
        assert met["code"] == code
    ana = await maple.somebody("Ana Reyes")
    for who, about, code in (
        (rosa, dana, "not_found"), (ana, dana, "forbidden"), (ben, ana, "forbidden"), (ben, rosa, "forbidden")
    ):  # fmt: skip
        assert (await who.ask("GET", f"/v1/consents/{about.id}"))[1]["code"] == code
    assert (await ines.ask("GET", "/v1/consents/nobody"))[1]["code"] == "not_found"
    assert (await ines.ask("PUT", "/v1/consents/nobody", WHY))[1]["code"] == "not_found"
    tom = await maple.somebody("Tom Alvarez")
    assert (await ines.ask("PUT", f"/v1/consents/{tom.id}", WHY))[1]["code"] == "not_found"


async def test_however_an_email_address_is_written_it_is_the_same_one(maple: Running) -> None:
    change = ConsentChange(
        medium=Medium.EMAIL, address="Tom.Alvarez@Families.example", classes=EVERY, state=State.CLOSED,
        source=Source.BOUNCE, why="550", at=stamp(maple.clock()),
    )  # fmt: skip
    await maple.hub.store.write(
        lambda one: consents.note(one.connection, maple.school, change), whose=Across.OPERATOR
    )
    tom = await maple.somebody("Tom Alvarez")
    snapshot = maple.hub.schools[maple.school].snapshot
    closed = await maple.hub.store.read(lambda one: closed_of(one, [tom.id]), Across.OPERATOR)
    its = snapshot.roster.people[tom.id].email

    assert list(closed[Class.ROUTINE]) == list(closed[Class.EMERGENCY]) == [(Medium.EMAIL, its)]

"""Where one is signed in: the list, ending one, all others, or as an admin all; the alert on a new device."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from hub.actions.people.idle_sessions import idle
from hub.actions.people.sessions import MARK_LASTS, SESSION_LASTS
from hub.signing import fingerprint
from hub.store import schema
from hub.store.clock import stamp
from hub.store.known_devices import MOST_KNOWN
from hub.store.row_security import Across
from notifiers.tables import delivery
from tests.hub.notify.test_emails import words_of
from tests.hub.people.test_inviting import FRESH, TOM, FirstDay, first
from tests.hub.people.test_resetting import Office, office
from tests.hub.people.test_roster import imported
from tests.hub.people.test_schools import at_elm, elsewhere
from tests.hub.people.test_sessions import again, ends_in, phone_of, phones
from tests.hub.running import Running, Somebody, running
from tests.hub.store.test_nodes import nodes

__all__ = ["first", "office"]

MARK = "roomwire_before"
FIREFOX = "Mozilla/5.0 (Android 16; Mobile; rv:151.0) Gecko/151.0 Firefox/151.0"
SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15"


async def signs_in(hub: Running, its: dict[str, Any], mark: str = "", **headers: str) -> tuple[Somebody, str]:
    """Somebody signed in with a browser of their own, and the mark that it keeps from then on."""
    body = {"email": its["email"], "password": its["password"]}
    sent = {"cookie": f"{MARK}={mark}" if mark else "", **headers}
    async with hub.http.post(f"{hub.url}/v1/sign-in", json=body, headers=sent) as answer:
        said = await answer.json()
        assert answer.status == 200, said
        return Somebody(hub, said["token"], its), answer.cookies[MARK].value


async def of(hub: Running, name: str) -> dict[str, Any]:
    return next(one for one in hub.people if one["name"] == name)


async def told(hub: Running) -> list[str]:
    """The notices about new devices, in their order."""
    its = select(delivery.c.notice).where(delivery.c.path == "/#/sign-ins").order_by(delivery.c.event)
    return list(await hub.hub.store.read(lambda one: one.execute(its).scalars().all(), Across.OPERATOR))


# The list


async def test_one_sees_ones_own_devices_this_one_first_and_neither_address_nor_more(maple: Running) -> None:
    rosa = await of(maple, "Rosa Alvarez")
    phone, _ = await signs_in(maple, rosa, **{"user-agent": FIREFOX})
    laptop, _ = await signs_in(maple, rosa, **{"user-agent": SAFARI})
    await ends_in(maple, phone, SESSION_LASTS - timedelta(days=3))
    items = (await laptop.get("/v1/sign-ins"))["items"]

    assert [(one["browser"], one["system"], one["here"]) for one in items] == [
        ("Safari", "macOS", True), ("Firefox", "Android", False),
    ]  # fmt: skip
    assert items[1]["used_at"] < stamp(maple.clock() - timedelta(days=2))
    assert set(items[0]) == {"id", "browser", "system", "since", "used_at", "here"}
    assert fingerprint(phone.token) not in str(items)


async def test_ending_one_ends_its_sockets_at_once_and_no_other(maple: Running) -> None:
    rosa = await of(maple, "Rosa Alvarez")
    phone, _ = await signs_in(maple, rosa)
    laptop, _ = await signs_in(maple, rosa)
    await phone_of(phone, "rosas-phone")
    other = next(one for one in (await laptop.get("/v1/sign-ins"))["items"] if not one["here"])
    async with phone.device() as lost, laptop.device() as kept:
        await lost.live()
        await kept.live()
        status, _ = await laptop.ask("DELETE", f"/v1/sign-ins/{other['id']}")
        code = await lost.closed()
        again_, _ = await laptop.ask("DELETE", f"/v1/sign-ins/{other['id']}")

    assert (status, code, again_) == (204, 4501, 404)
    assert (await phone.ask("GET", "/v1/me"))[0] == 401
    assert (await laptop.ask("GET", "/v1/me"))[0] == 200
    assert await phones(maple) == []


async def test_ending_all_others_leaves_this_one_and_everybody_else_alone(maple: Running) -> None:
    rosa = await of(maple, "Rosa Alvarez")
    here, _ = await signs_in(maple, rosa)
    others = [(await signs_in(maple, rosa))[0] for _ in range(2)]
    tom = await maple.somebody("Tom Alvarez")
    status, said = await here.ask("DELETE", "/v1/sign-ins")

    assert (status, said) == (200, {"ended": 2})
    assert [(await one.ask("GET", "/v1/me"))[0] for one in (*others, here, tom)] == [401, 401, 200, 200]
    assert [one["here"] for one in (await here.get("/v1/sign-ins"))["items"]] == [True]


@pytest.mark.only("postgres")
async def test_a_device_on_another_hub_is_out_as_well(records: Path) -> None:
    async with nodes(records) as (here, there):
        rosa = await of(here, "Rosa Alvarez")
        lost, _ = await signs_in(there, rosa)
        laptop, _ = await signs_in(here, rosa)
        async with lost.device() as phone:
            await phone.live()
            await laptop.ask("DELETE", "/v1/sign-ins")
            assert await phone.closed() == 4501


@pytest.mark.parametrize("name", ["Tom Alvarez", "Ana Reyes", "Ines Walker"])
async def test_sign_ins_of_another_account_are_neither_listed_nor_ended(maple: Running, name: str) -> None:
    rosa, _ = await signs_in(maple, await of(maple, "Rosa Alvarez"))
    second, _ = await signs_in(maple, await of(maple, "Rosa Alvarez"))
    ids = {one["id"] for one in (await rosa.get("/v1/sign-ins"))["items"]}
    other = await maple.somebody(name)
    listed = {one["id"] for one in (await other.get("/v1/sign-ins"))["items"]}
    tries = [(await other.ask("DELETE", f"/v1/sign-ins/{one}"))[0] for one in ids]
    _, said = await other.ask("DELETE", "/v1/sign-ins")

    assert len(ids) == 2
    assert listed & ids == set()
    assert tries == [404, 404]
    assert said == {"ended": 0}
    assert [(await one.ask("GET", "/v1/me"))[0] for one in (rosa, second)] == [200, 200]


async def test_a_session_that_has_just_ended_ends_no_other(maple: Running) -> None:
    rosa = await of(maple, "Rosa Alvarez")
    one, _ = await signs_in(maple, rosa)
    other, _ = await signs_in(maple, rosa)
    names = {(one_["here"], one_["id"]) for one_ in (await one.get("/v1/sign-ins"))["items"]}
    other_id = next(its for here, its in names if not here)
    both = await asyncio.gather(
        one.ask("DELETE", f"/v1/sign-ins/{other_id}"), one.ask("DELETE", f"/v1/sign-ins/{other_id}")
    )

    assert sorted(status for status, _ in both) == [204, 404]
    assert (await other.ask("DELETE", "/v1/sign-ins"))[0] == 401
    assert (await one.ask("GET", "/v1/me"))[0] == 200


# An admin


async def test_an_admin_ends_all_sign_ins_of_somebody_and_it_is_on_record(maple: Running) -> None:
    ines, rosa = await maple.somebody("Ines Walker"), await maple.somebody("Rosa Alvarez")
    second, tom = await again(rosa), await maple.somebody("Tom Alvarez")
    before = await ines.get(f"/v1/people/{rosa.id}/sign-ins")
    async with rosa.device() as phone:
        await phone.live()
        status, said = await ines.ask("DELETE", f"/v1/people/{rosa.id}/sign-ins")
        code = await phone.closed()
    _, record = await ines.ask("GET", "/v1/audit")

    assert (before["account"], before["sign_ins"], before["why_not_end"], before["code"]) == (True, 2, "", False)
    assert (status, said, code) == (200, {"ended": 2}, 4501)
    assert [(await one.ask("GET", "/v1/me"))[0] for one in (second, tom)] == [401, 200]
    assert [one["name"] for one in record["items"] if one["what"] == "ended_sign_ins"] == ["Ines Walker"]
    assert (await again(rosa)).token


@pytest.mark.parametrize("name", ["Tom Alvarez", "Ana Reyes"])
async def test_nobody_but_an_admin_ends_or_sees_anothers(maple: Running, name: str) -> None:
    rosa, other = await maple.somebody("Rosa Alvarez"), await maple.somebody(name)
    found = [await other.ask(method, f"/v1/people/{rosa.id}/sign-ins") for method in ("GET", "DELETE")]

    assert [status for status, _ in found] == [403, 403]
    assert (await rosa.ask("GET", "/v1/me"))[0] == 200


async def test_an_admin_of_another_school_finds_nobody_and_ones_own_are_ended_under_me(records: Path) -> None:
    code, said = await imported(records, elsewhere(records))
    assert code == 0, said
    async with running(records) as hub:
        ines, rosa, theirs = (
            await hub.somebody("Ines Walker"), await hub.somebody("Rosa Alvarez"), await at_elm(hub, "Ines Walker"),
        )  # fmt: skip
        path = f"/v1/people/{rosa.id}"
        asked = (("GET", "sign-ins"), ("DELETE", "sign-ins"), ("DELETE", "second-factor"))
        found = [await theirs.ask(method, f"{path}/{what}") for method, what in asked]
        own, _ = await ines.ask("DELETE", f"/v1/people/{ines.id}/sign-ins")

        assert [status for status, _ in found] == [404] * 3
        assert own == 403
        assert [(await one.ask("GET", "/v1/me"))[0] for one in (rosa, ines)] == [200, 200]


# A new device


async def test_a_new_device_is_told_once_by_email_and_on_the_others_and_the_first_one_is_not(
    office: Office,
) -> None:
    hub = office.maple
    rosa = await of(hub, "Rosa Alvarez")
    phone, mark = await signs_in(hub, rosa, **{"user-agent": FIREFOX})
    _, same = await signs_in(hub, rosa, mark)
    first = await told(hub)
    async with phone.device() as device:
        await device.live()
        _, laptop = await signs_in(hub, rosa, **{"user-agent": SAFARI})
        await device.event(kind="new_device")
    message = await office.email("A new sign-in to your account")
    await signs_in(hub, rosa, laptop)
    await signs_in(hub, rosa, mark)

    assert first == []
    assert same == mark != laptop
    assert message["to"] == rosa["email"]
    assert "Safari, macOS" in words_of(message)
    assert "change your password" in words_of(message)
    assert "/#/sign-ins" in words_of(message)
    assert len(await told(hub)) == 1


async def test_a_device_that_does_not_say_what_it_is_is_told_of_in_ones_own_language(office: Office) -> None:
    rosa = await office.maple.somebody("Rosa Alvarez")
    await rosa.ask("PATCH", "/v1/me", {"language": "es"})
    await again(rosa)
    message = await office.email("Nuevo inicio de sesión")

    assert "cambie su contraseña" in words_of(message)


async def test_a_shared_phone_is_each_ones_own_and_says_nothing_of_the_other(maple: Running) -> None:
    rosa, tom = await of(maple, "Rosa Alvarez"), await of(maple, "Tom Alvarez")
    first, mark = await signs_in(maple, rosa)
    await first.ask("POST", "/v1/sign-out")
    await signs_in(maple, tom)  # on a phone of his own, before
    _, shared = await signs_in(maple, tom, mark)
    after = await told(maple)
    for its in (rosa, tom, rosa):
        await signs_in(maple, its, mark)
    rows = await maple.hub.store.read(
        lambda one: one.execute(select(schema.known_device)).mappings().all(), Across.OPERATOR
    )

    assert shared == mark
    assert len(after) == 1  # Tom, of the shared one
    assert len(await told(maple)) == 1
    assert len({row["device"] for row in rows}) == len(rows) == 3
    assert mark not in str(rows)


async def test_a_device_that_was_ended_is_told_of_when_it_comes_back(maple: Running) -> None:
    rosa = await of(maple, "Rosa Alvarez")
    here, _ = await signs_in(maple, rosa)
    _, mark = await signs_in(maple, rosa)
    await here.ask("DELETE", "/v1/sign-ins")
    before = await told(maple)
    await signs_in(maple, rosa, mark)

    assert len(await told(maple)) == len(before) + 1


async def test_after_a_new_password_only_the_device_it_was_changed_on_is_known(maple: Running) -> None:
    rosa = await of(maple, "Rosa Alvarez")
    here, own = await signs_in(maple, rosa)
    _, other = await signs_in(maple, rosa)
    before = len(await told(maple))
    body = {"current": rosa["password"], "new": "four small green apples"}
    assert (await here.ask("POST", "/v1/password", body))[0] == 204
    fresh = {**rosa, "password": body["new"]}
    await signs_in(maple, fresh, own)
    unchanged = len(await told(maple))
    await signs_in(maple, fresh, other)

    assert unchanged == before
    assert len(await told(maple)) == before + 1


async def test_after_a_reset_the_first_sign_in_is_told_of_by_the_reset_and_the_next_device_is_new(
    office: Office,
) -> None:
    rosa = await of(office.maple, "Rosa Alvarez")
    _, mark = await signs_in(office.maple, rosa)
    fresh = {**rosa, "password": "four small green apples"}
    secret = await office.link(rosa["email"])
    assert (await office.post("/v1/reset", {"secret": secret, "new": fresh["password"]}))[0] == 204
    await signs_in(office.maple, fresh)
    first = await told(office.maple)
    await signs_in(office.maple, fresh, mark)

    assert first == []
    assert len(await told(office.maple)) == 1


async def test_an_invitation_is_no_new_device(first: FirstDay) -> None:
    status, _ = await first.accept(await first.link("Tom Alvarez", TOM))
    before = await told(first.maple)
    await signs_in(first.maple, {"email": TOM, "password": FRESH})

    assert (status, before) == (200, [])
    assert len(await told(first.maple)) == 1


async def test_who_was_signed_in_before_there_were_marks_is_known_by_what_the_browser_kept_then(
    maple: Running,
) -> None:
    rosa = await of(maple, "Rosa Alvarez")
    old, _ = await signs_in(maple, rosa)

    def before(transaction: Any) -> None:
        transaction.connection.execute(schema.known_device.delete())
        transaction.connection.execute(update(schema.session).values(device="", browser="", system=""))

    await maple.hub.store.write(before, whose=Across.OPERATOR)
    _, mark = await signs_in(maple, rosa, fingerprint(old.token))
    known = await told(maple)
    await signs_in(maple, rosa, "f" * 64)

    assert known == []
    assert len(mark) == 43
    assert len(await told(maple)) == 1


async def test_a_device_that_nobody_signed_in_on_for_a_year_is_forgotten(maple: Running) -> None:
    await signs_in(maple, await of(maple, "Rosa Alvarez"))
    its = maple.hub.store.of(Across.OPERATOR)
    count = lambda: its.read(lambda one: len(one.execute(select(schema.known_device)).all()))  # noqa: E731
    await idle(maple.hub.store, [maple.school], maple.clock() + MARK_LASTS - timedelta(days=1))
    kept = await count()
    await idle(maple.hub.store, [maple.school], maple.clock() + MARK_LASTS + timedelta(days=1))

    assert (kept, await count()) == (1, 0)


async def test_a_program_that_keeps_no_mark_fills_neither_the_records_nor_a_mailbox(maple: Running) -> None:
    rosa = await of(maple, "Rosa Alvarez")
    for _ in range(MOST_KNOWN + 5):
        await signs_in(maple, rosa)
    _, newest = await signs_in(maple, rosa)
    before = len(await told(maple))
    await signs_in(maple, rosa, newest)
    rows = await maple.hub.store.read(lambda one: one.execute(select(schema.known_device)).all(), Across.OPERATOR)
    maple.clock.ahead = timedelta(hours=1, minutes=1)
    await signs_in(maple, rosa)

    assert len(rows) == MOST_KNOWN
    assert before == 10
    assert len(await told(maple)) == 11


async def test_the_mark_and_the_name_of_a_sign_in_open_nothing(maple: Running) -> None:
    rosa, mark = await signs_in(maple, await of(maple, "Rosa Alvarez"))
    name = (await rosa.get("/v1/sign-ins"))["items"][0]["id"]
    for secret in (mark, name):
        for headers in ({"authorization": f"Bearer {secret}"}, {"cookie": f"roomwire_session={secret}"}):
            async with maple.http.get(f"{maple.url}/v1/me", headers=headers) as answer:
                assert answer.status == 401

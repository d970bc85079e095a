"""Passkeys: added, used, removed, lost and copied; and nobody in by one that is not theirs, or not any more."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy import text as sql

from hub.api.people.passkeys import HOLDER
from hub.store import schema
from hub.store.passkeys import KeptPasskey, count_passkeys, insert_passkey
from hub.store.row_security import Across
from policies.people.passkeys import MOST_PASSKEYS
from policies.settings import SecondFactorFor
from tests.hub.authenticator import AT, Authenticator, octets, text
from tests.hub.notify.test_emails import words_of
from tests.hub.notify.test_telling import settled
from tests.hub.people.test_inviting import FRESH, FirstDay, first
from tests.hub.people.test_resetting import Office
from tests.hub.people.test_roster import command
from tests.hub.people.test_second_factor import PASSWORD, App, asks_of, comes, post, sets_up
from tests.hub.people.test_sign_ins import MARK, signs_in, told
from tests.hub.running import DEADLINE, Running, Somebody, running
from tests.hub.store.test_nodes import nodes
from tests.notifiers.providers.smtp import SECRET, SmtpServer
from tests.past_policies import past_policies

__all__ = ["first"]

READY = {"ROOMWIRE_SECRET": SECRET, "ROOMWIRE_BASE_URL": AT}
BEGIN, DOOR = "/v1/sign-in/passkey/begin", "/v1/sign-in/passkey"


@pytest.fixture
async def maple(records: Path) -> AsyncIterator[Running]:
    """The demo school, on a hub that browsers find at a name."""
    async with running(records, READY) as hub:
        yield hub


@pytest.fixture
async def office(records: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """Likewise, with a mail server."""
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(SmtpServer(tmp_path_factory.mktemp("mail")).running())
        yield Office(await stack.enter_async_context(running(records, READY | server.env())), server)


async def adds(one: Somebody, phone: Authenticator | None = None, name: str = "", code: str = "") -> Authenticator:
    """Somebody who is signed in adds a passkey, which their device makes."""
    phone = phone or Authenticator()
    status, asked = await one.ask("POST", "/v1/passkeys/begin", {"current": one.its["password"], "code": code})
    assert status == 200, asked
    status, said = await one.ask("POST", "/v1/passkeys", phone.make(asked) | {"name": name})
    assert status == 201, said
    return phone


async def begun(hub: Running, kept: str = "") -> tuple[dict[str, Any], str]:
    """What a browser has signed, and the cookie that it finishes with."""
    headers = {"cookie": f"{HOLDER}={kept}" if kept else ""}
    async with hub.http.post(f"{hub.url}{BEGIN}", headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        assert answer.headers["cache-control"] == "no-store"
        return await answer.json(), answer.cookies[HOLDER].value


async def ends(hub: Running, answer: dict[str, str], kept: str, mark: str = "") -> tuple[int, Any]:
    """What the hub says to what a browser signed."""
    its = f"{HOLDER}={kept}" + (f"; {MARK}={mark}" if mark else "")
    return await post(hub, DOOR, answer, cookie=its)


async def comes_by(hub: Running, phone: Authenticator, mark: str = "") -> tuple[int, Any]:
    """A whole sign-in by a passkey."""
    asked, kept = await begun(hub)
    return await ends(hub, phone.sign(asked), kept, mark)


async def row(hub: Running) -> Any:
    """The one passkey there is, as it is kept."""
    return await hub.hub.store.read(
        lambda one: one.execute(select(schema.passkey)).mappings().one(), Across.OPERATOR
    )


# Adding one


def kept_of(account: str) -> KeptPasskey:
    """A passkey of this account as it lies in the records; nobody signs by it."""
    return KeptPasskey(
        id="k", account=account, party="localhost", credential="c", key="x", counter=0, name="",
        made_at="2026-01-01T00:00:00.000Z",
    )  # fmt: skip


async def test_it_is_added_with_the_password_told_by_email_and_opens_the_account(office: Office) -> None:
    hub = office.maple
    rosa = await hub.somebody("Rosa Alvarez")
    before = await rosa.get("/v1/passkeys")
    phone = await adds(rosa, name="My phone")
    message = await office.email("A passkey opens your account from now on")
    status, said = await comes_by(hub, phone)
    (mine,) = (await rosa.get("/v1/passkeys"))["items"]

    assert before == {"items": [], "why_not_add": "", "code": False}
    assert message["to"] == rosa.its["email"]
    assert "remove it" in words_of(message)
    assert (status, said["person"]) == (200, rosa.id)
    assert (await Somebody(hub, said["token"], rosa.its).ask("GET", "/v1/me"))[0] == 200
    assert (mine["name"], mine["used_at"] is not None, mine["why_not_remove"]) == ("My phone", True, "")
    assert set(mine) == {"id", "name", "made_at", "used_at", "elsewhere", "why_not_remove"}
    assert await office.signs_in(rosa.its["email"], PASSWORD) == 200


async def test_a_wrong_password_begins_nothing_and_tries_are_bounded(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    found = [(await rosa.ask("POST", "/v1/passkeys/begin", {"current": "wrong"}))[0] for _ in range(11)]

    assert found[0] == 422
    assert found[-1] == 429
    assert (
        await maple.hub.store.read(lambda one: one.execute(select(schema.passkey_challenge)).all(), Across.OPERATOR)
        == []
    )


async def test_who_has_a_code_shows_it_before_a_passkey_opens_past_it(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    app = await sets_up(rosa)
    listed = (await rosa.get("/v1/passkeys"))["code"]
    tries = [{"current": PASSWORD}, {"current": PASSWORD, "code": "000000"}]
    wrong = [await rosa.ask("POST", "/v1/passkeys/begin", one) for one in tries]
    code = app.code()
    phone = await adds(rosa, code=code)
    again, _ = await rosa.ask("POST", "/v1/passkeys/begin", {"current": PASSWORD, "code": code})

    assert listed is True
    assert [status for status, _ in wrong] == [422, 422]
    assert all(said["detail"].startswith("code: ") for _, said in wrong)
    assert again == 422
    assert (await comes_by(maple, phone))[0] == 200


async def test_what_was_given_to_one_session_is_answered_by_it_once_and_in_ten_minutes(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    other, _ = await signs_in(maple, rosa.its)
    _, asked = await rosa.ask("POST", "/v1/passkeys/begin", {"current": PASSWORD})
    foreign, said = await other.ask("POST", "/v1/passkeys", Authenticator().make(asked))
    once, _ = await rosa.ask("POST", "/v1/passkeys", Authenticator().make(asked))
    twice, _ = await rosa.ask("POST", "/v1/passkeys", Authenticator().make(asked))
    _, asked = await rosa.ask("POST", "/v1/passkeys/begin", {"current": PASSWORD})
    maple.clock.ahead += timedelta(minutes=10, seconds=1)
    late, _ = await rosa.ask("POST", "/v1/passkeys", Authenticator().make(asked))

    assert (foreign, once, twice, late) == (409, 201, 409, 409)
    assert "took too long" in said["detail"]


WRONG = {
    "another origin": (Authenticator(origin="https://localhost.example"), {}),
    "another port": (Authenticator(origin="http://localhost:9000"), {}),
    "nobody verified": (Authenticator(finger=False), {}),
    "of a frame elsewhere": (Authenticator(), {"crossOrigin": True}),
    "another ceremony": (Authenticator(), {"type": "webauthn.get"}),
    "another challenge": (Authenticator(), {"challenge": text(bytes(32))}),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_what_is_not_of_this_hub_and_of_a_person_who_showed_who_they_are_is_no_passkey(
    maple: Running, wrong: str
) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    phone, other = WRONG[wrong]
    _, asked = await rosa.ask("POST", "/v1/passkeys/begin", {"current": PASSWORD})
    status, said = await rosa.ask("POST", "/v1/passkeys", replace(phone).make(asked, **other))

    assert status in {409, 422}
    assert "Please try once more" in said["detail"]
    assert (await rosa.get("/v1/passkeys"))["items"] == []


async def test_another_host_is_none_either(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    _, asked = await rosa.ask("POST", "/v1/passkeys/begin", {"current": PASSWORD})
    status, _ = await rosa.ask("POST", "/v1/passkeys", Authenticator().make(asked | {"party": "example.org"}))

    assert status == 422


async def test_one_passkey_is_of_one_account_alone_and_is_not_added_twice(maple: Running) -> None:
    rosa, tom = await maple.somebody("Rosa Alvarez"), await maple.somebody("Tom Alvarez")
    phone = await adds(rosa)
    copied = Authenticator(credential=phone.credential)
    found = []
    for one in (tom, rosa):
        _, asked = await one.ask("POST", "/v1/passkeys/begin", {"current": PASSWORD})
        found.append(await one.ask("POST", "/v1/passkeys", copied.make(asked)))
    mine = asked["former"]

    assert [status for status, _ in found] == [409, 409]
    assert mine == [text(phone.credential)]
    assert (await tom.get("/v1/passkeys"))["items"] == []
    assert (await comes_by(maple, phone))[1]["person"] == rosa.id
    assert (await comes_by(maple, copied))[0] == 401


async def test_an_account_has_ten_at_the_most(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    await adds(rosa)
    _, asked = await rosa.ask("POST", "/v1/passkeys/begin", {"current": PASSWORD})
    its = await row(maple)

    def fill(transaction: Any) -> None:
        for n in range(MOST_PASSKEYS - 1):
            assert insert_passkey(transaction, KeptPasskey(**dict(its) | {"id": f"k{n}", "credential": f"c{n}"}))

    await maple.hub.store.write(fill, whose=Across.OPERATOR)
    late, _ = await rosa.ask("POST", "/v1/passkeys", Authenticator().make(asked))
    status, said = await rosa.ask("POST", "/v1/passkeys/begin", {"current": PASSWORD})

    assert (late, status) == (409, 409)
    assert "10 passkeys" in said["detail"]


# Signing in


@pytest.mark.parametrize(
    "phone",
    [Authenticator(), Authenticator(edwards=True), Authenticator(counts=False)],
    ids=["counts", "edwards", "kept in several places"],
)
async def test_each_kind_of_passkey_opens_its_account_again_and_again(maple: Running, phone: Authenticator) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    its = await adds(rosa, replace(phone, credential=Authenticator().credential))
    found = [await comes_by(maple, its) for _ in range(3)]

    assert [status for status, _ in found] == [200] * 3
    assert {said["person"] for _, said in found} == {rosa.id}
    assert (await row(maple))["counter"] == (3 if phone.counts else 0)


async def test_no_code_is_asked_for_after_it_and_a_school_that_asks_for_more_is_satisfied(maple: Running) -> None:
    ana, ben = await maple.somebody("Ana Reyes"), await maple.somebody("Ines Walker")
    phone = await adds(ana)
    await asks_of(maple, SecondFactorFor.STAFF)
    by_passkey = await comes_by(maple, phone)
    by_password = await post(maple, "/v1/sign-in", {"email": ana.its["email"], "password": PASSWORD})
    without = await post(maple, "/v1/sign-in", {"email": ben.its["email"], "password": PASSWORD})
    step = {"step": by_password[1]["step"]}
    key, said = await post(maple, "/v1/sign-in/key", step)
    set_up, _ = await post(maple, "/v1/sign-in/set-up", step | {"code": "123456"})
    app = await sets_up(ana)

    assert by_passkey[0] == 200
    assert (by_password[0], by_password[1]["asks"]) == (202, "passkey")
    assert (without[0], without[1]["asks"]) == (202, "setup")
    assert (key, set_up) == (409, 409)
    assert "passkey" in said["detail"]
    assert (await comes(maple, ana.its, app.code()))[0] == 200
    assert (await comes_by(maple, phone))[0] == 200


async def test_what_was_signed_is_good_once_in_ten_minutes_and_on_the_browser_that_began(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    phone = await adds(rosa)
    asked, kept = await begun(maple)
    _, elsewhere = await begun(maple)
    answer = phone.sign(asked)
    found = [await ends(maple, answer, one) for one in ("", elsewhere, kept, kept)]
    asked, kept = await begun(maple)
    answer = phone.sign(asked)
    maple.clock.ahead += timedelta(minutes=10, seconds=1)
    late = await ends(maple, answer, kept)

    assert [status for status, _ in found] == [401, 401, 200, 401]
    assert (late[0], "took too long" in late[1]["detail"]) == (401, True)


async def test_two_tabs_of_one_browser_finish_each_its_own(maple: Running) -> None:
    phone = await adds(await maple.somebody("Rosa Alvarez"))
    first_, kept = await begun(maple)
    second, same = await begun(maple, kept)

    assert kept == same
    assert [(await ends(maple, phone.sign(one), kept))[0] for one in (first_, second)] == [200, 200]


async def test_of_two_that_bring_one_answer_at_the_same_time_one_is_in(maple: Running) -> None:
    phone = await adds(await maple.somebody("Rosa Alvarez"))
    asked, kept = await begun(maple)
    answer = phone.sign(asked)
    both = await asyncio.gather(*(ends(maple, answer, kept) for _ in range(2)))

    assert sorted(status for status, _ in both) == [200, 401]


@pytest.mark.only("postgres")
async def test_of_two_hubs_that_are_brought_one_answer_one_lets_somebody_in(records: Path) -> None:
    async with nodes(records, READY) as (here, there):
        phone = await adds(await here.somebody("Rosa Alvarez"))
        asked, kept = await begun(here)
        answer = phone.sign(asked)
        both = await asyncio.gather(*(ends(hub, answer, kept) for hub in (here, there)))

    assert sorted(status for status, _ in both) == [200, 401]


async def nobodys(hub: Running) -> str:
    """What is said to who comes with a passkey that nobody has."""
    stranger = Authenticator()
    stranger.make({"user": text(bytes(32)), "party": "localhost", "challenge": text(bytes(32))})
    status, said = await comes_by(hub, stranger)
    assert status == 401
    return str(said["detail"])


REFUSED = {
    "another origin": {"origin": "https://localhost.example"},
    "another host": {"party": "example.org"},
    "of a frame elsewhere": {"crossOrigin": True},
    "another ceremony": {"type": "webauthn.create"},
}


@pytest.mark.parametrize("wrong", REFUSED)
async def test_what_is_not_of_this_hub_opens_nothing(maple: Running, wrong: str) -> None:
    phone = await adds(await maple.somebody("Rosa Alvarez"))
    asked, kept = await begun(maple)
    status, said = await ends(maple, phone.sign(asked, **REFUSED[wrong]), kept)

    assert (status, said["detail"]) == (401, await nobodys(maple))
    assert (await comes_by(maple, phone))[0] == 200


async def test_without_a_finger_with_another_key_or_for_another_account_nobody_is_in(maple: Running) -> None:
    rosa, tom = await maple.somebody("Rosa Alvarez"), await maple.somebody("Tom Alvarez")
    phone, his = await adds(rosa), await adds(tom)
    forged = replace(his, credential=phone.credential, user=phone.user, counter=7)
    foreign = replace(phone, user=his.user, counter=8)
    nameless = replace(phone, user="", counter=8)
    found = [await comes_by(maple, one) for one in (replace(phone, finger=False), forged, foreign, nameless)]

    assert {(status, said["detail"]) for status, said in found} == {(401, await nobodys(maple))}
    assert (await comes_by(maple, phone))[1]["person"] == rosa.id


async def test_who_left_or_whose_passkey_was_removed_hears_the_same_as_a_stranger(maple: Running) -> None:
    rosa, tom = await maple.somebody("Rosa Alvarez"), await maple.somebody("Tom Alvarez")
    phone, his = await adds(rosa), await adds(tom)
    (mine,) = (await rosa.get("/v1/passkeys"))["items"]
    assert [(await comes_by(maple, one))[0] for one in (phone, his)] == [200, 200]
    wrong, _ = await rosa.ask("POST", f"/v1/passkeys/{mine['id']}/remove", {"current": "wrong"})
    removed, _ = await rosa.ask("POST", f"/v1/passkeys/{mine['id']}/remove", {"current": PASSWORD})
    its = schema.person
    left = update(its).where(its.c.email == tom.its["email"]).values(left_at="2026-01-01T00:00:00.000Z")
    await maple.hub.store.write(lambda one: one.connection.execute(left), whose=Across.OPERATOR)
    found = [await comes_by(maple, one) for one in (phone, his)]

    assert (wrong, removed) == (422, 204)
    assert {(status, said["detail"]) for status, said in found} == {(401, await nobodys(maple))}


async def test_who_is_barred_from_a_child_comes_in_and_sees_nothing_of_it(maple: Running) -> None:
    ines, rosa = await maple.somebody("Ines Walker"), await maple.somebody("Rosa Alvarez")
    phone = await adds(rosa)
    mia = next(one["id"] for one in (await rosa.get("/v1/me"))["students"] if "Mia" in one["name"])
    path = f"/v1/students/{mia}/guardians/{rosa.id}"
    status, said = await ines.ask("PUT", path, {"tie": "barred"})
    assert status == 200, said
    _, said = await comes_by(maple, phone)
    me = await Somebody(maple, said["token"], rosa.its).get("/v1/me")

    assert mia not in {one["id"] for one in me["students"]}


async def test_a_counter_that_has_not_gone_on_is_refused_and_on_record(maple: Running) -> None:
    rosa, ines = await maple.somebody("Rosa Alvarez"), await maple.somebody("Ines Walker")
    phone = await adds(rosa)
    for _ in range(3):
        assert (await comes_by(maple, phone))[0] == 200
    copy = replace(phone, counter=1)
    found = [await comes_by(maple, copy) for _ in range(2)]
    goes_on = await comes_by(maple, phone)
    log = (await ines.get("/v1/activity-log?kind=sign_ins"))["items"]

    assert {(status, said["detail"]) for status, said in found} == {(401, await nobodys(maple))}
    assert goes_on[0] == 200
    assert [one["says"] for one in log if "copy" in one["says"]] == [
        "A passkey of Rosa Alvarez was refused, as somebody seems to have a copy of it."
    ] * 2


async def test_refused_ones_are_counted_by_address_and_good_ones_are_not(maple: Running) -> None:
    phone = await adds(await maple.somebody("Rosa Alvarez"))
    good = {(await comes_by(maple, phone))[0] for _ in range(65)}
    maple.clock.ahead += timedelta(minutes=1)
    asked, kept = await begun(maple)
    answer = phone.sign(asked) | {"signature": text(bytes(70))}
    found = [(await ends(maple, answer, kept))[0] for _ in range(62)]

    assert good == {200}
    assert (found[0], found[-1]) == (401, 429)


async def test_a_new_device_is_told_of_and_one_that_is_known_is_not(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    _, mark = await signs_in(maple, rosa.its)
    phone = await adds(rosa)
    before = len(await told(maple))
    here, _ = await comes_by(maple, phone, mark)
    same = len(await told(maple))
    there, _ = await comes_by(maple, phone)

    assert (here, there) == (200, 200)
    assert (same, len(await told(maple))) == (before, before + 1)


BROKEN = [
    {}, {"id": 1}, {"id": "", "client_data": "x"},
    {"id": "x" * 1_401, "client_data": "x", "authenticator_data": "x", "signature": "x", "user_handle": "x"},
]  # fmt: skip


async def test_bad_input_gets_a_clear_error_at_every_door(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    phone = await adds(rosa)
    found = [(await post(maple, DOOR, body))[0] for body in BROKEN]
    found += [(await rosa.ask("POST", "/v1/passkeys", body))[0] for body in BROKEN]
    asked, kept = await begun(maple)
    right = phone.sign(asked)
    _, asked = await rosa.ask("POST", "/v1/passkeys/begin", {"current": PASSWORD})
    made = Authenticator().make(asked)
    parts = [
        "*",
        "AAAA",
        text(b"{}"),
        text(b'{"type":1,"challenge":2,"origin":3}'),
        text(b"\xff" * 70),
        text(b"[]"),
    ]
    parts += [text(json.dumps({"challenge": "*", "type": "x", "origin": "x"}).encode())]
    for part in parts:
        for name in right:
            status, said = await ends(maple, right | {name: part}, kept)
            assert (status, bool(said["detail"])) in {(401, True), (422, True)}, (name, part)
        for name in made:
            status, said = await rosa.ask("POST", "/v1/passkeys", made | {name: part})
            assert (status, bool(said["detail"])) in {(409, True), (422, True)}, (name, part)
        maple.clock.ahead += timedelta(minutes=1)
    cut = [octets(right["authenticator_data"])[:at] for at in range(0, 37, 6)]
    for one in cut:
        assert (await ends(maple, right | {"authenticator_data": text(one) or "A"}, kept))[0] == 401

    assert set(found) == {422}
    assert len((await rosa.get("/v1/passkeys"))["items"]) == 1


async def test_where_browsers_have_no_passkeys_none_is_offered(records: Path) -> None:
    async with running(records, READY | {"ROOMWIRE_BASE_URL": "http://127.0.0.1:8000"}) as hub:
        rosa = await hub.somebody("Rosa Alvarez")
        its = await rosa.get("/v1/passkeys")
        found = [
            (await post(hub, BEGIN, None))[0],
            (await rosa.ask("POST", "/v1/passkeys/begin", {"current": PASSWORD}))[0],
        ]
        front = await rosa.get("/v1/front")

    assert "over https" in its["why_not_add"]
    assert found == [503, 503]
    assert front["passkeys"] is False


# Removing, losing, resetting


async def test_one_of_ones_own_is_removed_told_and_on_record_and_nobody_elses_is(office: Office) -> None:
    hub = office.maple
    rosa, tom, ines = [await hub.somebody(one) for one in ("Rosa Alvarez", "Tom Alvarez", "Ines Walker")]
    phone, laptop = await adds(rosa, name="Phone"), await adds(rosa, name="Laptop")
    its = {one["name"]: one["id"] for one in (await rosa.get("/v1/passkeys"))["items"]}
    foreign = [(await one.ask("POST", f"/v1/passkeys/{its['Phone']}/remove", {"current": PASSWORD}))[0]
               for one in (tom, ines)]  # fmt: skip
    removed, _ = await rosa.ask("POST", f"/v1/passkeys/{its['Phone']}/remove", {"current": PASSWORD})
    again, _ = await rosa.ask("POST", f"/v1/passkeys/{its['Phone']}/remove", {"current": PASSWORD})
    message = await office.email("A passkey was taken off your account")
    log = (await ines.get("/v1/activity-log?kind=sign_ins"))["items"]

    assert (foreign, removed, again) == ([404, 404], 204, 404)
    assert message["to"] == rosa.its["email"]
    assert [(await comes_by(hub, one))[0] for one in (phone, laptop)] == [401, 200]
    assert [one["says"] for one in log if "passkey" in one["says"]] == [
        "Rosa Alvarez removed a passkey of theirs.", *["Rosa Alvarez added a passkey to their account."] * 2,
    ]  # fmt: skip


async def test_a_sign_in_by_one_is_on_record_as_such(maple: Running) -> None:
    rosa, ines = await maple.somebody("Rosa Alvarez"), await maple.somebody("Ines Walker")
    await comes_by(maple, await adds(rosa))
    newest = (await ines.get("/v1/activity-log?kind=sign_ins"))["items"][0]

    assert newest["says"] == "Rosa Alvarez signed in by a passkey."
    tom = await maple.somebody("Tom Alvarez")
    assert [(await one.ask("GET", "/v1/activity-log"))[0] for one in (rosa, tom)] == [403, 403]


async def test_the_last_thing_that_a_school_asks_for_stays(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    phone = await adds(ana)
    await asks_of(maple, SecondFactorFor.STAFF)
    (its,) = (await ana.get("/v1/passkeys"))["items"]
    remove = f"/v1/passkeys/{its['id']}/remove"
    refused, said = await ana.ask("POST", remove, {"current": PASSWORD})
    still = await comes_by(maple, phone)
    app = await sets_up(ana)
    off, _ = await ana.ask("POST", "/v1/second-factor/off", {"current": PASSWORD, "code": app.code()})
    maple.clock.ahead += timedelta(minutes=2)
    app = await sets_up(ana)
    removed, _ = await ana.ask("POST", remove, {"current": PASSWORD})
    kept, _ = await ana.ask("POST", "/v1/second-factor/off", {"current": PASSWORD, "code": app.code()})

    assert said["detail"] == its["why_not_remove"]
    assert (refused, still[0], off, removed, kept) == (403, 200, 204, 204, 403)


async def test_an_admin_takes_them_off_who_lost_them_and_it_is_told_and_on_record(office: Office) -> None:
    hub = office.maple
    ines, rosa, ana = [await hub.somebody(one) for one in ("Ines Walker", "Rosa Alvarez", "Ana Reyes")]
    phones = [await adds(rosa), await adds(rosa)]
    own = await adds(ines)
    before = await ines.get(f"/v1/people/{rosa.id}/sign-ins")
    path = f"/v1/people/{rosa.id}/passkeys"
    nobody = [(await one.ask("DELETE", path))[0] for one in (rosa, ana)]
    mine, why = await ines.ask("DELETE", f"/v1/people/{ines.id}/passkeys")
    status, _ = await ines.ask("DELETE", path)
    again, said = await ines.ask("DELETE", path)
    message = await office.email("The passkeys of your account were taken off")
    record = await ines.get("/v1/audit")
    log = (await ines.get("/v1/activity-log?kind=sign_ins"))["items"]

    assert (before["passkeys"], before["why_not_take_off"]) == (2, "")
    assert (nobody, mine, status, again) == ([403, 403], 403, 204, 404)
    assert "their own" in why["detail"]
    assert said["detail"] == "Rosa Alvarez has no passkeys."
    assert "Ines Walker" in words_of(message)
    assert [one["name"] for one in record["items"] if one["what"] == "took_passkeys"] == ["Ines Walker"]
    assert "Ines Walker took the passkeys off the account of Rosa Alvarez." in [one["says"] for one in log]
    assert [(await comes_by(hub, one))[0] for one in (*phones, own)] == [401, 401, 200]


async def test_an_admin_of_another_school_neither_sees_nor_takes_them_off(first: FirstDay) -> None:
    hub = first.maple
    rosa, ines = await hub.somebody("Rosa Alvarez"), await hub.somebody("Ines Walker")

    def give(transaction: Any) -> None:
        its = schema.profile
        mine = transaction.connection.execute(select(its.c.account).where(its.c.person == rosa.id)).scalar_one()
        kept = kept_of(mine)
        assert insert_passkey(transaction, kept)
        transaction.connection.execute(its.insert().values(account=mine, person=elm))

    elm = await at_another_school(hub)
    await hub.hub.store.write(give, whose=Across.OPERATOR)
    status, said = await ines.ask("DELETE", f"/v1/people/{rosa.id}/passkeys")

    assert status == 403
    assert "at another school" in said["detail"]


async def at_another_school(hub: Running) -> str:
    """A person of a second school, by id."""

    def write(transaction: Any) -> str:
        connection, school, person = transaction.connection, schema.school, schema.person
        one = dict(connection.execute(select(school)).mappings().first())
        other = dict(connection.execute(select(person)).mappings().first())
        connection.execute(school.insert().values(**one | {"id": "elm", "name": "Elm Road", "source": "elm"}))
        connection.execute(person.insert().values(**other | {"id": "p_elm", "school": "elm", "source": "elm"}))
        return "p_elm"

    return await hub.hub.store.write(write, whose=Across.OPERATOR)


async def test_a_new_password_leaves_them_and_says_that_they_go_on_opening_the_account(office: Office) -> None:
    hub = office.maple
    rosa, tom = await hub.somebody("Rosa Alvarez"), await hub.somebody("Tom Alvarez")
    phone = await adds(rosa)
    for one in (tom, rosa):
        secret = await office.link(one.its["email"])
        assert (await office.post("/v1/reset", {"secret": secret, "new": FRESH}))[0] == 204
    await settled(hub)
    changed = {
        one["message"]["to"]: words_of(one["message"])
        for one in office.server.received
        if "was changed" in one["message"]["subject"]
    }

    assert "passkeys" in changed[rosa.its["email"]]
    assert "passkeys" not in changed[tom.its["email"]]
    assert (await comes_by(hub, phone))[0] == 200


async def test_who_runs_the_hub_takes_them_off_the_last_admin_with_the_code(office: Office, records: Path) -> None:
    hub = office.maple
    ines = await hub.somebody("Ines Walker")
    phone = await adds(ines)
    code, said, _ = await command(records, "admin", "no-code", ines.its["email"])
    none, _, why = await command(records, "admin", "no-code", ines.its["email"])
    log = (await ines.get("/v1/activity-log?kind=sign_ins"))["items"]

    assert (code, none) == (0, 1)
    assert "password alone" in said
    assert "has a passkey" in why
    assert (await comes_by(hub, phone))[0] == 401
    assert "Whoever runs the hub took the passkeys off the account of Ines Walker." in [one["says"] for one in log]


async def test_an_account_whose_people_all_left_comes_back_without_them(first: FirstDay) -> None:
    hub = first.maple
    rosa = await hub.somebody("Rosa Alvarez")
    email = rosa.its["email"]
    its, account = schema.profile, schema.account
    mine = select(account.c.id).where(account.c.email == email)
    own = await hub.hub.store.read(lambda one: one.execute(mine).scalar_one(), Across.OPERATOR)
    kept = kept_of(own)

    def give(transaction: Any) -> None:
        assert insert_passkey(transaction, kept)
        transaction.connection.execute(its.delete().where(its.c.account == own))

    await hub.hub.store.write(give, whose=Across.OPERATOR)
    before = await hub.hub.store.read(lambda one: count_passkeys(one, own), Across.OPERATOR)
    status, _ = await first.accept(await first.link("Rosa Alvarez", email), FRESH)

    assert (before, status) == (1, 200)
    assert await hub.hub.store.read(lambda one: count_passkeys(one, own), Across.OPERATOR) == 0


# Another address of the hub


@pytest.mark.only("sqlite", "postgres")
@pytest.mark.parametrize(
    "elsewhere", ["http://hub.localhost:8000", "http://hub.example.org", "http://127.0.0.1:8000"]
)
async def test_where_the_hub_is_found_elsewhere_passkeys_of_before_keep_nobody_out(
    records: Path, elsewhere: str
) -> None:
    async with running(records, READY) as hub:
        ana = await hub.somebody("Ana Reyes")
        lost, kept = await adds(ana, name="Lost"), await adds(ana, name="Kept")
        await asks_of(hub, SecondFactorFor.STAFF)
        before = await post(hub, "/v1/sign-in", {"email": ana.its["email"], "password": PASSWORD})
    async with running(records, READY | {"ROOMWIRE_BASE_URL": elsewhere}, demo=False) as hub:
        _, said = await post(hub, "/v1/sign-in", {"email": ana.its["email"], "password": PASSWORD})
        _, key = await post(hub, "/v1/sign-in/key", {"step": said["step"]})
        step = {"step": said["step"], "code": App(key["key"], hub.clock).code()}
        done, entered = await post(hub, "/v1/sign-in/set-up", step)
        ana = Somebody(hub, entered["signed_in"]["token"], ana.its)
        its = {one["name"]: one for one in (await ana.get("/v1/passkeys"))["items"]}
        removed, _ = await ana.ask("POST", f"/v1/passkeys/{its['Lost']['id']}/remove", {"current": PASSWORD})
    async with running(records, READY, demo=False) as hub:
        again = [(await comes_by(hub, one))[0] for one in (lost, kept)]

    assert before[1]["asks"] == "passkey"
    assert (said["asks"], done, removed) == ("setup", 200, 204)
    assert {(one["elsewhere"], one["why_not_remove"]) for one in its.values()} == {("localhost", "")}
    assert again == [401, 200]


@pytest.mark.only("sqlite", "postgres")
async def test_a_passkey_of_another_address_stands_for_none_and_opens_nothing(records: Path) -> None:
    async with running(records, READY) as hub:
        ana = await hub.somebody("Ana Reyes")
        former = await adds(ana, name="Former")
        await asks_of(hub, SecondFactorFor.STAFF)
    there = "http://hub.localhost:8000"
    async with running(records, READY | {"ROOMWIRE_BASE_URL": there}, demo=False) as hub:
        ana = Somebody(hub, ana.token, ana.its)
        _, asked = await ana.ask("POST", "/v1/passkeys/begin", {"current": PASSWORD})
        phone = await adds(ana, Authenticator(origin=there), name="New")
        its = {one["name"]: one for one in (await ana.get("/v1/passkeys"))["items"]}
        last, _ = await ana.ask("POST", f"/v1/passkeys/{its['New']['id']}/remove", {"current": PASSWORD})
        asks = await post(hub, "/v1/sign-in", {"email": ana.its["email"], "password": PASSWORD})
        found = [(await comes_by(hub, one))[0] for one in (phone, replace(former, origin=there))]

    assert asked["former"] == []
    assert (last, asks[1]["asks"], found) == (403, "passkey", [200, 401])


# At the same moment


async def waits(hub: Running, many: int) -> None:
    """Until so many of the hub's commits wait for a lock that somebody else has."""
    locked = sql(
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(DEADLINE):
        while await hub.hub.store.read(lambda one: one.execute(locked).scalar_one(), Across.OPERATOR) < many:
            await asyncio.sleep(0.01)


@pytest.mark.only("postgres")
@pytest.mark.parametrize("other", ["a passkey", "the code"])
async def test_who_acts_in_two_schools_removes_not_both_of_the_last_two_at_once(maple: Running, other: str) -> None:
    ana = await maple.somebody("Ana Reyes")
    await adds(ana)
    app = await sets_up(ana) if other == "the code" else None
    if app is None:
        await adds(ana)
    await asks_of(maple, SecondFactorFor.STAFF)
    elm, its = await at_another_school(maple), schema.profile
    mine = select(its.c.account).where(its.c.person == ana.id).scalar_subquery()
    await maple.hub.store.write(
        lambda one: one.connection.execute(its.insert().values(account=mine, person=elm)), whose=Across.OPERATOR
    )
    asked = [
        (f"/v1/passkeys/{one['id']}/remove", {"current": PASSWORD})
        for one in (await ana.get("/v1/passkeys"))["items"]
    ]
    if app is not None:
        asked.append(("/v1/second-factor/off", {"current": PASSWORD, "code": app.code()}))
    with past_policies(maple.settings.database_url).begin() as held:
        for school in sorted((maple.school, "elm")):  # what goes on record waits, and all that was looked at stays
            held.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"log {school}", 0))))
        both = [
            asyncio.create_task(ana.ask("POST", path, body, **{"roomwire-profile": person}))
            for (path, body), person in zip(asked, (ana.id, elm), strict=True)
        ]
        await waits(maple, 2)
    found = [(await one)[0] for one in both]

    assert sorted(found) == [204, 403]


@pytest.mark.only("postgres")
async def test_one_that_is_removed_in_the_moment_of_its_use_is_no_copy(maple: Running) -> None:
    rosa, ines = await maple.somebody("Rosa Alvarez"), await maple.somebody("Ines Walker")
    phone = await adds(rosa)
    with past_policies(maple.settings.database_url).begin() as held:
        held.execute(delete(schema.passkey))
        coming = asyncio.create_task(comes_by(maple, phone))
        await waits(maple, 1)
    status, said = await coming
    log = (await ines.get("/v1/activity-log?kind=sign_ins"))["items"]

    assert (status, said["detail"]) == (401, await nobodys(maple))
    assert [one["says"] for one in log if "copy" in one["says"]] == []

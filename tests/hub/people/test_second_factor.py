"""The code besides the password: set up, asked for, used once, lost and taken off; and no way in past it."""

from __future__ import annotations

import ast
import asyncio
import base64
import hashlib
import hmac
import re
import struct
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from sqlalchemy import select, update

from hub.actions.people.sessions import SESSION_LASTS
from hub.app import ROUTES
from hub.sealing import Sealer
from hub.signing import fingerprint
from hub.store import schema
from hub.store.clock import stamp
from hub.store.row_security import Across
from hub.store.settings import settings_of, settings_text
from notifiers.tables import delivery
from policies.settings import SecondFactorFor
from tests.hub.notify.test_emails import words_of
from tests.hub.notify.test_telling import settled
from tests.hub.people.test_inviting import FRESH, TOM, FirstDay, first
from tests.hub.people.test_resetting import Office, office
from tests.hub.people.test_roster import command, imported
from tests.hub.people.test_schools import elsewhere
from tests.hub.people.test_sign_ins import MARK, of, signs_in
from tests.hub.running import Running, Somebody, running, socket
from tests.hub.store.test_nodes import nodes
from tests.notifiers.providers.smtp import SECRET
from tests.test_layout import SOURCES

__all__ = ["first", "office"]

READY = {"ROOMWIRE_SECRET": SECRET}
PASSWORD = "maple-street"


@dataclass
class App:
    """An authenticator app as RFC 6238 has it, which knows nothing of the hub; and somebody's recovery codes."""

    key: str
    clock: Any
    codes: list[str] = field(default_factory=list)

    def code(self, ahead: int = 0) -> str:
        """What it shows so many half minutes from now."""
        padded = self.key.replace(" ", "")
        key = base64.b32decode(padded + "=" * (-len(padded) % 8))
        step = int(self.clock().timestamp()) // 30 + ahead
        digest = hmac.digest(key, struct.pack(">Q", step), hashlib.sha1)
        at = digest[-1] & 15
        return str((struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000).zfill(6)


async def sets_up(one: Somebody) -> App:
    """
    Somebody who is signed in sets it up; some time passes, so that no code of before is good any more. Then a half
    minute begins, so that a test has all of it before another code is shown.
    """
    status, shown = await one.ask("POST", "/v1/second-factor/key", {"current": one.its["password"]})
    assert status == 200, shown
    app = App(shown["key"], one.running.clock)
    status, said = await one.ask("POST", "/v1/second-factor", {"code": app.code()})
    assert status == 200, said
    app.codes = said["codes"]
    await settled(one.running)  # an email that is on its way when the clock is put on would be given up
    clock = one.running.clock
    clock.ahead += timedelta(minutes=2)
    clock.ahead += timedelta(seconds=30 - clock().timestamp() % 30)
    return app


async def post(hub: Running, path: str, body: object, **headers: str) -> tuple[int, Any]:
    """Status and body of what somebody asks who is not signed in."""
    async with hub.http.post(f"{hub.url}{path}", json=body, headers={"cookie": "", **headers}) as answer:
        text = await answer.text()
        return answer.status, (await answer.json(content_type=None) if text else "")


async def half(hub: Running, its: dict[str, Any], **headers: str) -> str:
    """What goes on after the right password, where a code is asked for."""
    body = {"email": its["email"], "password": its["password"]}
    status, said = await post(hub, "/v1/sign-in", body, **headers)
    assert (status, said["asks"]) == (202, "code"), said
    assert set(said) == {"step", "asks", "expires_at"}
    return str(said["step"])


async def comes(hub: Running, its: dict[str, Any], code: str, **headers: str) -> tuple[int, Any]:
    """A whole sign-in: the password, and this code."""
    return await post(hub, "/v1/sign-in/code", {"step": await half(hub, its), "code": code}, **headers)


async def asks_of(hub: Running, whom: SecondFactorFor) -> None:
    """The school asks it of these from now on."""
    ines = await hub.somebody("Ines Walker")
    status, said = await ines.ask("PUT", "/v1/settings/accounts", {"second_factor": whom.value})
    assert (status, said) == (200, {"second_factor": whom.value, "offered": True})


@pytest.fixture
async def maple(records: Path) -> Any:
    """The demo school, on a hub that has a secret."""
    async with running(records, READY) as hub:
        yield hub


# Setting it up


async def test_it_is_set_up_told_by_email_and_asked_for_from_the_next_sign_in_on(office: Office) -> None:
    hub = office.maple
    rosa = await hub.somebody("Rosa Alvarez")
    before = await rosa.get("/v1/second-factor")
    app = await sets_up(rosa)
    after = await rosa.get("/v1/second-factor")
    told = await office.email("A code is asked for at sign-in")
    status, said = await comes(hub, rosa.its, app.code())

    assert before == {"since": None, "codes": 0, "required": False, "offered": True, "why_not_off": ""}
    assert (after["since"] is not None, after["codes"]) == (True, 10)
    assert "recovery codes" in words_of(told)
    assert (status, said["person"]) == (200, rosa.id)
    assert (await Somebody(hub, said["token"], rosa.its).ask("GET", "/v1/me"))[0] == 200
    assert (await rosa.ask("GET", "/v1/me"))[0] == 200


async def test_the_key_is_shown_as_apps_read_it_and_is_nothing_until_its_first_code(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    _, shown = await rosa.ask("POST", "/v1/second-factor/key", {"current": PASSWORD})
    its = urlsplit(shown["address"])
    asked = {name: values[0] for name, values in parse_qs(its.query).items()}

    assert (its.scheme, its.netloc) == ("otpauth", "totp")
    assert unquote(its.path).endswith(f":{rosa.its['email']}")
    assert asked["secret"] == shown["key"].replace(" ", "")
    assert (asked["digits"], asked["period"], asked.get("algorithm", "SHA1")) == ("6", "30", "SHA1")
    assert asked["issuer"] in unquote(its.path)
    assert shown["picture"].startswith("data:image/svg+xml")
    assert "script" not in shown["picture"]
    assert (await post(maple, "/v1/sign-in", {"email": rosa.its["email"], "password": PASSWORD}))[0] == 200


async def test_what_is_shown_once_is_kept_by_nothing_on_its_way(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    url, body = f"{maple.url}/v1/second-factor/key", {"current": PASSWORD}
    async with maple.http.post(url, json=body, headers=rosa.headers) as answer:
        assert answer.headers["cache-control"] == "no-store"


async def test_a_wrong_first_code_or_password_switches_nothing_on(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    wrong = await rosa.ask("POST", "/v1/second-factor/key", {"current": "wrong"})
    none = await rosa.ask("POST", "/v1/second-factor", {"code": "123456"})
    _, shown = await rosa.ask("POST", "/v1/second-factor/key", {"current": PASSWORD})
    app = App(shown["key"], maple.clock)
    tries = [
        await rosa.ask("POST", "/v1/second-factor", {"code": one}) for one in (app.code(9), app.code(-9), "abc")
    ]
    maple.clock.ahead += timedelta(minutes=61)
    late = await rosa.ask("POST", "/v1/second-factor", {"code": app.code()})

    assert wrong == (422, wrong[1])
    assert wrong[1]["detail"].startswith("current: ")
    assert none[0] == 409
    assert [status for status, _ in tries] == [422] * 3
    assert late[0] == 409
    assert "too long ago" in late[1]["detail"]
    assert (await rosa.get("/v1/second-factor"))["since"] is None


async def test_two_tabs_show_the_same_key_two_sign_ins_do_not_and_of_all_the_first_counts(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    other, _ = await signs_in(maple, rosa.its)
    shown = [
        (await one.ask("POST", "/v1/second-factor/key", {"current": PASSWORD}))[1] for one in (rosa, rosa, other)
    ]
    apps = [App(one["key"], maple.clock) for one in shown]
    foreign = await rosa.ask("POST", "/v1/second-factor", {"code": apps[2].code()})
    both = await asyncio.gather(
        *(rosa.ask("POST", "/v1/second-factor", {"code": apps[0].code()}) for _ in range(2))
    )
    late = await other.ask("POST", "/v1/second-factor", {"code": apps[2].code()})
    again, _ = await rosa.ask("POST", "/v1/second-factor/key", {"current": PASSWORD})

    assert shown[0]["key"] == shown[1]["key"] != shown[2]["key"]
    assert foreign[0] == 422
    assert sorted(status for status, _ in both) == [200, 409]
    assert (late[0], again) == (409, 409)
    assert "switched on already" in late[1]["detail"]


async def test_the_records_hold_neither_key_nor_code_and_a_row_that_is_swapped_opens_nothing(
    maple: Running,
) -> None:
    rosa, tom = await maple.somebody("Rosa Alvarez"), await maple.somebody("Tom Alvarez")
    mine, his = await sets_up(rosa), await sets_up(tom)
    tables = (schema.second_factor, schema.second_factor_offer, schema.recovery_code, schema.event, delivery)
    rows = await maple.hub.store.read(
        lambda one: [str(row) for table in tables for row in one.execute(select(table))], Across.OPERATOR
    )
    key = base64.b32decode(mine.key.replace(" ", ""))
    found = await maple.hub.store.read(
        lambda one: {row.account: row.key for row in one.execute(select(schema.second_factor))}, Across.OPERATOR
    )
    (own,) = [account for account, sealed in found.items() if Sealer(SECRET).opened(account, sealed) == key]
    (other,) = set(found) - {own}

    def swap(transaction: Any) -> None:
        its = schema.second_factor
        transaction.connection.execute(update(its).where(its.c.account == own).values(key=found[other]))

    secrets = (
        mine.key,
        mine.key.replace(" ", ""),
        key.hex(),
        str(key),
        base64.b64encode(key).decode(),
        *mine.codes,
    )
    assert [row for row in rows if any(one in row for one in secrets)] == []
    assert Sealer("another secret of the hub's, as long").opened(own, found[own]) is None
    await maple.hub.store.write(swap, whose=Across.OPERATOR)
    status, said = await comes(maple, rosa.its, his.code())
    assert status == 503
    assert "recovery code" in said["detail"]
    assert (await comes(maple, rosa.its, mine.codes[0]))[0] == 200


# Codes


async def test_a_code_is_good_once_and_a_step_of_drift_either_way(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    app = await sets_up(rosa)
    old, late = await comes(maple, rosa.its, app.code(-2)), await comes(maple, rosa.its, app.code(2))
    before = app.code(-1)
    first_, again_ = await comes(maple, rosa.its, before), await comes(maple, rosa.its, before)
    ahead = app.code(1)
    early, current = await comes(maple, rosa.its, ahead), await comes(maple, rosa.its, app.code())

    assert (old[0], late[0]) == (422, 422)
    assert (first_[0], again_[0]) == (200, 422)
    assert "used already" in again_[1]["detail"]
    assert (early[0], current[0]) == (200, 422)


async def test_of_two_tabs_with_one_code_one_is_in_and_the_other_needs_the_next(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    app = await sets_up(rosa)
    steps = [await half(maple, rosa.its) for _ in range(2)]
    code = app.code()
    both = await asyncio.gather(*(post(maple, "/v1/sign-in/code", {"step": one, "code": code}) for one in steps))
    once = await asyncio.gather(
        *(post(maple, "/v1/sign-in/code", {"step": step, "code": app.code(1)}) for step in (steps * 2)[:4])
    )

    assert sorted(status for status, _ in both) == [200, 422]
    assert [status for status, _ in once].count(200) == 1


@pytest.mark.only("postgres")
async def test_of_two_hubs_that_are_shown_one_code_one_lets_somebody_in(records: Path) -> None:
    async with nodes(records, READY) as (here, there):
        rosa = await here.somebody("Rosa Alvarez")
        app = await sets_up(rosa)
        there.clock.ahead = here.clock.ahead
        steps = [(hub, await half(hub, rosa.its)) for hub in (here, there)]
        for code in (app.code(), app.codes[0]):
            both = await asyncio.gather(
                *(post(hub, "/v1/sign-in/code", {"step": step, "code": code}) for hub, step in steps)
            )
            assert sorted(status for status, _ in both) in ([200, 422], [401, 422])
            steps = [(hub, await half(hub, rosa.its)) for hub in (here, there)]


async def test_another_accounts_code_and_recovery_code_open_nothing(maple: Running) -> None:
    rosa, tom = await maple.somebody("Rosa Alvarez"), await maple.somebody("Tom Alvarez")
    mine, his = await sets_up(rosa), await sets_up(tom)
    found = [(await comes(maple, rosa.its, one))[0] for one in (his.code(), his.codes[0], mine.codes[0])]

    assert found == [422, 422, 200]


async def test_a_recovery_code_is_good_once_however_it_is_typed_and_its_use_is_told(office: Office) -> None:
    hub = office.maple
    rosa = await hub.somebody("Rosa Alvarez")
    app = await sets_up(rosa)
    typed = app.codes[3].lower().replace("-", " ")
    both = [await comes(hub, rosa.its, typed), await comes(hub, rosa.its, app.codes[3])]
    at_once = await asyncio.gather(*(comes(hub, rosa.its, app.codes[4]) for _ in range(2)))
    message = await office.email("A recovery code was used")

    assert [status for status, _ in both] == [200, 422]
    assert sorted(status for status, _ in at_once) == [200, 422]
    assert message["to"] == rosa.its["email"]
    assert (await rosa.get("/v1/second-factor"))["codes"] == 8
    assert len(set(app.codes)) == 10
    assert all(re.fullmatch(r"[A-Z2-9]{5}-[A-Z2-9]{5}-[A-Z2-9]{5}", one) for one in app.codes)


async def test_new_recovery_codes_take_the_place_of_all_former_ones(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    app = await sets_up(rosa)
    wrong, _ = await rosa.ask("POST", "/v1/second-factor/codes", {"current": PASSWORD, "code": "000000"})
    guess, _ = await rosa.ask("POST", "/v1/second-factor/codes", {"current": "wrong", "code": app.code()})
    status, said = await rosa.ask("POST", "/v1/second-factor/codes", {"current": PASSWORD, "code": app.code()})
    found = [(await comes(maple, rosa.its, one))[0] for one in (app.codes[0], said["codes"][0])]

    assert (wrong, guess, status) == (422, 422, 200)
    assert set(said["codes"]) & set(app.codes) == set()
    assert found == [422, 200]


# Guessing


async def test_after_five_wrong_codes_the_password_is_asked_for_again_and_its_owner_is_told_once(
    office: Office,
) -> None:
    hub = office.maple
    rosa = await hub.somebody("Rosa Alvarez")
    app = await sets_up(rosa)
    step = await half(hub, rosa.its)
    wrong = [(await post(hub, "/v1/sign-in/code", {"step": step, "code": "000000"}))[0] for _ in range(5)]
    right, said = await post(hub, "/v1/sign-in/code", {"step": step, "code": app.code()})
    message = await office.email("Somebody knows your password")
    hub.clock.ahead += timedelta(minutes=30)
    step = await half(hub, rosa.its)
    for _ in range(5):
        await post(hub, "/v1/sign-in/code", {"step": step, "code": "000000"})
    told = [one for one in office.server.received if "Somebody knows" in one["message"]["subject"]]

    assert (wrong, right) == ([422] * 5, 401)
    assert "sign in again" in said["detail"]
    assert "change your password" in words_of(message)
    assert len(told) == 1


async def test_who_guesses_codes_waits_and_its_owner_on_their_own_device_does_not(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    _, mark = await signs_in(maple, rosa.its)
    app = await sets_up(rosa)
    found = []
    for _ in range(3):
        step = await half(maple, rosa.its)
        found += [(await post(maple, "/v1/sign-in/code", {"step": step, "code": "000000"}))[0] for _ in range(4)]
    stranger = (await comes(maple, rosa.its, app.code()))[0]
    own = (await comes(maple, rosa.its, app.code(), cookie=f"{MARK}={mark}"))[0]
    maple.clock.ahead += timedelta(minutes=4)
    later = (await comes(maple, rosa.its, app.code()))[0]

    assert found == [422] * 6 + [429] * 6
    assert (stranger, own, later) == (429, 200, 200)


# Half signed in


def callers() -> dict[str, set[str]]:
    """By the name of a function those that call it, each by its file's name."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in SOURCES:
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                        called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                        found[called].add(f"{path.stem}.{function.name}")
    return found


def test_every_session_is_opened_by_one_piece_that_is_reached_past_the_code_alone() -> None:
    # a PIN opens one too, on a paired device alone: the device is what one has, and the PIN what one knows (ADR 63)
    by = callers()
    assert by["insert_session"] == {"sessions.open_session", "acting._open"}
    assert {one for one in by["_open"] if one.startswith("acting.")} == {"acting.act"}
    assert by["open_session"] == {
        *("sessions.enter", "second_step._finish", "second_step._set_up", "passkeys._enter"),
    }
    assert by["enter"] >= {"sessions.sign_in", "inviting._join"}


def doors() -> list[tuple[str, str]]:
    """Every method of every address of the OpenAPI document that is not open to all."""
    return [(one.method, re.sub(r"{\w+}", "x", one.path)) for one in ROUTES if not one.access.open]


async def test_half_signed_in_opens_no_route_and_no_socket(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    await sets_up(rosa)
    step = await half(maple, rosa.its)
    found = {}
    for method, path in doors():
        for how, headers in (
            ("bearer", {"authorization": f"Bearer {step}", "cookie": ""}),
            ("cookie", {"cookie": f"roomwire_session={step}", "sec-fetch-site": "same-origin"}),
            ("fingerprint", {"authorization": f"Bearer {fingerprint(step)}", "cookie": ""}),
        ):
            async with maple.http.request(method, maple.url + path, headers=headers, json={}) as answer:
                found[method, path, how] = answer.status
            maple.clock.ahead += timedelta(seconds=0.1)
    async with socket(maple) as device:
        await device.send({"t": "hello", "i": 1, "ticket": step, "device": "d"})
        code = await device.closed()

    assert len(found) > 250
    assert set(found.values()) <= {401, 429}
    assert [one for one in found.values() if one == 401]
    assert (code, (await rosa.ask("GET", "/v1/me"))[0]) == (4004, 200)


async def test_half_signed_in_is_over_after_ten_minutes_after_use_and_with_the_password(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    app = await sets_up(rosa)

    async def goes_on(step: str) -> int:
        return (await post(maple, "/v1/sign-in/code", {"step": step, "code": app.code()}))[0]

    late, before = await half(maple, rosa.its), await half(maple, rosa.its)
    body = {"current": PASSWORD, "new": FRESH}
    changed, _ = await rosa.ask("POST", "/v1/password", body)
    over = await goes_on(before)
    rosa.its["password"] = FRESH
    late = await half(maple, rosa.its)
    maple.clock.ahead += timedelta(minutes=10, seconds=1)
    too_late = await goes_on(late)
    used = await half(maple, rosa.its)
    first_ = await goes_on(used)
    maple.clock.ahead += timedelta(minutes=1)

    assert (changed, over, too_late, first_) == (204, 401, 401, 200)
    assert await goes_on(used) == 401


async def test_ending_all_other_sign_ins_ends_those_that_are_half_way_too(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    app = await sets_up(rosa)
    step = await half(maple, rosa.its)
    await rosa.ask("DELETE", "/v1/sign-ins")

    assert (await post(maple, "/v1/sign-in/code", {"step": step, "code": app.code()}))[0] == 401


async def test_who_left_meanwhile_is_not_let_in_by_a_good_code(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    app = await sets_up(rosa)
    step = await half(maple, rosa.its)
    its = schema.person
    left = update(its).where(its.c.email == rosa.its["email"]).values(left_at="2026-01-01T00:00:00.000Z")
    await maple.hub.store.write(lambda one: one.connection.execute(left), whose=Across.OPERATOR)

    assert (await post(maple, "/v1/sign-in/code", {"step": step, "code": app.code()}))[0] == 401


# Off


async def test_it_is_switched_off_with_password_and_code_and_that_is_told(office: Office) -> None:
    hub = office.maple
    rosa = await hub.somebody("Rosa Alvarez")
    app = await sets_up(rosa)
    tries = [{"current": "wrong", "code": app.code()}, {"current": PASSWORD, "code": "000000"}]
    wrong = [(await rosa.ask("POST", "/v1/second-factor/off", one))[0] for one in tries]
    still = await half(hub, rosa.its)
    status, _ = await rosa.ask("POST", "/v1/second-factor/off", {"current": PASSWORD, "code": app.code()})
    again_, _ = await rosa.ask("POST", "/v1/second-factor/off", {"current": PASSWORD, "code": app.code(1)})
    await office.email("No code is asked for")

    assert (wrong, bool(still), status, again_) == ([422, 422], True, 204, 409)
    assert await office.signs_in(rosa.its["email"], PASSWORD) == 200


async def test_an_admin_takes_it_off_who_lost_it_and_it_is_told_and_on_record(office: Office) -> None:
    hub = office.maple
    ines, rosa = await hub.somebody("Ines Walker"), await hub.somebody("Rosa Alvarez")
    await sets_up(rosa)
    before = await ines.get(f"/v1/people/{rosa.id}/sign-ins")
    waits = await half(hub, rosa.its)
    status, _ = await ines.ask("DELETE", f"/v1/people/{rosa.id}/second-factor")
    over = await post(hub, "/v1/sign-in/code", {"step": waits, "code": "123456"})
    again_, _ = await ines.ask("DELETE", f"/v1/people/{rosa.id}/second-factor")
    message = await office.email("The code at sign-in was taken off")
    _, record = await ines.ask("GET", "/v1/audit")

    assert (before["code"], before["why_not_take_off"]) == (True, "")
    assert (status, over[0], again_) == (204, 401, 404)
    assert "sign in again" in over[1]["detail"]
    assert "Ines Walker" in words_of(message)
    assert [one["name"] for one in record["items"] if one["what"] == "took_factor"] == ["Ines Walker"]
    assert await office.signs_in(rosa.its["email"], PASSWORD) == 200


async def test_nobody_else_takes_it_off_and_no_admin_their_own(maple: Running) -> None:
    people = [await maple.somebody(one) for one in ("Ines Walker", "Ana Reyes", "Tom Alvarez", "Rosa Alvarez")]
    ines, ana, tom, rosa = people
    await sets_up(rosa)
    await sets_up(ines)
    asked = [(ana, rosa), (tom, rosa), (rosa, rosa), (ines, ines)]
    found = [(await by.ask("DELETE", f"/v1/people/{whom.id}/second-factor"))[0] for by, whom in asked]

    assert found == [403] * 4
    assert [await half(maple, one.its) != "" for one in (ines, rosa)] == [True, True]


async def test_of_who_is_of_two_schools_each_ends_its_own_sign_ins_and_neither_takes_the_code_off(
    records: Path,
) -> None:
    code, said = await imported(records, elsewhere(records))
    assert code == 0, said
    async with running(records, READY) as hub:
        ines, rosa = await hub.somebody("Ines Walker"), await hub.somebody("Rosa Alvarez")
        await sets_up(rosa)
        theirs = select(schema.person.c.id).where(
            schema.person.c.school != hub.school,
            schema.person.c.given == "Dana",
            schema.person.c.side == "guardian",
        )

        def moves(transaction: Any) -> str:
            """Rosa is somebody of the other school too, and signed in there."""
            run, session = transaction.connection.execute, schema.session
            other = run(theirs).scalar_one()
            account = run(select(session.c.account).where(session.c.id == fingerprint(rosa.token))).scalar_one()
            run(schema.profile.insert().values(account=account, person=other))
            row = {"id": fingerprint("there"), "account": account, "person": other}
            times = {"created_at": stamp(hub.clock()), "expires_at": stamp(hub.clock() + SESSION_LASTS)}
            run(session.insert().values(**row, **times))
            return str(other)

        other = await hub.hub.store.write(moves, whose=Across.OPERATOR)
        seen = await ines.get(f"/v1/people/{rosa.id}/sign-ins")
        refused, why = await ines.ask("DELETE", f"/v1/people/{rosa.id}/second-factor")
        ended = await ines.ask("DELETE", f"/v1/people/{rosa.id}/sign-ins")
        there = Somebody(hub, "there", {"id": other})

        assert (seen["sign_ins"], "another school" in seen["why_not_take_off"]) == (1, True)
        assert (refused, why["detail"]) == (403, seen["why_not_take_off"])
        assert ended == (200, {"ended": 1})
        assert (await rosa.ask("GET", "/v1/me"))[0] == 401
        assert (await there.ask("GET", "/v1/me"))[0] == 200
        assert await half(hub, rosa.its)


async def test_who_runs_the_hub_takes_it_off_the_last_admin(records: Path) -> None:
    async with running(records, READY) as hub:
        ines = await hub.somebody("Ines Walker")
        await sets_up(ines)
        code, out, _ = await command(records, "admin", "no-code", "Ines.Walker@maplestreet.example")
        again_, _, said = await command(records, "admin", "no-code", "ines.walker@maplestreet.example")
        status, _ = await post(hub, "/v1/sign-in", {"email": ines.its["email"], "password": PASSWORD})

    assert (code, again_, status) == (0, 1, 200)
    assert "password alone" in out
    assert "is asked for a code" in said


async def test_a_new_password_does_not_switch_it_off(office: Office) -> None:
    hub = office.maple
    rosa = await hub.somebody("Rosa Alvarez")
    app = await sets_up(rosa)
    secret = await office.link(rosa.its["email"])
    status, _ = await office.post("/v1/reset", {"secret": secret, "new": FRESH})
    ines = await hub.somebody("Ines Walker")
    _, made = await ines.ask("POST", f"/v1/people/{rosa.id}/code")
    by_code = {"email": rosa.its["email"], "code": made["code"], "new": f"{FRESH} again"}
    assert await half(hub, {**rosa.its, "password": FRESH})
    assert (status, (await office.post("/v1/reset/code", by_code))[0]) == (204, 204)
    found = await comes(hub, {**rosa.its, "password": by_code["new"]}, app.code())

    assert found[0] == 200


# Required


async def set_up_at(hub: Running, its: dict[str, Any]) -> tuple[int, Any]:
    """Sign in where it is required and not there yet: set up, and in."""
    status, said = await post(hub, "/v1/sign-in", {"email": its["email"], "password": its["password"]})
    assert (status, said["asks"]) == (202, "setup"), said
    _, shown = await post(hub, "/v1/sign-in/key", {"step": said["step"]})
    _, same = await post(hub, "/v1/sign-in/key", {"step": said["step"]})
    assert shown["key"] == same["key"]
    return await post(
        hub, "/v1/sign-in/set-up", {"step": said["step"], "code": App(shown["key"], hub.clock).code()}
    )


@pytest.mark.parametrize(
    ("whom", "asked_of"),
    [
        (SecondFactorFor.NOBODY, set()),
        (SecondFactorFor.ADMINS, {"Ines Walker"}),
        (SecondFactorFor.STAFF, {"Ines Walker", "Ana Reyes", "Nora Lind"}),
    ],
)
async def test_a_school_asks_it_of_admins_or_all_staff_who_set_it_up_before_anything_else(
    maple: Running, whom: SecondFactorFor, asked_of: set[str]
) -> None:
    await asks_of(maple, whom)
    people = [await of(maple, one) for one in ("Ines Walker", "Ana Reyes", "Nora Lind", "Rosa Alvarez")]
    found = {}
    for its in people:
        status, said = await post(maple, "/v1/sign-in", {"email": its["email"], "password": its["password"]})
        found[its["name"]] = said.get("asks") if status == 202 else status
    expected = {its["name"]: "setup" if its["name"] in asked_of else 200 for its in people}

    assert found == expected


async def test_who_must_set_it_up_gets_in_by_it_with_recovery_codes_and_is_asked_ever_after(maple: Running) -> None:
    await asks_of(maple, SecondFactorFor.STAFF)
    ana = await of(maple, "Ana Reyes")
    status, said = await set_up_at(maple, ana)
    in_, me = await Somebody(maple, said["signed_in"]["token"], ana).ask("GET", "/v1/second-factor")
    off, refused = await Somebody(maple, said["signed_in"]["token"], ana).ask(
        "POST", "/v1/second-factor/off", {"current": PASSWORD, "code": said["codes"][0]}
    )

    assert (status, in_, len(said["codes"])) == (200, 200, 10)
    assert (me["required"], bool(me["why_not_off"])) == (True, True)
    assert off == 403
    assert "Your school asks" in refused["detail"]
    assert await half(maple, ana)
    assert (await comes(maple, ana, said["codes"][0]))[0] == 200  # what was refused used nothing up


async def test_a_required_one_is_skipped_by_no_step_of_somebody_else_and_by_no_code_but_its_own(
    maple: Running,
) -> None:
    await asks_of(maple, SecondFactorFor.STAFF)
    rosa = await maple.somebody("Rosa Alvarez")
    app = await sets_up(rosa)
    ana, ben = await of(maple, "Ana Reyes"), await of(maple, "Ben Carter")
    steps = []
    for its in (ana, ben):
        _, said = await post(maple, "/v1/sign-in", {"email": its["email"], "password": its["password"]})
        steps.append(said["step"])
    _, shown = await post(maple, "/v1/sign-in/key", {"step": steps[0]})
    mine = App(shown["key"], maple.clock)
    not_shown = await post(maple, "/v1/sign-in/set-up", {"step": steps[1], "code": mine.code()})
    of_rosa = await post(maple, "/v1/sign-in/code", {"step": steps[0], "code": app.code()})
    recovery = await post(maple, "/v1/sign-in/code", {"step": steps[0], "code": app.codes[0]})
    past = await post(maple, "/v1/sign-in/set-up", {"step": await half(maple, rosa.its), "code": app.code()})
    none = await post(maple, "/v1/sign-in/key", {"step": "x" * 43})

    assert [one[0] for one in (not_shown, of_rosa, recovery, past, none)] == [409, 401, 401, 409, 401]


async def test_a_required_one_cannot_be_skipped_by_an_invitation(first: FirstDay) -> None:
    hub = first.maple
    await asks_of(hub, SecondFactorFor.STAFF)
    await first.forget("Ben Carter")
    ben = "ben.carter@maplestreet.example"
    status, said = await first.accept(await first.link("Ben Carter", ben))
    _, shown = await first.post("/v1/sign-in/key", {"step": said["step"]})
    code = App(shown["key"], hub.clock).code()
    in_, done = await first.post("/v1/sign-in/set-up", {"step": said["step"], "code": code})
    parent, _ = await first.accept(await first.link("Tom Alvarez", TOM))
    log = (await (await hub.somebody("Ines Walker")).get("/v1/activity-log?q=ben"))["items"]

    assert [one["says"].split(".")[0] for one in log] == [
        "Ben Carter signed in", "Ben Carter is asked for a code at sign-in from now on",
        "Ben Carter signed up by an invitation", "Ines Walker invited Ben Carter to sign in",
    ]  # fmt: skip
    assert (status, said["asks"]) == (202, "setup")
    assert "token" not in said
    assert (in_, done["signed_in"]["role"]) == (200, "staff")
    assert parent == 200


async def test_it_cannot_be_skipped_by_an_invitation_for_an_account_that_has_one(first: FirstDay) -> None:
    hub = first.maple
    rosa = await hub.somebody("Rosa Alvarez")
    app = await sets_up(rosa)
    await first.change("Tom Alvarez", email=rosa.its["email"], side="guardian")
    await first.forget("Ben Carter")
    await first.change("Ben Carter", given="ROSA", family="Alvarez", email=rosa.its["email"])
    await first.change("Tom Alvarez", email=TOM)
    status, said = await first.accept(await first.link("ROSA Alvarez", rosa.its["email"]), PASSWORD)
    in_, _ = await first.post("/v1/sign-in/code", {"step": said["step"], "code": app.code()})

    assert (status, said["asks"], in_) == (202, "code", 200)


async def test_a_hub_without_a_secret_offers_none_and_no_school_can_ask_for_it(records: Path) -> None:
    async with running(records) as hub:
        ines = await hub.somebody("Ines Walker")
        its = await ines.get("/v1/second-factor")
        begun, said = await ines.ask("POST", "/v1/second-factor/key", {"current": PASSWORD})
        asked, why = await ines.ask("PUT", "/v1/settings/accounts", {"second_factor": "all_staff"})
        back, _ = await ines.ask("PUT", "/v1/settings/accounts", {"second_factor": "nobody"})

    assert its["offered"] is False
    assert (begun, asked, back) == (503, 503, 200)
    assert "ROOMWIRE_SECRET" in said["detail"] == why["detail"] or "ROOMWIRE_SECRET" in why["detail"]


async def test_a_hub_that_lost_its_secret_lets_nobody_in_past_what_was_asked(records: Path) -> None:
    async with running(records, READY) as hub:
        ana = await hub.somebody("Ana Reyes")
        app = await sets_up(ana)
        its, ahead = ana.its, hub.clock.ahead
    async with running(records, {"ROOMWIRE_SECRET": "another one, which is as long as it has to be"}) as hub:
        hub.clock.ahead = ahead
        lost, said = await comes(hub, its, app.code())
        recovered, _ = await comes(hub, its, app.codes[0])
    async with running(records) as hub:
        hub.clock.ahead = ahead
        none, _ = await comes(hub, its, app.code())
        past, _ = await comes(hub, its, app.codes[1])

    assert (lost, recovered, none, past) == (503, 200, 503, 200)
    assert "recovery code" in said["detail"]


async def test_only_admins_say_who_needs_it_and_it_is_kept_with_what_a_school_chose(maple: Running) -> None:
    for name in ("Ana Reyes", "Rosa Alvarez"):
        one = await maple.somebody(name)
        found = [
            (await one.ask("GET", "/v1/settings/accounts"))[0],
            (await one.ask("PUT", "/v1/settings/accounts", {"second_factor": "nobody"}))[0],
        ]
        assert found == [403, 403]
    await asks_of(maple, SecondFactorFor.ADMINS)
    its = schema.school.c
    text = await maple.hub.store.read(
        lambda one: one.execute(select(its.settings).where(its.id == maple.school)).scalar_one(), Across.OPERATOR
    )

    assert settings_of(text).second_factor is SecondFactorFor.ADMINS
    assert settings_of(settings_text(settings_of(text))) == settings_of(text)


# On record


async def test_what_becomes_of_codes_and_sign_ins_stands_in_the_activity_log(maple: Running) -> None:
    rosa, ines = await maple.somebody("Rosa Alvarez"), await maple.somebody("Ines Walker")
    app = await sets_up(rosa)
    assert (await comes(maple, rosa.its, app.codes[0]))[0] == 200
    assert (await rosa.ask("DELETE", "/v1/sign-ins"))[0] == 200
    body = {"current": PASSWORD, "code": app.code()}
    assert (await rosa.ask("POST", "/v1/second-factor/codes", body))[0] == 200
    maple.clock.ahead += timedelta(minutes=2)
    body = {"current": PASSWORD, "code": app.code()}
    assert (await rosa.ask("POST", "/v1/second-factor/off", body))[0] == 204
    await sets_up(rosa)
    assert (await ines.ask("DELETE", f"/v1/people/{rosa.id}/second-factor"))[0] == 204
    assert (await ines.ask("DELETE", f"/v1/people/{rosa.id}/sign-ins"))[0] == 200
    items = (await ines.get("/v1/activity-log?kind=sign_ins"))["items"]

    assert [one["says"] for one in items if "signed in." not in one["says"]] == [
        "Ines Walker ended all sign-ins of Rosa Alvarez that were opened at this school.",
        "Ines Walker took a lost code off the account of Rosa Alvarez.",
        "Rosa Alvarez is asked for a code at sign-in from now on.",
        "Rosa Alvarez is asked for no code at sign-in any more.",
        "Rosa Alvarez made new recovery codes.",
        "Rosa Alvarez signed out other devices of theirs.",
        "Rosa Alvarez signed in by a recovery code.",
        "Rosa Alvarez is asked for a code at sign-in from now on.",
    ]
    assert app.codes[0] not in str(items)

"""The way back in: a link by email, a code of the office, and what nobody learns or gets by asking for them."""

import asyncio
import contextlib
import re
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hub.limits.hashing import Lane
from hub.store import schema
from hub.store.row_security import Across
from hub.store.schema import reset
from notifiers.tables import delivery
from tests.hub.notify.test_emails import words_of
from tests.hub.notify.test_telling import until
from tests.hub.people.test_roster import command
from tests.hub.running import Running, running
from tests.notifiers.providers.smtp import SmtpServer

ROSA, ANA = "rosa.alvarez@families.example", "ana.reyes@maplestreet.example"
FRESH = "a new password"


@dataclass
class Office:
    """The demo school, and the mail server that it sends through."""

    maple: Running
    server: SmtpServer

    async def post(self, path: str, body: object) -> tuple[int, Any]:
        """Status and body of what somebody asks who is not signed in."""
        async with self.maple.http.post(f"{self.maple.url}{path}", json=body, headers={"cookie": ""}) as answer:
            text = await answer.text()
            return answer.status, (await answer.json(content_type=None) if text else "")

    async def signs_in(self, email: str, password: str) -> int:
        return (await self.post("/v1/sign-in", {"email": email, "password": password}))[0]

    async def email(self, about: str) -> Any:
        """The newest email whose subject holds about."""
        found = lambda: [  # noqa: E731
            one["message"] for one in self.server.received if about in one["message"]["subject"]
        ]
        await until(lambda: bool(found()))
        return found()[-1]

    async def link(self, email: str) -> str:
        """The secret of the link that arrives."""
        before = len(self.server.received)
        assert (await self.post("/v1/forgot", {"email": email}))[0] == 204

        def found() -> list[str]:
            emails = (words_of(one["message"]) for one in self.server.received[before:])
            return [link[1] for one in emails if (link := re.search(r"/#/reset/([\w-]{43})(?![\w-])", one))]

        await until(lambda: bool(found()))
        return found()[-1]

    async def email_of(self, name: str) -> str:
        return str(next(one["email"] for one in self.maple.people if one["name"] == name))


@pytest.fixture
async def office(records: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(SmtpServer(tmp_path_factory.mktemp("mail")).running())
        yield Office(await stack.enter_async_context(running(records, server.env())), server)


async def test_who_forgot_gets_a_link_and_is_in_again_and_every_session_of_before_has_ended(office: Office) -> None:
    rosa = await office.maple.somebody("Rosa Alvarez")
    email = rosa.its["email"]
    async with rosa.device() as phone:
        await phone.live()
        secret = await office.link(email)
        status, _ = await office.post("/v1/reset", {"secret": secret, "new": FRESH})
        code = await phone.closed()
    told = await office.email("Your password was changed")

    assert (status, code) == (204, 4501)
    assert told["to"] == email
    assert (await rosa.ask("GET", "/v1/me"))[0] == 401
    assert await office.signs_in(email, "maple-street") == 401
    assert await office.signs_in(email, FRESH) == 200


async def test_the_email_is_in_the_persons_language_and_cannot_be_unsubscribed_from(office: Office) -> None:
    rosa = await office.maple.somebody("Rosa Alvarez")
    await rosa.ask("PATCH", "/v1/me", {"language": "es"})
    await office.link(rosa.its["email"])
    message = await office.email("contraseña nueva")

    assert "Elegir una contraseña nueva" in words_of(message)
    assert message["list-unsubscribe"] is None


async def test_known_and_unknown_addresses_are_answered_alike_and_as_fast(office: Office) -> None:
    known, found = await office.email_of("Rosa Alvarez"), []
    for email in (known, "nobody@families.example", known, "nobody@families.example"):
        begun = time.perf_counter()
        found.append((await office.post("/v1/forgot", {"email": email}), time.perf_counter() - begun))
    await office.email("A new password")

    assert [one for one, _ in found] == [(204, "")] * 4
    assert all(taken < 1 for _, taken in found)
    assert {one["message"]["to"] for one in office.server.received} == {known}


async def test_a_link_is_good_once_for_an_hour_and_only_the_newest(office: Office) -> None:
    email = await office.email_of("Rosa Alvarez")
    older, newer = await office.link(email), await office.link(email)
    former = await office.post("/v1/reset", {"secret": older, "new": FRESH})
    answers = [await office.post("/v1/reset", {"secret": "x" * 43, "new": FRESH})]
    both = await asyncio.gather(*(office.post("/v1/reset", {"secret": newer, "new": FRESH}) for _ in range(2)))
    answers += [
        await office.post("/v1/reset", {"secret": one, "new": "another password"}) for one in (newer, older)
    ]
    late = await office.link(email)
    office.maple.clock.ahead = timedelta(minutes=61)
    answers.append(await office.post("/v1/reset", {"secret": late, "new": "another password"}))

    assert (former[0], former[1]["detail"]) == (
        404, "A newer link was made after this one. Use the one that came last, in the newest email."
    )  # fmt: skip
    assert sorted(status for status, _ in both) == [204, 404]
    assert {(status, body["detail"]) for status, body in answers} == {
        (404, "This link has been used, or its hour is over. Ask for a new one: choose “Forgot password?”.")
    }
    assert await office.signs_in(email, FRESH) == 200


async def test_a_bad_password_does_not_use_up_the_link(office: Office) -> None:
    email = await office.email_of("Rosa Alvarez")
    secret = await office.link(email)
    bad = [
        await office.post("/v1/reset", {"secret": secret, "new": new})
        for new in ("password12", email, "maple-street")
    ]
    good, _ = await office.post("/v1/reset", {"secret": secret, "new": FRESH})

    assert [status for status, _ in bad] == [422] * 3
    assert "have now" in bad[2][1]["detail"]
    assert good == 204


async def test_nothing_in_the_records_opens_an_account(office: Office) -> None:
    secret = await office.link(await office.email_of("Rosa Alvarez"))
    rows = await office.maple.hub.store.read(
        lambda one: [str(row) for table in (reset, delivery, schema.event) for row in one.execute(select(table))],
        Across.OPERATOR,
    )

    assert any("/#/reset" in row for row in rows)
    assert not [row for row in rows if secret in row]


async def test_one_account_gets_three_links_and_one_address_asks_for_ten(office: Office) -> None:
    email = await office.email_of("Rosa Alvarez")
    for _ in range(3):
        await office.link(email)
    more = [(await office.post("/v1/forgot", {"email": email}))[0] for _ in range(8)]
    await asyncio.sleep(0.3)

    assert more == [204] * 7 + [429]
    assert len(office.server.received) == 3


async def test_who_left_gets_no_link_and_the_one_they_have_does_nothing(office: Office) -> None:
    email = await office.email_of("Rosa Alvarez")
    secret = await office.link(email)
    its = schema.person
    await office.maple.hub.store.write(
        lambda one: (
            one.connection.execute(
                its.update().where(its.c.email == email).values(left_at="2026-01-01T00:00:00.000Z")
            ).rowcount
        ),
        whose=Across.OPERATOR,
    )
    status, _ = await office.post("/v1/reset", {"secret": secret, "new": FRESH})
    asked, _ = await office.post("/v1/forgot", {"email": email})
    await asyncio.sleep(0.3)

    assert (status, asked, len(office.server.received)) == (404, 204, 1)


async def test_who_asked_for_no_more_routine_emails_gets_the_link_they_ask_for(office: Office) -> None:
    rosa = await office.maple.somebody("Rosa Alvarez")
    stop = {"medium": "email", "class": "routine", "state": "closed"}
    await rosa.ask("PUT", f"/v1/consents/{rosa.id}", stop)

    assert await office.link(rosa.its["email"])


async def test_an_admin_hands_a_parent_a_code_and_the_parent_is_told(office: Office) -> None:
    ines, rosa = await office.maple.somebody("Ines Walker"), await office.maple.somebody("Rosa Alvarez")
    status, made = await ines.ask("POST", f"/v1/people/{rosa.id}/code")
    wrong = await office.post("/v1/reset/code", {"email": ANA, "code": made["code"], "new": FRESH})
    typed = made["code"].lower().replace("-", " ")
    body = {"email": rosa.its["email"], "code": typed, "new": FRESH}
    right, _ = await office.post("/v1/reset/code", body)
    again, _ = await office.post("/v1/reset/code", {**body, "new": "another password"})
    told = await office.email("A code for a new password")
    _, record = await ines.ask("GET", "/v1/audit")

    assert (status, wrong[0], right, again) == (201, 404, 204, 404)
    assert re.fullmatch(r"[A-Z2-9]{5}-[A-Z2-9]{5}", made["code"])
    assert "Ines Walker" in words_of(told)
    assert made["code"] not in words_of(told)
    assert [one["name"] for one in record["items"] if one["what"] == "gave_code"] == ["Ines Walker"]
    assert await office.signs_in(rosa.its["email"], FRESH) == 200


async def test_a_code_is_for_admins_to_give_and_never_for_an_admin_or_oneself(office: Office) -> None:
    people = [await office.maple.somebody(name) for name in ("Ines Walker", "Ana Reyes", "Rosa Alvarez")]
    ines, ana, rosa = people
    asked = [(ana, rosa), (rosa, rosa), (ines, ines)]
    found = [await by.ask("POST", f"/v1/people/{whom.id}/code") for by, whom in asked]
    nobody, _ = await ines.ask("POST", "/v1/people/p_nobody/code")

    assert [status for status, _ in found] == [403] * 3
    assert nobody == 404


async def test_codes_are_guessed_ten_times_and_are_over_after_a_quarter_of_an_hour(office: Office) -> None:
    ines, rosa = await office.maple.somebody("Ines Walker"), await office.maple.somebody("Rosa Alvarez")
    _, made = await ines.ask("POST", f"/v1/people/{rosa.id}/code")
    body = {"email": rosa.its["email"], "code": "AAAAA-AAAAA", "new": FRESH}
    guesses = await asyncio.gather(*(office.post("/v1/reset/code", body) for _ in range(20)))
    office.maple.clock.ahead = timedelta(minutes=16)
    late, _ = await office.post("/v1/reset/code", {**body, "code": made["code"]})

    assert sorted(status for status, _ in guesses) == [404] * 10 + [429] * 10
    assert late == 404


async def test_a_changed_password_is_told_by_email_and_ends_a_link_of_before(office: Office) -> None:
    rosa = await office.maple.somebody("Rosa Alvarez")
    secret = await office.link(rosa.its["email"])
    async with rosa.device() as phone:
        await phone.live()
        status, _ = await rosa.ask("POST", "/v1/password", {"current": "maple-street", "new": FRESH})
        await phone.event(kind="password")
    await office.email("Your password was changed")
    ended, _ = await office.post("/v1/reset", {"secret": secret, "new": "another password"})

    assert (status, ended) == (204, 404)


async def test_the_screen_to_sign_in_on_knows_the_school(office: Office) -> None:
    async with office.maple.http.get(f"{office.maple.url}/v1/front") as answer:
        assert (await answer.json())["school_name"].startswith("Maple Street")


async def test_who_runs_the_hub_prints_a_link_that_an_admin_gets_in_by(records: Path) -> None:
    async with running(records) as maple:
        code, out, _ = await command(records, "admin", "reset", "Ines.Walker@maplestreet.example")
        unknown, _, said = await command(records, "admin", "reset", "nobody@maplestreet.example")
        body = {"secret": out.strip().rpartition("/#/reset/")[2], "new": FRESH}
        async with maple.http.post(f"{maple.url}/v1/reset", json=body) as answer:
            status = answer.status

    assert (code, status, unknown) == (0, 204, 1)
    assert "Nobody who is active signs in" in said


@contextlib.contextmanager
def all_hashing_waits(office: Office) -> Iterator[None]:
    """As on a morning on which many sign in: until the end nothing is hashed."""
    gate, go = office.maple.hub.guessing.gate, threading.Event()
    held = [asyncio.ensure_future(gate.run(Lane.KIOSK, f"{n}", lambda: go.wait(20))) for n in range(gate.at_once)]
    try:
        yield
    finally:
        go.set()
        for one in held:
            one.add_done_callback(lambda ended: ended.exception())


async def test_a_new_password_that_waited_while_its_session_was_ended_is_not_taken(office: Office) -> None:
    rosa = await office.maple.somebody("Rosa Alvarez")
    body = {"current": "maple-street", "new": FRESH}
    with all_hashing_waits(office):
        changing = asyncio.create_task(rosa.ask("POST", "/v1/password", body))
        await asyncio.sleep(0.3)
        out, _ = await rosa.ask("POST", "/v1/sign-out")
    status, _ = await changing

    assert (out, status) == (204, 401)
    assert await office.signs_in(rosa.its["email"], FRESH) == 401
    assert await office.signs_in(rosa.its["email"], "maple-street") == 200


async def test_who_resets_is_not_overtaken_by_who_knows_the_former_password(office: Office) -> None:
    rosa = await office.maple.somebody("Rosa Alvarez")
    secret = await office.link(rosa.its["email"])
    stolen = {"current": "maple-street", "new": "somebody else's"}
    with all_hashing_waits(office):
        reset = asyncio.create_task(office.post("/v1/reset", {"secret": secret, "new": FRESH}))
        await asyncio.sleep(0.3)
        changes = [asyncio.create_task(rosa.ask("POST", "/v1/password", stolen)) for _ in range(2)]
        await asyncio.sleep(0.3)
    found = [(await reset)[0], *[(await one)[0] for one in changes]]
    opens = [await office.signs_in(rosa.its["email"], one) for one in (FRESH, stolen["new"], "maple-street")]

    assert found == [204, 401, 401] or (found[0] == 404 and sorted(found[1:]) == [204, 422])
    assert opens == ([200, 401, 401] if found[0] == 204 else [401, 200, 401])


async def test_a_good_link_lets_try_ten_passwords_that_may_be_none_and_then_waits(office: Office) -> None:
    secret = await office.link(await office.email_of("Rosa Alvarez"))
    bad = [(await office.post("/v1/reset", {"secret": secret, "new": "password12"}))[0] for _ in range(12)]
    tom = await office.link(await office.email_of("Tom Alvarez"))
    others, _ = await office.post("/v1/reset", {"secret": tom, "new": FRESH})
    office.maple.clock.ahead = timedelta(minutes=3)
    later, _ = await office.post("/v1/reset", {"secret": secret, "new": FRESH})

    assert bad == [422] * 10 + [429] * 2
    assert (others, later) == (204, 204)

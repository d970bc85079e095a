"""A changed email address: nothing goes there before its reader has said that it is theirs."""

import contextlib
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from hub.store import schema
from tests.hub.notify.test_emails import words_of
from tests.hub.notify.test_ladder import rows_of, with_phone
from tests.hub.notify.test_telling import Telling, settled, telling, until
from tests.hub.people.test_inviting import TOM, FirstDay
from tests.hub.people.test_linking import again, called, letters
from tests.hub.people.test_roster import imported, rewrite
from tests.hub.running import Running, Somebody, running
from tests.notifiers.providers.smtp import SmtpServer

__all__ = ["telling"]

ROSA, NEW = "rosa.alvarez@families.example", "rosa@elsewhere.example"


@pytest.fixture
async def moved(records: Path, bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FirstDay]:
    """The roster has another address of Rosa, who has no device and no cell in it any more."""

    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(SmtpServer(tmp_path_factory.mktemp("mail")).running())
        its = FirstDay(await stack.enter_async_context(running(records, server.env())), server)
        rewrite(bundle, "users.csv", called("usr-rosa-alvarez", email=NEW, sms=""))
        await again(its, records, bundle)
        yield its


async def secret_of(moved: FirstDay, count: int = 1) -> str:
    """What the newest link ends with that asks Rosa's new mailbox, once so many have."""

    def found() -> list[str]:
        mine = [words_of(one["message"]) for one in moved.server.received if one["to"] == NEW]
        return [its[1] for one in mine if (its := re.search(r"/#/confirm_email/(n_[\w-]+\.[\w-]+)", one))]

    await until(lambda: len(found()) >= count)
    return found()[-1]


async def said(moved: FirstDay, text: str) -> None:
    """Ana writes to Mia's family, and the other parent has been told of it by email."""

    def told() -> int:
        return len([one for one in moved.server.received if one["to"] == TOM])

    before = told()
    ana = await moved.maple.somebody("Ana Reyes")
    await ana.post(await ana.conversation("family", "Mia"), text)
    moved.maple.clock.ahead += timedelta(minutes=45)
    await until(lambda: told() > before)
    await settled(moved.maple)


async def test_nothing_but_the_question_goes_to_a_changed_address_until_it_is_confirmed(moved: FirstDay) -> None:
    rosa = await moved.maple.somebody("Rosa Alvarez")
    secret = await secret_of(moved)
    me = await rosa.get("/v1/me")
    await said(moved, "Before")
    before = [one["to"] for one in moved.server.received if one["to"] in {NEW, ROSA}]
    wrong = await moved.post("/v1/confirm-email", {"secret": secret[:-1] + ("A" if secret[-1] != "A" else "B")})
    status, body = await moved.post("/v1/confirm-email", {"secret": secret})
    twice = await moved.post("/v1/confirm-email", {"secret": secret})
    await said(moved, "After")

    assert me["unconfirmed_email"] == NEW
    assert before.count(NEW) == 1
    assert await letters(moved, ROSA, "another email address of yours")
    assert (wrong[0], status, twice[0]) == (404, 200, 404)
    assert body["school_name"]
    assert (await rosa.get("/v1/me"))["unconfirmed_email"] is None
    await until(lambda: len([one for one in moved.server.received if one["to"] == NEW]) > 1)


async def test_who_signs_up_by_an_invitation_to_the_changed_address_gets_alerts_there_at_once(
    moved: FirstDay,
) -> None:
    await moved.forget("Rosa Alvarez")
    await said(moved, "Before")
    before = [one["to"] for one in moved.server.received].count(NEW)
    secret = await moved.link("Rosa Alvarez", NEW)
    status, its = await moved.accept(secret)
    assert status == 200, its
    rosa = Somebody(moved.maple, its["token"], {"id": its["person"]})
    assert (await rosa.get("/v1/me"))["unconfirmed_email"] is None
    await said(moved, "After")

    assert before == 1  # the question
    await until(lambda: [one["to"] for one in moved.server.received].count(NEW) > 2)


async def test_the_question_is_sent_again_by_oneself_or_an_admin_and_the_link_before_does_no_more(
    moved: FirstDay,
) -> None:
    maple = moved.maple
    rosa, ines, tom = [await maple.somebody(one) for one in ("Rosa Alvarez", "Ines Walker", "Tom Alvarez")]
    first = await secret_of(moved)
    path = f"/v1/people/{rosa.id}/confirm-email"
    soon = (await ines.ask("POST", path))[0]
    maple.clock.ahead += timedelta(minutes=2)
    others = (await tom.ask("POST", path))[0]
    own = (await rosa.ask("POST", path))[0]
    second = await secret_of(moved, 2)

    assert (soon, others, own) == (403, 403, 204)
    assert first != second
    status, before = await moved.post("/v1/confirm-email", {"secret": first})
    made_up = await moved.post("/v1/confirm-email", {"secret": first[:-1] + ("A" if first[-1] != "A" else "B")})
    assert (status, made_up[0]) == (404, 404)
    assert before["detail"] == "A newer email was sent after this one. Open the link in the newest."
    over = "This link is not good any more. Ask the school’s office to send a new one."
    assert made_up[1]["detail"] == over
    maple.clock.ahead += timedelta(days=8)
    assert (await moved.post("/v1/confirm-email", {"secret": second}))[0] == 409
    assert (await moved.post("/v1/confirm-email", {"secret": first}))[1]["detail"] == over
    assert (await tom.ask("POST", f"/v1/people/{tom.id}/confirm-email"))[0] == 404


async def test_an_address_that_one_signs_in_with_needs_no_question(
    moved: FirstDay, records: Path, bundle: Path
) -> None:

    rosa = await moved.maple.somebody("Rosa Alvarez")
    waits = (await rosa.get("/v1/me"))["unconfirmed_email"]
    rewrite(bundle, "users.csv", called("usr-rosa-alvarez", email=ROSA))
    await again(moved, records, bundle)

    assert (waits, (await rosa.get("/v1/me"))["unconfirmed_email"]) == (NEW, None)


@pytest.mark.parametrize("between", [NEW.upper(), ""])
async def test_no_change_of_case_and_no_roster_without_it_confirms_an_address(
    moved: FirstDay, records: Path, bundle: Path, between: str
) -> None:
    rosa = await moved.maple.somebody("Rosa Alvarez")
    secret = await secret_of(moved)
    for email in (between, NEW.title()):
        rewrite(bundle, "users.csv", called("usr-rosa-alvarez", email=email))
        await again(moved, records, bundle)
    waits = (await rosa.get("/v1/me"))["unconfirmed_email"]
    status, _ = await moved.post("/v1/confirm-email", {"secret": secret})

    assert waits == NEW.title()
    assert (status, (await rosa.get("/v1/me"))["unconfirmed_email"]) == (200, None)
    assert len([one for one in moved.server.received if one["to"].casefold() == NEW]) == 1


async def test_the_last_address_that_counted_counts_again_at_once_also_after_a_roster_without_one(
    moved: FirstDay, records: Path, bundle: Path
) -> None:
    tom, elsewhere = await moved.maple.somebody("Tom Alvarez"), "tom@elsewhere.example"
    await forget_account(moved.maple, tom.id)
    waits = []
    for email in ("", elsewhere, "", TOM, elsewhere):
        rewrite(bundle, "users.csv", called("usr-tom-alvarez", email=email))
        await again(moved, records, bundle)
        waits.append(moved.maple.hub.schools[moved.maple.school].snapshot.roster.people[tom.id].unconfirmed)

    assert waits == [False, True, False, False, True]


async def forget_account(maple: Running, person: str, address: str = "signs.in@families.example") -> None:
    """They sign in with another address than the one that the roster has."""
    its = select(schema.profile.c.account).where(schema.profile.c.person == person).scalar_subquery()
    other = update(schema.account).where(schema.account.c.id == its).values(email=address)
    await maple.hub.store.write(lambda one: one.connection.execute(other), maple.school)


@pytest.mark.parametrize("read", [False, True])
async def test_what_waits_to_go_by_email_goes_to_no_address_of_before_and_to_the_new_one_if_that_counts(
    telling: Telling, records: Path, bundle: Path, read: bool
) -> None:
    ana, rosa, family = await with_phone(telling)
    ines = await telling.maple.somebody("Ines Walker")
    await ines.ask("PUT", "/v1/settings/texts", {"on": False})
    if read:
        await forget_account(telling.maple, rosa.id, NEW)
    await ana.post(family, "Mia has a fever")
    await settled(telling.maple, 1)
    (waits,) = [one for one in await rows_of(telling.maple, rosa.id) if one["settled_at"] is None]
    rewrite(bundle, "users.csv", called("usr-rosa-alvarez", email=NEW))
    await imported(records, bundle)
    await telling.maple.hub.schools[telling.maple.school].catch_up()
    telling.maple.clock.ahead = timedelta(minutes=16)
    await settled(telling.maple, 2)
    telling.maple.clock.ahead = timedelta(minutes=33)  # it has its turn after the phone again
    if read:
        await until(lambda: family in told(telling, NEW))
    (ended,) = [one for one in await rows_of(telling.maple, rosa.id) if one["id"] == waits["id"]]

    assert (waits["medium"], waits["address"]) == ("email", ROSA)
    assert (ended["outcome"], ended["detail"]) == (
        "cancelled",
        "It is the address of nobody any more whom it is for.",
    )
    assert family not in told(telling, ROSA)
    assert (family in told(telling, NEW)) is read


def told(telling: Telling, address: str) -> str:
    """All that was written to an address."""
    return " ".join(words_of(one["message"]) for one in telling.mail.received if one["to"] == address)

"""The outbox while providers fail: who waits, who stands in, what is tried once, and what a person may repeat."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from hub.__main__ import main
from hub.api.metrics_listener import measured
from hub.store import schema
from hub.store.row_security import Across
from notifiers.outages import PROBING
from notifiers.senders.twilio import TwilioSender
from notifiers.tables import attempt, delivery, outage
from policies.notify.circuit_breaker import FAILURES
from policies.timestamps import stamp
from tests.hub.notify.test_telling import Telling, family_of_mia, settled, shut, telling, until  # noqa: F401 (a fixture)
from tests.hub.running import DEADLINE, QUIET, Running, running
from tests.notifiers.providers.smtp import SmtpServer
from tests.notifiers.providers.twilio import FROM, SID, TOKEN, TwilioServer
from tests.notifiers.providers.webpush import STATUS, WebPushServer

TOM = "tom.alvarez@families.example"


async def rows_of(maple: Running) -> list[dict[str, Any]]:
    rows = await maple.hub.store.read(lambda one: one.execute(select(delivery)).mappings().all(), Across.OPERATOR)
    return [dict(row) for row in rows]


async def alone(maple: Running) -> None:
    """Nobody gets a second step, and nothing is too much for a day: what happens is the outbox's doing."""
    ines = await maple.somebody("Ines Walker")
    plain = {"ladder_minutes": 0, "texts_a_day": 1_000, "emails_a_day": 1_000, "push_a_day": 1_000}
    assert (await ines.ask("PUT", "/v1/settings/conversations", plain))[0] == 200


async def accepted(maple: Running, many: int) -> None:
    """Return once so many deliveries were taken, and that is written down: the clock may move then."""
    async with asyncio.timeout(DEADLINE):
        while sum(row["outcome"] == "accepted" for row in await rows_of(maple)) < many:
            await asyncio.sleep(0.01)


async def steps_of(maple: Running, person: str, message: str) -> list[tuple[str, str]]:
    """What the timeline says of one person, as what and detail."""
    ana = await maple.somebody("Ana Reyes")
    timeline = await ana.get(f"/v1/messages/{message}/timeline")
    steps = next(one["steps"] for one in timeline["items"] if one["person"] == person)
    return [(one["what"], one["detail"]) for one in steps]


async def test_while_one_provider_hangs_the_others_are_told_at_once(telling: Telling) -> None:  # noqa: F811
    ana, _rosa, family = await family_of_mia(telling)
    ines = await telling.maple.somebody("Ines Walker")
    many = {"texts_a_day": 1_000, "emails_a_day": 1_000}
    assert (await ines.ask("PUT", "/v1/settings/conversations", many))[0] == 200
    telling.texts.script.extend(["never"] * 200)
    for number in range(TwilioSender.at_once + 4):  # more than the carrier of texts may have on its way
        await ana.post(family, f"question {number}")
        await until(lambda: len(telling.mail.received) == number + 1)  # noqa: B023 (waited for here)

    assert telling.texts.received == []
    assert 0 < telling.texts.calls <= TwilioSender.at_once
    telling.texts.slow.set()


async def test_settings_that_are_refused_shut_the_provider_and_one_probe_opens_it(telling: Telling) -> None:  # noqa: F811
    await alone(telling.maple)
    ana, rosa, family = await family_of_mia(telling)
    maple = telling.maple
    telling.texts.script.extend(["refused"] * 2)
    posted = await ana.post(family, "First")
    (its,) = await shut(maple)
    for number in range(5):
        await ana.post(family, f"while it is shut {number}")
        await until(lambda: len(telling.mail.received) >= number + 2)  # noqa: B023 (waited for here)
    await asyncio.sleep(QUIET)
    asked = telling.texts.calls
    waiting = await steps_of(maple, rosa.id, posted["id"])
    maple.clock.ahead = timedelta(seconds=20)
    await until(lambda: telling.texts.calls == 2)  # the probe, refused as well
    await asyncio.sleep(QUIET)
    probed = telling.texts.calls
    maple.clock.ahead = timedelta(minutes=2)
    rows = await settled(maple, 12)

    assert (its["cause"], its["provider"], its["account"]) == ("settings", "twilio", FROM)
    assert (asked, probed) == (1, 2)
    assert waiting[-1] == ("waits", "Twilio refuses our account or its token.")
    told = [row for row in rows if row["outcome"] == "accepted"]
    assert {row["outcome"] for row in rows if row not in told} == {"joined"}  # what waited rings as one
    assert len(telling.texts.received) == len([row for row in told if row["medium"] == "sms"])
    assert {row["attempts"] for row in told} == {1}


async def test_what_waits_behind_a_shut_provider_says_so_though_nobody_ever_tried_it(telling: Telling) -> None:  # noqa: F811
    await alone(telling.maple)
    ana, rosa, family = await family_of_mia(telling)
    telling.texts.script.append("refused")
    await ana.post(family, "First")
    await shut(telling.maple)
    second = await ana.post(family, "Second")
    await until(lambda: len(telling.mail.received) == 2)

    steps = await steps_of(telling.maple, rosa.id, second["id"])
    assert [what for what, _ in steps] == ["planned", "waits"]
    telling.maple.clock.ahead = timedelta(minutes=2)
    await settled(telling.maple, 4)
    steps = await steps_of(telling.maple, rosa.id, second["id"])
    assert [what for what, _ in steps] == ["planned", "waits", "handed", "accepted"]


async def test_failures_in_a_row_shut_the_provider_and_busy_ones_do_not(telling: Telling) -> None:  # noqa: F811
    ana, _, family = await family_of_mia(telling)
    telling.mail.script.extend(["busy"] * 3 * FAILURES)
    for number in range(3 * FAILURES):
        await ana.post(family, f"question {number}")
        await until(lambda: telling.mail.calls > number)  # noqa: B023 (waited for here)
    busy = [one for one in await _outages(telling.maple) if one["provider"] == "smtp"]
    telling.mail.script.extend(["leaving"] * 4 * FAILURES)
    telling.maple.clock.ahead = timedelta(minutes=2)
    (its,) = await shut(telling.maple)
    tried = telling.mail.calls
    await asyncio.sleep(QUIET)

    assert busy == []
    assert (its["cause"], its["why"]) == ("failures", "The mail server does not work right now.")
    assert telling.mail.calls == tried  # nothing more is handed to it
    telling.mail.script.clear()
    telling.maple.clock.ahead = timedelta(minutes=15)
    await settled(telling.maple, 6 * FAILURES)
    assert await _outages(telling.maple, still=True) == []


async def _outages(maple: Running, *, still: bool = False) -> list[dict[str, Any]]:
    rows = await maple.hub.store.read(lambda one: one.execute(select(outage)).mappings().all(), Across.OPERATOR)
    return [dict(row) for row in rows if not still or row["closed_at"] is None]


async def test_retries_end_with_the_alert_and_admins_see_whom_it_did_not_reach(telling: Telling) -> None:  # noqa: F811
    await alone(telling.maple)
    ana, rosa, family = await family_of_mia(telling)
    ines = await telling.maple.somebody("Ines Walker")
    telling.texts.script.append("refused")
    posted = await ana.post(family, "Never told")
    await shut(telling.maple)
    await accepted(telling.maple, 1)
    telling.texts.script.extend(["refused"] * 50)
    telling.maple.clock.ahead = timedelta(hours=31)  # past the next digest and the six hours after it
    rows = await settled(telling.maple, 2)
    (item,) = (await ines.get("/v1/undelivered"))["items"]
    (shut_one,) = [one for one in (await ines.get("/v1/providers"))["items"] if one["state"] != "works"]

    assert next(row["outcome"] for row in rows if row["medium"] == "sms") == "misconfigured"
    assert (item["people"], item["medium"], item["outcome"]) == (["Rosa Alvarez"], "sms", "misconfigured")
    assert item["message"] == posted["id"]
    assert "Twilio refuses our account or its token." in item["why"]
    assert item["next"] == "Ask who runs the hub to mend its settings, then send it again."
    assert item["may_resend"]
    assert "+1202" not in item["address"]
    assert (shut_one["provider"], shut_one["why"]) == ("twilio", "Twilio refuses our account or its token.")
    assert (await rosa.ask("GET", "/v1/undelivered"))[0] == 403
    assert (await ana.ask("GET", "/v1/undelivered"))[0] == 403
    assert (await ana.ask("GET", "/v1/providers"))[0] == 403


async def test_an_ambiguous_text_is_sent_again_by_a_person_alone_under_its_own_key_and_on_record(
    telling: Telling,  # noqa: F811
) -> None:
    await alone(telling.maple)
    ana, rosa, family = await family_of_mia(telling)
    ines = await telling.maple.somebody("Ines Walker")
    telling.texts.script.append("answer lost")
    posted = await ana.post(family, "Perhaps")
    before = await settled(telling.maple, 2)
    (item,) = (await ines.get("/v1/undelivered"))["items"]
    nobody, _ = await ana.ask("POST", f"/v1/deliveries/{item['id']}/resend", {})
    status, _ = await ines.ask("POST", f"/v1/deliveries/{item['id']}/resend", {})
    after = await settled(telling.maple, 2)
    again, refused = await ines.ask("POST", f"/v1/deliveries/{item['id']}/resend", {})

    assert (nobody, status, again) == (403, 200, 409)
    assert refused["detail"] == "It was delivered, or nobody needs it any more."
    assert {row["id"] for row in before} == {row["id"] for row in after}
    assert {row["outcome"] for row in after} == {"accepted"}
    assert telling.texts.calls == 2
    assert (await ines.get("/v1/undelivered"))["items"] == []
    steps = await steps_of(telling.maple, rosa.id, posted["id"])
    assert ("resent", "Ines Walker had it sent again.") in steps


async def test_sending_again_weighs_rights_and_what_was_read_once_more(telling: Telling) -> None:  # noqa: F811
    await alone(telling.maple)
    ana, rosa, family = await family_of_mia(telling)
    ines = await telling.maple.somebody("Ines Walker")
    telling.texts.script.append("answer lost")
    await ana.post(family, "Perhaps")
    await settled(telling.maple, 2)
    (item,) = (await ines.get("/v1/undelivered"))["items"]
    await rosa.ask("POST", f"/v1/conversations/{family}/read", {"n": 1})
    assert (await ines.ask("POST", f"/v1/deliveries/{item['id']}/resend", {}))[0] == 200
    rows = await settled(telling.maple, 2)

    assert next(row["detail"] for row in rows if row["medium"] == "sms") == "It was read before."
    assert telling.texts.calls == 1
    assert (await ines.ask("POST", "/v1/deliveries/n_nobody/resend", {}))[0] == 404


async def test_who_asked_for_no_more_texts_gets_none_by_sending_again(telling: Telling) -> None:  # noqa: F811
    await alone(telling.maple)
    ana, _, family = await family_of_mia(telling)
    ines = await telling.maple.somebody("Ines Walker")
    telling.texts.script.extend(["answer lost", "opted out"])
    await ana.post(family, "Perhaps")
    await settled(telling.maple, 2)
    await ana.post(family, "Then she answered STOP")
    await settled(telling.maple, 5)
    lost = next(one for one in (await ines.get("/v1/undelivered"))["items"] if one["outcome"] == "ambiguous")
    status, said = await ines.ask("POST", f"/v1/deliveries/{lost['id']}/resend", {})

    assert not lost["may_resend"]
    assert (status, said["detail"]) == (409, "They asked for no more of these. Reach them another way.")


async def test_who_was_reached_another_way_is_not_listed(telling: Telling) -> None:  # noqa: F811
    ana, rosa, family = await family_of_mia(telling)
    ines = await telling.maple.somebody("Ines Walker")
    await rosa.ask("POST", "/v1/devices", {"provider": "fcm", "address": "old-phone"})
    telling.fcm.script.append("dead address")
    await ana.post(family, "By text then")
    rows = await settled(telling.maple, 3)

    assert "dead_address" in {row["outcome"] for row in rows}
    assert (await ines.get("/v1/undelivered"))["items"] == []


@contextlib.asynccontextmanager
async def two_of_each(
    records: Path, folder: Path
) -> AsyncIterator[tuple[Running, list[SmtpServer], list[TwilioServer]]]:
    """The demo school with a second mail server and a second number."""
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    async with contextlib.AsyncExitStack() as stack:
        mails = [await stack.enter_async_context(SmtpServer(folder / one).running()) for one in ("a", "b")]
        texts = [await stack.enter_async_context(TwilioServer().running()) for _ in range(2)]
        other = mails[1].env()
        env = {
            **mails[0].env(), **texts[0].env(),
            "ROOMWIRE_SMTP_2_URL": other["ROOMWIRE_SMTP_URL"], "ROOMWIRE_SMTP_2_FROM": "second@maplestreet.example",
            "ROOMWIRE_TWILIO_2_ACCOUNT_SID": SID, "ROOMWIRE_TWILIO_2_AUTH_TOKEN": TOKEN,
            "ROOMWIRE_TWILIO_2_FROM": "+15005550100", "ROOMWIRE_TWILIO_2_URL": texts[1].url,
        }  # fmt: skip
        yield await stack.enter_async_context(running(records, env)), mails, texts


async def test_a_second_provider_takes_what_the_first_certainly_did_not(records: Path, tmp_path: Path) -> None:
    async with two_of_each(records, tmp_path) as (maple, mails, texts):
        await alone(maple)
        mails[0].script.append("busy")
        texts[0].script.append("refused")
        ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
        posted = await ana.post(await ana.conversation("family", "Mia"), "One of them takes it")
        rows = await settled(maple, 2)
        steps = await steps_of(maple, rosa.id, posted["id"])
        (its,) = await shut(maple)
        await ana.post(await ana.conversation("family", "Mia"), "Straight to the second")
        await settled(maple, 4)

    assert {row["outcome"] for row in rows} == {"accepted"}
    assert [what for what, _ in steps] == ["planned", "handed", "passed on", "accepted"]
    assert [len(one.received) for one in mails] == [1, 1]  # busy shuts nothing, so the first gets the next one
    assert [len(one.received) for one in texts] == [0, 2]
    assert texts[0].calls == 1  # shut: the second text goes past it
    assert (its["provider"], its["account"]) == ("twilio", FROM)
    assert texts[1].received[0]["from"] == "+15005550100"


async def test_what_may_have_been_taken_is_never_given_to_a_second_provider(records: Path, tmp_path: Path) -> None:
    async with two_of_each(records, tmp_path) as (maple, mails, texts):
        mails[0].script.append("answer lost")
        texts[0].script.append("answer lost")
        ana = await maple.somebody("Ana Reyes")
        await ana.post(await ana.conversation("family", "Mia"), "Perhaps")
        rows = await settled(maple, 2)
        await asyncio.sleep(QUIET)

    assert {row["outcome"] for row in rows} == {"ambiguous"}
    assert [one.calls for one in (*mails, *texts)] == [1, 0, 1, 0]


async def test_each_provider_is_asked_once_in_a_round_and_a_round_of_nobody_is_one_retry(
    records: Path, tmp_path: Path
) -> None:
    async with two_of_each(records, tmp_path) as (maple, mails, _texts):
        await alone(maple)
        mails[0].script.append("busy")
        mails[1].script.append("busy")
        ana = await maple.somebody("Ana Reyes")
        await ana.post(await ana.conversation("family", "Mia"), "Later")
        await until(lambda: mails[1].calls == 1)
        maple.clock.ahead = timedelta(minutes=15)
        rows = await settled(maple, 2)

    assert [mails[0].calls, mails[1].calls] == [2, 1]
    assert next(row["attempts"] for row in rows if row["medium"] == "email") == 2


async def test_a_claim_whose_lease_has_ended_does_not_settle_what_somebody_else_has_taken(telling: Telling) -> None:  # noqa: F811
    """The first worker stood still; meanwhile another one has claimed the same push."""
    ana, rosa, family = await family_of_mia(telling)
    maple = telling.maple
    await rosa.ask("POST", "/v1/devices", {"provider": "fcm", "address": "rosas-phone"})
    telling.fcm.script.append("never")
    await ana.post(family, "Slow")
    await until(lambda: telling.fcm.calls == 1)
    others = "2999-01-01T00:00:00.000Z"
    await maple.hub.store.write(
        lambda one: one.connection.execute(
            update(delivery).where(delivery.c.medium == "push").values(lease_until=others)
        ),
        whose=Across.OPERATOR,
    )
    telling.fcm.slow.set()
    await until(lambda: not maple.hub.dispatcher._under_way)
    await asyncio.sleep(QUIET)
    (push,) = [row for row in await rows_of(maple) if row["medium"] == "push"]

    assert (push["settled_at"], push["lease_until"]) == (None, others)
    noted = await maple.hub.store.read(
        lambda one: one.execute(select(attempt.c.what).where(attempt.c.delivery == push["id"])).scalars().all(),
        Across.OPERATOR,
    )
    assert noted == ["handed"]


async def test_a_shut_provider_is_a_metric(telling: Telling) -> None:  # noqa: F811
    ana, _, family = await family_of_mia(telling)
    maple = telling.maple

    async def metrics() -> str:
        return (await measured(maple.hub)).decode()

    assert "roomwire_provider_shut{" not in await metrics()
    telling.texts.script.append("refused")
    await ana.post(family, "First")
    await shut(maple)
    shown = await metrics()
    assert f'roomwire_provider_shut{{account="{FROM}",cause="settings",provider="twilio"}} 1.0' in shown
    assert 'roomwire_outcomes_total{outcome="Misconfigured",provider="twilio"}' in shown


@pytest.mark.only("sqlite")
@contextlib.asynccontextmanager
async def two_services(records: Path) -> AsyncIterator[tuple[Running, WebPushServer, WebPushServer]]:
    """A hub whose browsers have their push at one of two services."""
    async with contextlib.AsyncExitStack() as stack:
        here = await stack.enter_async_context(WebPushServer().running())
        there = WebPushServer()
        there.private = here.private
        await stack.enter_async_context(there.running())
        yield await stack.enter_async_context(running(records, here.env())), here, there


async def brings(maple: Running, name: str, service: WebPushServer, phone: str) -> None:
    """A phone of somebody, whose browser uses this push service."""
    somebody = await maple.somebody(name)
    device = {"provider": "webpush", "address": service.subscription(phone.replace(" ", "-"))}
    assert (await somebody.ask("POST", "/v1/devices", device))[0] == 201


async def test_alerts_waiting_for_a_browsers_push_service_leave_the_other_services_alone(records: Path) -> None:
    async with two_services(records) as (maple, here, there):
        for name in ("Rosa Alvarez", "Tom Alvarez", "Dana Novak"):
            await brings(maple, name, here, name)
            await brings(maple, name, there, name)
        here.script.extend(["broken"] * 3 * FAILURES)
        mia = await (ana := await maple.somebody("Ana Reyes")).conversation("family", "Mia")
        leo = await (ben := await maple.somebody("Ben Carter")).conversation("family", "Leo")
        for number in range(FAILURES):
            await ana.post(mia, f"question {number}")
            await ben.post(leo, f"question {number}")
            await until(lambda: len(there.received) == 3 * number + 3)  # noqa: B023 (waited for here)
        (its,) = await shut(maple)
        here.script.clear()
        maple.clock.ahead = timedelta(minutes=14)
        await until(lambda: {one["to"] for one in here.received} == {"Rosa-Alvarez", "Tom-Alvarez", "Dana-Novak"})

    assert its["account"] == here.url.removeprefix("http://")
    assert its["cause"] == "failures"


@pytest.mark.parametrize("word", ["invalid", "unauthorized", "refused", "broken"])
async def test_one_parents_subscription_shuts_push_for_nobody_whatever_is_answered_there(
    records: Path, word: str
) -> None:
    """Urgent alerts too, and however often it is tried."""
    async with two_services(records) as (maple, here, _):
        await brings(maple, "Rosa Alvarez", here, "good")
        for number in range(4):
            await brings(maple, "Dana Novak", here, f"bad {number}")
        here.by_name = {f"bad-{number}": word for number in range(4)}
        mia = await (ana := await maple.somebody("Ana Reyes")).conversation("family", "Mia")
        leo = await (ben := await maple.somebody("Ben Carter")).conversation("family", "Leo")
        for number in range(4):
            await ben.post(leo, f"question {number}")
            await until(lambda: sum(one.startswith("bad") for one in here.asked) >= 4)
            await ana.post(mia, f"answer {number}")
            await until(lambda: len(here.received) > number)  # noqa: B023 (waited for here)

        assert [one["to"] for one in here.received] == ["good"] * 4
        assert await _outages(maple) == []
        if STATUS[word] in {400, 401, 403}:  # refused again after others were taken, it is nobody's any more
            maple.clock.ahead = timedelta(minutes=5)
            await until_async(lambda: devices_of(maple, "Dana Novak"), [])
        assert len(await devices_of(maple, "Rosa Alvarez")) == 1


async def devices_of(maple: Running, name: str) -> list[str]:
    its, person = schema.device.c, (await maple.somebody(name)).id
    return list(
        await maple.hub.store.read(
            lambda one: one.execute(select(its.address).where(its.person == person)).scalars().all(),
            Across.OPERATOR,
        )
    )


async def until_async(look: Callable[[], Awaitable[object]], wanted: object) -> None:
    """Return once look finds what is wanted."""
    async with asyncio.timeout(DEADLINE):
        while await look() != wanted:
            await asyncio.sleep(0.02)


async def test_our_own_key_gone_bad_is_found_and_costs_nobody_their_phone(records: Path) -> None:
    async with two_services(records) as (maple, here, _):
        for name in ("Rosa Alvarez", "Tom Alvarez", "Dana Novak"):
            await brings(maple, name, here, name)
        mia = await (ana := await maple.somebody("Ana Reyes")).conversation("family", "Mia")
        leo = await (ben := await maple.somebody("Ben Carter")).conversation("family", "Leo")
        await ana.post(mia, "good morning")
        await ben.post(leo, "good morning")
        await until(lambda: len(here.received) == 3)
        here.script.extend(["refused"] * 60)
        for number in range(2):
            await ana.post(mia, f"question {number}")
            await ben.post(leo, f"question {number}")
        (its,) = await shut(maple)
        here.script.clear()
        maple.clock.ahead = timedelta(minutes=3)
        await until(lambda: len({one["to"] for one in here.received[3:]}) == 3)

        assert (its["cause"], its["why"]) == ("settings", "The browser’s push service refuses our key.")
        for name in ("Rosa Alvarez", "Tom Alvarez", "Dana Novak"):
            assert len(await devices_of(maple, name)) == 1


async def test_who_waits_for_a_slow_probe_is_told_as_soon_as_it_is_taken(records: Path) -> None:
    """Not when its lease would have ended, a minute later: the others are claimed and put off while it is asked."""
    async with two_services(records) as (maple, here, _):
        for name in ("Rosa Alvarez", "Tom Alvarez", "Dana Novak"):
            await brings(maple, name, here, name)
        mia = await (ana := await maple.somebody("Ana Reyes")).conversation("family", "Mia")
        leo = await (ben := await maple.somebody("Ben Carter")).conversation("family", "Leo")
        here.script.extend(["refused"] * 60)
        for number in range(2):
            await ana.post(mia, f"question {number}")
            await ben.post(leo, f"question {number}")
        await shut(maple)
        here.script.clear()
        here.script.append("never")
        asked = here.calls
        maple.clock.ahead = timedelta(minutes=1)
        await until_async(lambda: due_soon(maple), [])
        meanwhile = here.calls - asked
        here.slow.set()
        await until(lambda: {one["to"] for one in here.received} == {"Rosa-Alvarez", "Tom-Alvarez", "Dana-Novak"})

    assert meanwhile == 1


async def due_soon(maple: Running) -> list[str]:
    """The alerts by push that wait, and not until a probe's lease ends."""
    its, soon = delivery.c, stamp(maple.clock() + PROBING / 2)
    waiting = select(its.id).where(
        its.medium == "push", its.settled_at.is_(None), its.lease_until.is_(None), its.due_at < soon
    )
    return list(await maple.hub.store.read(lambda one: one.execute(waiting).scalars().all(), Across.OPERATOR))


async def test_what_tries_a_service_that_is_shut_is_what_it_took_lately(records: Path) -> None:
    async with two_services(records) as (maple, here, _):
        for name in ("Rosa Alvarez", "Tom Alvarez", "Dana Novak"):
            await brings(maple, name, here, name)
        mia = await (ana := await maple.somebody("Ana Reyes")).conversation("family", "Mia")
        leo = await (ben := await maple.somebody("Ben Carter")).conversation("family", "Leo")
        here.by_name = {"Tom-Alvarez": "broken", "Dana-Novak": "broken"}
        await ana.post(mia, "good morning")
        await until(lambda: len(here.received) == 1)  # Rosa
        here.script.extend(["broken"] * 30)
        for number in range(FAILURES):
            await ben.post(leo, f"question {number}")
            await ana.post(mia, f"question {number}")
        await shut(maple)
        await asyncio.sleep(QUIET)
        here.script.clear()
        before = len(here.asked)
        maple.clock.ahead = timedelta(seconds=20)
        await until(lambda: len(here.received) > 1)

        assert here.asked[before] == "Rosa-Alvarez"


async def test_who_runs_the_hub_lists_and_repeats_from_the_command_line(
    telling: Telling,  # noqa: F811
    records: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Beside the running server, as a process of its own would."""
    await alone(telling.maple)
    ana, _, family = await family_of_mia(telling)
    telling.texts.script.append("answer lost")
    await ana.post(family, "Perhaps")
    rows = await settled(telling.maple, 2)
    its = next(row["id"] for row in rows if row["medium"] == "sms")
    monkeypatch.setenv("ROOMWIRE_DATABASE_URL", telling.maple.settings.database_url)

    async def hub(*words: str) -> tuple[int, str, str]:
        code = await asyncio.to_thread(main, ["outbox", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    code, listed, _ = await hub("list", "--json")
    nothing, _, why = await hub("resend")
    unknown, _, who = await hub("resend", "n_nobody")
    done, again, _ = await hub("resend", "--outcome", "ambiguous")
    await settled(telling.maple, 2)
    twice, _, refused = await hub("resend", its)
    _, empty, _ = await hub("list")

    assert (code, json.loads(listed)["id"], json.loads(listed)["people"]) == (0, its, ["Rosa Alvarez"])
    assert (nothing, unknown, done, twice) == (2, 1, 0, 1)
    assert "name the alerts" in why
    assert "there is no such alert" in who
    assert again == f"{its} is on its way again.\n"
    assert "It was delivered" in refused
    assert empty == "Every alert has arrived, or nobody needs it any more.\n"
    assert telling.texts.calls == 2


async def test_what_somebody_read_is_taken_off_their_other_devices_once_and_nobody_elses(
    telling: Telling,  # noqa: F811
) -> None:
    await alone(telling.maple)
    ana, rosa, family = await family_of_mia(telling)
    tom = await telling.maple.somebody("Tom Alvarez")
    await rosa.ask("POST", "/v1/devices", {"provider": "fcm", "address": "rosas-phone"})
    await rosa.ask(
        "POST", "/v1/devices", {"provider": "webpush", "address": telling.browsers.subscription("tablet")}
    )
    await tom.ask("POST", "/v1/devices", {"provider": "fcm", "address": "toms-phone"})
    await ana.post(family, "First")
    await settled(telling.maple, 3)
    await ana.post(family, "Second")
    rows = await settled(telling.maple, 6)
    await rosa.ask("POST", f"/v1/conversations/{family}/read", {"n": 1})
    await until(lambda: len(cleared(telling)) == 2)
    await rosa.ask("POST", f"/v1/conversations/{family}/read", {"n": 2})
    await until(lambda: len(cleared(telling)) == 4)
    await asyncio.sleep(QUIET)

    first = {row["id"] for row in rows if row["n"] == 1 and rosa.id in row["recipients"]}
    both = {row["id"] for row in rows if rosa.id in row["recipients"]}
    assert {key for _, key in cleared(telling)[:2]} <= both
    assert first < both
    assert sorted(cleared(telling)) == sorted(
        [("rosas-phone" if row["provider"] == "fcm" else "tablet", row["id"]) for row in rows if row["id"] in both]
    )


def cleared(telling: Telling) -> list[tuple[str, str]]:  # noqa: F811
    """Device and key of what was taken off."""
    every = [*telling.fcm.received, *telling.browsers.received]
    return [(one["to"], one["clear"]) for one in every if one.get("clear")]


async def test_what_never_arrived_on_a_device_is_not_taken_off_it(telling: Telling) -> None:  # noqa: F811
    ana, rosa, family = await family_of_mia(telling)
    await rosa.ask("POST", "/v1/devices", {"provider": "fcm", "address": "rosas-phone"})
    telling.fcm.script.append("busy")
    await ana.post(family, "Busy")
    await until(lambda: telling.fcm.calls == 1)
    await rosa.ask("POST", f"/v1/conversations/{family}/read", {"n": 1})
    telling.maple.clock.ahead = timedelta(minutes=15)
    await settled(telling.maple, 2)
    await asyncio.sleep(QUIET)

    assert telling.fcm.received == []


async def test_words_of_a_mail_server_that_are_no_text_stop_nobody_and_are_kept_as_far_as_they_are_one(
    telling: Telling,  # noqa: F811
) -> None:
    await alone(telling.maple)
    ana, _, family = await family_of_mia(telling)
    telling.mail.script.extend(["full, in Latin-1", "unknown, in Latin-1"])
    await ana.post(family, "First")
    await until(lambda: telling.mail.calls == 1)
    await until(lambda: not telling.maple.hub.dispatcher._under_way)
    telling.maple.clock.ahead = timedelta(minutes=2)
    await until(lambda: telling.mail.calls == 2)
    async with asyncio.timeout(DEADLINE):
        while not any(row["outcome"] == "dead_address" for row in await rows_of(telling.maple)):
            await asyncio.sleep(0.01)
    rows = await rows_of(telling.maple)
    ledger = await telling.maple.hub.store.read(
        lambda one: one.exec_driver_sql("select why from consent").scalars().all(), Across.OPERATOR
    )

    (its,) = [row for row in rows if row["outcome"] == "dead_address"]
    assert "Buz?n desconocido" in its["detail"]
    assert any("Buz?n desconocido" in why for why in ledger)
    texts = len(telling.texts.received)
    await ana.post(family, "Second")
    await until(lambda: len(telling.texts.received) > texts)  # and the others go on

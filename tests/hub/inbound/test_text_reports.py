"""What Twilio says later of a text: believed only where it is signed, taken once, and never backward."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.hub.texting import DANA, ROSA, Texting, texting
from tests.notifiers.providers.twilio import TwilioServer

__all__ = ["texting"]


@pytest.mark.parametrize(
    ("said", "outcome", "closes"),
    [
        (("undelivered", 30005), "dead_address", "bounce"),
        (("undelivered", 30006), "dead_address", "bounce"),
        (("undelivered", 30004), "opted_out", "carrier"),
        (("failed", 30034), "misconfigured", None),
        (("undelivered", 30007), "bad_message", None),
        (("failed", None), "dead_address", None),
    ],
)
async def test_a_text_that_did_not_arrive_after_all_goes_on_by_email_and_says_why(
    texting: Texting, said: tuple[str, int | None], outcome: str, closes: str | None
) -> None:
    ana, rosa = await texting.maple.somebody("Ana Reyes"), await texting.maple.somebody("Rosa Alvarez")
    posted = await ana.post(await ana.conversation("family", "Mia"), "Mia has a fever")
    text = await texting.text_to(ROSA)

    assert await texting.texts.report(text, "sent") == 204
    assert await texting.texts.report(text, *said) == 204
    assert (await texting.row(ROSA, outcome=outcome))["detail"]
    assert (await texting.row("rosa.alvarez@families.example", settled=True))["message"] == posted["id"]
    steps = await texting.steps(ana, posted["id"], rosa)
    assert [what for what, _ in steps] == ["planned", "handed", "accepted", "sent", said[0]]
    assert str(said[1] or "could not deliver") in steps[-1][1]
    record = (await ana.get(f"/v1/consents/{rosa.id}"))["items"][0]["record"]
    assert {one["source"] for one in record} == ({closes} if closes else set())


async def test_reports_only_move_forward_however_often_and_in_whatever_order_they_come(texting: Texting) -> None:
    ben, dana, family = await texting.of_leo()
    posted = await ben.post(family, "Leo has a fever")
    text = await texting.text_to(DANA)

    for status, code in (
        ("delivered", None), ("sent", None), ("delivered", None), ("undelivered", 30005), ("queued", None),
        ("sent", None), ("something new", None),
    ):  # fmt: skip
        assert await texting.texts.report(text, status, code) == 204

    assert (await texting.row(DANA))["outcome"] == "accepted"
    steps = await texting.steps(ben, posted["id"], dana)
    assert [what for what, _ in steps[3:]] == ["delivered", "sent", "undelivered", "reported", "reported"]
    assert (await ben.get(f"/v1/consents/{dana.id}"))["items"][0]["record"] == []


@pytest.mark.parametrize("early", ["delivered", "undelivered"])
async def test_a_report_that_comes_before_we_know_that_the_text_was_taken_is_not_lost(
    texting: Texting, early: str
) -> None:
    ana, rosa = await texting.maple.somebody("Ana Reyes"), await texting.maple.somebody("Rosa Alvarez")
    texting.texts.early = [("sent", None), (early, 30005 if early == "undelivered" else None)]
    posted = await ana.post(await ana.conversation("family", "Mia"), "Mia has a fever")
    row = await texting.row(ROSA, settled=True)

    steps = [what for what, _ in await texting.steps(ana, posted["id"], rosa)]
    assert {"sent", early} <= set(steps)
    assert row["outcome"] == ("accepted" if early == "delivered" else "dead_address")
    if early == "undelivered":
        assert (await texting.row("rosa.alvarez@families.example", settled=True))["message"] == posted["id"]


async def test_a_text_of_which_nobody_knew_whether_it_was_taken_is_cleared_up_by_a_report(
    texting: Texting,
) -> None:
    ben, dana, family = await texting.of_leo()
    texting.texts.script.extend(["taken, answer lost"] * 2)
    posted = await ben.post(family, "Leo has a fever")
    assert (await texting.row(DANA, settled=True))["outcome"] == "ambiguous"
    (text,) = texting.texts.texts_to(DANA)

    await texting.texts.report(text, "delivered")
    row = await texting.row(DANA)
    assert (row["outcome"], row["detail"]) == ("accepted", text["sid"])
    steps = [what for what, _ in await texting.steps(ben, posted["id"], dana)]
    assert steps == ["planned", "handed", "ambiguous", "delivered"]
    assert len(texting.texts.texts_to(DANA)) == 1


async def test_a_phone_that_is_off_is_tried_again_twice_and_then_its_owner_is_told_by_email(
    texting: Texting,
) -> None:
    ana = await texting.maple.somebody("Ana Reyes")
    await ana.post(await ana.conversation("family", "Mia"), "Mia has a fever")
    for tries in (1, 2):
        text = await texting.text_to(ROSA, tries)
        await texting.texts.report(text, "undelivered", 30003)
        assert (await texting.row(ROSA))["settled_at"] is None
        assert len(texting.texts.texts_to(ROSA)) == tries
        texting.maple.clock.ahead += timedelta(hours=1, seconds=1)
        texting.maple.hub.worker.wake.set()
    text = await texting.text_to(ROSA, 3)
    await texting.texts.report(text, "undelivered", 30003)

    assert (await texting.row(ROSA))["outcome"] == "dead_address"
    await texting.row("rosa.alvarez@families.example", settled=True)
    rosa = await texting.maple.somebody("Rosa Alvarez")
    assert (await ana.get(f"/v1/consents/{rosa.id}"))["items"][0]["record"] == []


async def test_a_report_about_nothing_of_ours_changes_nothing(texting: Texting) -> None:
    ben, _, family = await texting.of_leo()
    await ben.post(family, "Leo has a fever")
    text = await texting.text_to(DANA)
    other = {**text, "to": ROSA}
    nowhere = {**text, "callback": text["callback"].rpartition("=")[0] + "=n_nothing"}

    assert await texting.texts.report(other, "undelivered", 30005) == 204
    assert await texting.texts.report(nowhere, "undelivered", 30005) == 204
    assert (await texting.row(DANA))["outcome"] == "accepted"
    assert await texting.texts.report(text, "undelivered", 30005) == 204
    assert (await texting.row(DANA))["outcome"] == "dead_address"


async def test_only_what_twilio_signed_is_taken_behind_a_proxy_too(texting: Texting) -> None:
    ben, _, family = await texting.of_leo()
    await ben.post(family, "Leo has a fever")
    text = await texting.text_to(DANA)
    texts: TwilioServer = texting.texts
    form = {"MessageSid": text["sid"], "MessageStatus": "sent", "To": DANA, "New": "parameter", "Empty": ""}
    url = text["callback"]
    inside = url.replace("https://hub.example.org/maple", texting.maple.url)

    assert (await texts.send(url, form, {}))[0] == 403
    assert (await texts.send(url, form, {"X-Twilio-Signature": "x"}))[0] == 403
    assert (await texts.call(url, form, token="somebody-else"))[0] == 403
    assert (await texts.call(f"{url}&more=1", {**form, "MessageSid": ""}))[0] == 422
    assert (await texts.call(url, {**form, "MessageStatus": "a" * 41}))[0] == 422
    assert (await texts.call(url, {**form, "MessageStatus": "a\0b"}))[0] == 422
    assert (await texts.call(url, {**form, "Body": "x" * 70_000}))[0] == 413
    assert texts.public is not None
    async with texting.maple.http.post(inside, data=form, headers={"X-Twilio-Signature": "x"}) as answer:
        assert answer.status == 403
    assert (await texts.call(url, form, token="the-next-token"))[0] == 204
    assert (await texts.call(url, {**form, "MessageStatus": "delivered"}))[0] == 204

"""Texts: answered where they are about, stopped and started by who gets them, reported on by Twilio."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from hub.store.row_security import Across
from hub.store.schema import texted
from tests.hub.conversations.test_urgency import say
from tests.hub.running import Running, Somebody
from tests.hub.texting import DANA, PAVEL, ROSA, Texting, give, texting, texting_hub

__all__ = ["texting"]

EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response />'


async def words(who: Somebody, conversation: str) -> list[tuple[str, str]]:
    """What stands in a conversation, newest first: author's id and text."""
    return [(one["author"], one["item"]["text"]) for one in await who.messages(conversation)]


async def test_dana_gets_a_text_answers_it_and_ben_reads_her_answer_in_the_app(texting: Texting) -> None:
    ben, dana, family = await texting.of_leo()
    await ben.post(family, "Leo has a fever")
    text = await texting.text_to(DANA)
    assert "fever" not in text["body"]
    assert "Leo" not in text["body"]

    async with ben.device() as phone:
        await phone.live()
        assert await texting.texts.says(DANA, "I am on my way") == EMPTY
        event = await phone.event(conversation=family, kind="message")

    assert (event["author"], event["item"]["text"]) == (dana.id, "I am on my way")
    assert (await words(ben, family))[0] == (dana.id, "I am on my way")


async def test_a_text_that_comes_twice_is_one_message_and_answered_alike(texting: Texting) -> None:
    ben, _dana, family = await texting.of_leo()
    await ben.post(family, "Leo has a fever")
    await texting.text_to(DANA)

    once = await asyncio.gather(*(texting.texts.says(DANA, "On my way", "SM" + "a" * 32) for _ in range(3)))
    again = await texting.texts.says(DANA, "On my way", "SM" + "a" * 32)

    assert {*once, again} == {EMPTY}
    assert [said for _, said in await words(ben, family)].count("On my way") == 1


async def test_stop_stops_routine_texts_an_emergency_still_may_pass_and_start_opens_again(texting: Texting) -> None:
    ben, dana, family = await texting.of_leo()
    await ben.post(family, "Leo has a fever")
    await texting.text_to(DANA)

    assert await texting.texts.says(DANA, " Stop ") == EMPTY  # Twilio answers this itself
    posted = await ben.post(family, "Leo sleeps")
    await texting.row(PAVEL, message=posted["id"])
    shown = await ben.get(f"/v1/messages/{posted['id']}/timeline")
    skipped = next(one["skipped"] for one in shown["items"] if one["person"] == dana.id)
    assert "the cell number has asked for no more routine texts" in skipped
    assert len(texting.texts.texts_to(DANA)) == 1
    takes = (await ben.get(f"/v1/consents/{dana.id}"))["items"][0]
    assert takes["routine"] == "The cell number has asked for no more routine texts."
    assert takes["emergency"] is None
    assert takes["record"][0]["source"] == "reply"

    assert await texting.texts.says(DANA, "START") == EMPTY
    await ben.post(family, "Leo is awake")
    await texting.text_to(DANA, 2)
    assert "Stop" not in [said for _, said in await words(ben, family)]


async def test_after_stop_an_emergency_still_comes_by_text_unless_the_carrier_blocks_the_number(
    texting: Texting,
) -> None:
    ben, dana, family = await texting.of_leo()
    ines = await texting.maple.somebody("Ines Walker")
    await texting.texts.says(DANA, "STOP")
    posted = await ben.post(family, "Leo sleeps")
    await texting.row(PAVEL, message=posted["id"])
    assert texting.texts.texts_to(DANA) == []

    status, _ = await say(ines, family, "Gas leak: fetch Leo at the library", "emergency")
    assert status == 201
    text = await texting.text_to(DANA)
    assert "EMERGENCY" in text["body"]
    assert "Gas leak" not in text["body"]
    status, _ = await say(ines, family, "We try this out", "drill")
    await texting.row(PAVEL, urgency="drill")
    assert len(texting.texts.texts_to(DANA)) == 1  # a drill is no emergency

    texting.texts.refused.add(DANA)
    _, blocked = await say(ines, family, "The fire brigade is here", "emergency")
    await texting.row(DANA, message=blocked["id"], outcome="opted_out")
    takes = (await ines.get(f"/v1/consents/{dana.id}"))["items"][0]
    assert takes["emergency"] == (
        "The cell number is blocked by its carrier: not even an emergency can pass until it texts START."
    )
    asked = texting.texts.asked.count(DANA)
    _, last = await say(ines, family, "All is well again", "emergency")
    await texting.row(PAVEL, message=last["id"], settled=True)
    shown = await ines.get(f"/v1/messages/{last['id']}/timeline")
    its = next(one for one in shown["items"] if one["person"] == dana.id)
    assert "sms" not in {one["medium"] for one in its["steps"]}
    assert texting.texts.asked.count(DANA) == asked


async def test_what_twilio_took_it_for_counts_more_than_the_words(texting: Texting) -> None:
    ben, dana, _family = await texting.of_leo()
    assert await texting.texts.says(DANA, "basta ya", OptOutType="STOP") == EMPTY
    assert (await ben.get(f"/v1/consents/{dana.id}"))["items"][0]["routine"]

    assert await texting.texts.says(DANA, "hola", OptOutType="START") == EMPTY
    assert (await ben.get(f"/v1/consents/{dana.id}"))["items"][0]["routine"] is None
    assert await texting.texts.says(DANA, "que es esto", OptOutType="HELP") == EMPTY


async def test_who_stops_in_their_own_words_reads_how_to_undo_it_and_the_school_reads_what_they_said(
    texting: Texting,
) -> None:
    ben, dana, family = await texting.of_leo()
    await ben.post(family, "Leo has a fever")
    await texting.text_to(DANA)

    answer = await texting.texts.says(DANA, "Please stop texting me, I read it in the app")
    assert "Maple Street" in answer
    assert "Emergencies still come. Text START to undo." in answer
    assert (await words(ben, family))[0][0] == dana.id
    assert (await ben.get(f"/v1/consents/{dana.id}"))["items"][0]["routine"]

    await texting.texts.says(DANA, "yes")  # the carrier's word while texts are stopped
    assert (await ben.get(f"/v1/consents/{dana.id}"))["items"][0]["routine"] is None
    await texting.texts.says(DANA, "Yes")  # and an answer otherwise
    assert (await words(ben, family))[0] == (dana.id, "Yes")


async def test_a_number_of_two_people_is_guessed_to_be_nobodys(records: Path) -> None:
    await give(records, Marek=DANA)
    async with texting_hub(records) as texting:
        ben, _, family = await texting.of_leo()
        await ben.post(family, "Leo has a fever")
        await texting.text_to(DANA)
        before = await words(ben, family)

        answer = await texting.texts.says(DANA, "I am on my way")
        assert "Several people have this number" in answer
        assert "https://hub.example.org/maple" in answer
        assert await texting.texts.says(DANA, "Hello?") == EMPTY  # not twice within an hour
        assert await words(ben, family) == before


async def test_where_two_conversations_are_open_nobody_guesses_across_families(texting: Texting) -> None:
    ana, rosa = await texting.maple.somebody("Ana Reyes"), await texting.maple.somebody("Rosa Alvarez")
    mia = await ana.conversation("family", "Mia")
    await ana.post(mia, "Mia has a fever")
    await texting.text_to(ROSA)
    await texting.texts.says(ROSA, "On my way")
    assert (await words(ana, mia))[0] == (rosa.id, "On my way")

    ines = await texting.maple.somebody("Ines Walker")
    luca = await ines.conversation("family", "Luca")
    await ines.post(luca, "Luca lost a tooth")
    await texting.text_to(ROSA, 2)
    answer = await texting.texts.says(ROSA, "How lovely")
    assert "Whom do you answer? Reply with the number alone: 1 Ana " in answer
    assert ", 2 Ines " in answer
    for place in (mia, luca):
        assert "How lovely" not in [said for _, said in await words(ines, place)]


async def test_a_digest_by_text_of_two_families_takes_no_answer(texting: Texting) -> None:
    maple = texting.maple
    ana, ines, rosa = [await maple.somebody(name) for name in ("Ana Reyes", "Ines Walker", "Rosa Alvarez")]
    now = maple.clock()
    soon = (now.hour * 60 + now.minute + 10) % 1_440
    hows = {"push": "off", "email": "off", "sms": "digest"}
    choices = [{"category": "families", "medium": medium, "how": how} for medium, how in hows.items()]
    status, body = await rosa.ask("PUT", "/v1/preferences", {"choices": choices, "digest_at": soon})
    assert status == 200, body
    mia, luca = await ana.conversation("family", "Mia"), await ines.conversation("family", "Luca")
    await ana.post(mia, "Mia has a fever")
    await ines.post(luca, "Luca lost a tooth")
    await texting.row(ROSA, conversation=luca)
    maple.clock.ahead += timedelta(minutes=11)
    maple.hub.worker.wake.set()
    await texting.text_to(ROSA)
    assert len(texting.texts.texts_to(ROSA)) == 1

    assert "Whom do you answer? Reply with the number alone: 1 " in await texting.texts.says(ROSA, "How is she?")
    for place in (mia, luca):
        assert "How is she?" not in [said for _, said in await words(ines, place)]


async def test_who_is_not_known_or_was_told_nothing_reads_how_to_write_and_nothing_is_lost(
    texting: Texting,
) -> None:
    assert "not known to a school here" in await texting.texts.says("+12025550999", "Hello")
    assert "no message here that a text can answer" in await texting.texts.says(DANA, "Hello")
    assert await texting.texts.says("+12025550998", "STOP") == EMPTY

    rows = await texting.maple.hub.store.read(
        lambda one: one.execute(select(texted)).mappings().all(), Across.OPERATOR
    )
    assert [(row["became"], row["detail"]) for row in rows] == [
        ("unclear", "nobody"), ("unclear", "nothing"), ("stopped", "STOP"),
    ]  # fmt: skip


async def test_a_rule_that_refuses_is_answered_in_its_own_words(texting: Texting) -> None:
    ben, dana, family = await texting.of_leo()
    ines = await texting.maple.somebody("Ines Walker")
    await ben.post(family, "Leo has a fever")
    await texting.text_to(DANA)
    leo = next(one["id"] for one in (await ines.get("/v1/students"))["items"] if one["name"] == "Leo Novak")
    denials = {"tie": "guardian", "denials": [{"power": "message", "begin": None, "end": None}]}
    status, body = await ines.ask("PUT", f"/v1/students/{leo}/guardians/{dana.id}", denials)
    assert status == 200, body

    answer = await texting.texts.says(DANA, "I am on my way")
    assert "The school has set that Dana Novak does not write about Leo Novak." in answer
    assert "I am on my way" not in [said for _, said in await words(ben, family)]


async def test_an_admin_who_answers_that_something_waits_writes_nothing_to_the_family(texting: Texting) -> None:
    ben, dana, family = await texting.of_leo()
    ines = await texting.maple.somebody("Ines Walker")
    await ines.ask("PUT", "/v1/settings/staff-only", {"message": True})
    await ben.post(family, "Leo bit somebody")
    number = next(one["address"] for one in (await ines.get(f"/v1/consents/{ines.id}"))["items"])
    await texting.text_to(number)

    answer = await texting.texts.says(number, "Fine, approve it")
    assert "no message here that a text can answer" in answer
    assert await words(dana, family) == []
    assert "Fine, approve it" not in [said for _, said in await words(ben, family)]


async def test_a_picture_is_answered_with_where_to_send_it_and_its_words_are_kept(texting: Texting) -> None:
    ben, dana, family = await texting.of_leo()
    await ben.post(family, "Which jacket?")
    await texting.text_to(DANA)

    answer = await texting.texts.says(DANA, "This one", NumMedia="1", MediaUrl0="https://api.twilio.com/x")
    assert "A picture cannot be sent by text" in answer
    assert (await words(ben, family))[0] == (dana.id, "This one")


async def test_an_answer_to_an_announcement_is_put_nowhere_and_says_why(texting: Texting) -> None:
    ines, dana = await texting.maple.somebody("Ines Walker"), await texting.maple.somebody("Dana Novak")
    everybody = await ines.conversation("announcement", "Maple Street")
    await ines.post(everybody, "Closed on Friday")
    await texting.text_to(DANA)

    answer = await texting.texts.says(DANA, "Thank you")
    assert "Announcements take no replies" in answer
    said = [said for one in await dana.conversations() for _, said in await words(dana, one["id"])]
    assert "Closed on Friday" in said
    assert "Thank you" not in said


async def test_a_texts_link_leads_into_the_app_until_it_expires_and_says_nothing_of_anybody(
    texting: Texting,
) -> None:
    ben, _, family = await texting.of_leo()
    await ben.post(family, "Leo has a fever")
    text = await texting.text_to(DANA)
    link = text["body"].split()[-1]
    assert link.startswith("https://hub.example.org/maple/s/")
    assert len(link.rpartition("/")[2]) >= 8
    http, there = texting.maple.http, texting.maple.url + link.removeprefix("https://hub.example.org/maple")

    async with http.get(there, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["location"]) == (302, f"https://hub.example.org/maple/#/c/{family}")
    texting.maple.clock.ahead += timedelta(hours=31)  # past the next digest and the six hours after it
    async with http.get(there, allow_redirects=False) as expired, http.get(there[:-3] + "xyz") as unknown:
        assert (expired.status, unknown.status) == (404, 404)
        assert await expired.text() == await unknown.text()


async def test_a_text_is_one_segment_with_a_service_and_tells_where_to_report(records: Path) -> None:
    async with texting_hub(records, ROOMWIRE_TWILIO_FROM="MG" + "0" * 32) as texting:
        ben, _, family = await texting.of_leo()
        await ben.post(family, "Leo has a fever")
        text = await texting.text_to(DANA)
        row = await texting.row(DANA)

        assert (text["service"], text["from"]) == ("MG" + "0" * 32, None)
        assert text["callback"] == f"https://hub.example.org/maple/v1/hooks/twilio/status?delivery={row['id']}"


async def test_without_twilio_there_is_no_such_door(maple: Running) -> None:
    async with maple.http.post(f"{maple.url}/v1/hooks/twilio/message", data={"Body": "x"}) as answer:
        assert answer.status == 404


async def test_what_goes_as_a_text_is_shown_with_its_segments_and_cost_before_it_is_sent(texting: Texting) -> None:
    ben, _, family = await texting.of_leo()
    ines = await texting.maple.somebody("Ines Walker")
    wanted = {"conversation": family, "item": {"type": "text", "text": "Leo’s “fever” is gone"}}
    _, shown = await ben.ask("POST", "/v1/preview", wanted)
    (wording,) = shown["texts"]["wordings"]
    assert (wording["language"], wording["count"], wording["segments"]) == ("en", 2, 1)
    assert (shown["texts"]["count"], shown["texts"]["cost"]) == (2, None)

    status, body = await ines.ask("PUT", "/v1/settings/texts", {"segment_price": 83})
    assert (status, body) == (200, {"on": True, "segment_price": 83, "sender": "+15005550006"})
    _, shown = await ben.ask("POST", "/v1/preview", wanted)
    (wording,) = shown["texts"]["wordings"]
    assert (wording["alphabet"], shown["texts"]["cost"]) == ("gsm", "0.0166")
    await ben.post(family, wanted["item"])
    text = await texting.text_to(DANA)
    assert len(text["body"]) == len(wording["text"])
    assert text["body"].rpartition("/")[0] == wording["text"].rpartition("/")[0]

    await ines.ask("PUT", "/v1/settings/texts", {"on": False})
    _, shown = await ben.ask("POST", "/v1/preview", wanted)
    assert shown["texts"] is None
    assert "sms" not in {medium for one in shown["recipients"] for medium in one["media"]}


async def test_only_admins_set_what_a_segment_costs_and_within_reason(maple: Running) -> None:
    ines, ben, rosa = [await maple.somebody(name) for name in ("Ines Walker", "Ben Carter", "Rosa Alvarez")]
    for who in (ben, rosa):
        assert (await who.ask("GET", "/v1/settings/texts"))[0] == 403
        assert (await who.ask("PUT", "/v1/settings/texts", {"segment_price": 1}))[0] == 403
    for price in (-1, 100_001):
        assert (await ines.ask("PUT", "/v1/settings/texts", {"segment_price": price}))[0] == 422
    assert (await ines.get("/v1/settings/texts"))["segment_price"] == 0

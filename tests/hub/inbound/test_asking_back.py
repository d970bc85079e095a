"""Words that may answer what was asked end no texts: it is asked back once, and a day of silence pauses them."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.hub.conversations.test_urgency import say
from tests.hub.inbound.test_texts import EMPTY, words
from tests.hub.inbound.test_texts_kept import left, opened, sentence, swept
from tests.hub.inbound.test_unsorted import listed
from tests.hub.notify.test_languages import speaks
from tests.hub.running import Somebody
from tests.hub.texting import DANA, PAVEL, Texting, texting

__all__ = ["texting"]

ASK = "Reply STOP to end texts."


async def asked_of_leo(
    texting: Texting, question: str = "Shall we give him the snack bar?"
) -> tuple[Any, Any, str]:
    ben, dana, family = await texting.of_leo()
    await ben.post(family, "Shall we give him the snack bar?")
    await texting.text_to(DANA)
    return ben, dana, family


async def routine(texting: Texting) -> str | None:
    """Why routine texts to Dana are closed; None while they are open."""
    ben, dana, _ = await texting.of_leo()
    return str(reason) if (reason := (await texts_of(ben, dana.id))["routine"]) else None


async def texts_of(who: Somebody, person: str) -> dict[str, Any]:
    """What is noted about somebody's number."""
    found = (await who.get(f"/v1/consents/{person}"))["items"]
    return next(one for one in found if one["medium"] == "sms")


@pytest.mark.parametrize(
    "body",
    ["Stop, she is allergic to that!", "Ya no. Solo por la tarde.", "Stop now, he is not to be picked up by Pavel",
     "Yes. Stop at the pharmacy? No need", "stop by at five?", "no gracias", "Help, she fell!", "Basta con dos"],
)  # fmt: skip
async def test_an_ordinary_answer_is_a_message_and_nothing_else(texting: Texting, body: str) -> None:
    ben, dana, family = await asked_of_leo(texting)

    assert await texting.texts.says(DANA, body) == EMPTY
    assert (await words(ben, family))[0] == (dana.id, body)
    assert await routine(texting) is None
    assert await left(texting.maple) == (0, 0)


@pytest.mark.parametrize("body", ["Ya no", "stop please", "STOP NOW", "basta", "no more", "enough!", "Alto"])
async def test_what_may_be_an_answer_is_posted_and_asked_back_once(texting: Texting, body: str) -> None:
    ben, dana, family = await asked_of_leo(texting)

    assert sentence(await texting.texts.says(DANA, body)) == ASK
    assert (await words(ben, family))[0] == (dana.id, body)
    assert sentence(await texting.texts.says(DANA, body)) == ""
    assert await routine(texting) is None


async def test_a_day_of_silence_pauses_routine_texts_and_tells_the_office_and_emergencies_pass(
    texting: Texting,
) -> None:
    ben, dana, family = await asked_of_leo(texting)
    ines = await texting.maple.somebody("Ines Walker")
    await texting.texts.says(DANA, "stop please")
    texting.maple.clock.ahead += timedelta(hours=23)
    await swept(texting.maple)
    assert await routine(texting) is None
    texting.maple.clock.ahead += timedelta(hours=2)
    await asyncio.gather(swept(texting.maple, 2), swept(texting.maple))

    assert await routine(texting) == "The cell number has asked for no more routine texts."
    assert [one["why"] for one in (await texts_of(ines, dana.id))["record"]] == [
        "Texted “stop please”. We asked “Reply STOP to end texts”, and nothing came back within a day."
    ]
    (entry,) = await listed(ines)
    assert (entry["reason"], entry["text"], entry["from_name"]) == ("consent", "stop please", "Dana Novak")
    assert entry["count"] == 1
    posted = await ben.post(family, "Leo sleeps")
    await texting.row(PAVEL, message=posted["id"])
    before = len(texting.texts.texts_to(DANA))
    assert (await say(ines, family, "Gas leak: fetch Leo", "emergency"))[0] == 201
    assert "EMERGENCY" in (await texting.text_to(DANA, before + 1))["body"]
    await texting.texts.says(DANA, "START")
    assert await routine(texting) is None


@pytest.mark.parametrize("reply", ["No I mean the snack", "1", "👍", "", "HELP", "START", "yes"])
async def test_any_answer_settles_that_it_was_not_meant(texting: Texting, reply: str) -> None:
    await asked_of_leo(texting)
    await texting.texts.says(DANA, "Ya no")
    texting.maple.clock.ahead += timedelta(hours=3)
    await texting.texts.says(DANA, reply, NumMedia="0" if reply else "1")
    texting.maple.clock.ahead += timedelta(hours=30)
    await swept(texting.maple)

    assert await routine(texting) is None
    assert await left(texting.maple) == (0, 0)


async def test_who_then_texts_stop_is_stopped(texting: Texting) -> None:
    await asked_of_leo(texting)
    await texting.texts.says(DANA, "basta")
    assert await texting.texts.says(DANA, "STOP") == EMPTY

    assert await routine(texting) == "The cell number has asked for no more routine texts."
    assert await left(texting.maple) == (0, 0)


async def test_a_text_that_comes_after_the_day_does_not_undo_the_pause(texting: Texting) -> None:
    await asked_of_leo(texting)
    await texting.texts.says(DANA, "stop please")
    texting.maple.clock.ahead += timedelta(hours=25)
    await texting.texts.says(DANA, "Good morning")

    assert await routine(texting) == "The cell number has asked for no more routine texts."


async def test_it_is_asked_in_the_readers_language_and_also_where_nothing_was_texted(texting: Texting) -> None:
    _, dana, _ = await texting.of_leo()
    await speaks(dana)
    answer = sentence(await texting.texts.says(DANA, "ya basta"))

    assert answer.endswith("Para no recibir SMS, responda STOP.")
    assert await routine(texting) is None


async def test_where_two_may_be_meant_both_are_asked(texting: Texting) -> None:
    its = await opened(texting)
    answer = await its.says("stop please")
    assert answer.startswith("Whom do you answer?")
    assert answer.endswith(ASK)
    assert await its.says("2") == ""

    assert await its.said(its.luca) == ["stop please"]
    assert await left(its.hub) == (0, 0)


async def test_a_wish_that_names_the_texts_acts_at_once_and_its_words_are_read(texting: Texting) -> None:
    its = await opened(texting)
    answer = await its.says("Stop texting me. Mia is home with a fever")

    assert "Text START to undo." in answer
    assert await its.office() == [("consent", "Stop texting me. Mia is home with a fever")]


async def test_a_cry_for_help_is_read_though_the_carrier_answers_it(texting: Texting) -> None:
    ben, dana, family = await asked_of_leo(texting)
    assert await texting.texts.says(DANA, "HELP") == EMPTY

    assert (await words(ben, family))[0] == (dana.id, "HELP")

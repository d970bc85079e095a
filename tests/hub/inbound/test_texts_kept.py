"""No text vanishes: each is posted where it belongs, kept with a question, or lies on the list of the office."""

from __future__ import annotations

import asyncio
import contextlib
import html
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select

from hub.inbound.sms.kept_texts import sweep
from hub.store import kept
from hub.store.clock import moment, stamp
from hub.store.kept import Kept
from hub.store.row_security import Across
from hub.store.schema import kept_text, question, texted
from policies.notify.segments import segments
from tests.hub.inbound.test_texts import EMPTY, words
from tests.hub.inbound.test_unsorted import listed
from tests.hub.notify.test_languages import speaks
from tests.hub.people.test_roster import imported
from tests.hub.people.test_schools import at_elm, elsewhere
from tests.hub.running import Running, Somebody, running
from tests.hub.texting import BASE, DANA, ROSA, Texting, give, texting, texting_hub
from tests.notifiers.providers.prefix import behind
from tests.notifiers.providers.twilio import Public

__all__ = ["texting"]

STRANGER = "+12025550999"


@dataclass
class Open:
    """Rosa was texted of both of her children's families: by Ana of Mia's, then by Ines of Luca's."""

    texting: Texting
    ana: Somebody
    ines: Somebody
    rosa: Somebody
    mia: str
    luca: str

    async def said(self, conversation: str) -> list[str]:
        """What Rosa wrote there, oldest first."""
        return [text for who, text in await words(self.ines, conversation) if who == self.rosa.id][::-1]

    async def says(self, body: str, **more: str) -> str:
        """The sentence that comes back."""
        return sentence(await self.texting.texts.says(ROSA, body, **more))

    async def office(self) -> list[tuple[str, str]]:
        """What lies on the list: reason and words, oldest first."""
        return [(one["reason"], one["text"]) for one in await listed(self.ines)][::-1]

    @property
    def hub(self) -> Running:
        return self.texting.maple


def sentence(twiml: str) -> str:
    """What an answer says; empty where it says nothing."""
    return "" if twiml == EMPTY else html.unescape(twiml.split("<Message>")[1].split("</Message>")[0])


async def opened(texting: Texting) -> Open:
    ana, ines, rosa = [await texting.maple.somebody(one) for one in ("Ana Reyes", "Ines Walker", "Rosa Alvarez")]
    mia, luca = await ana.conversation("family", "Mia"), await ines.conversation("family", "Luca")
    await ana.post(mia, "Any allergies we should know of?")
    await texting.text_to(ROSA)
    await ines.post(luca, "Luca lost a tooth")
    await texting.text_to(ROSA, 2)
    return Open(texting, ana, ines, rosa, mia, luca)


async def left(maple: Running) -> tuple[int, int]:
    """How many texts are kept, and how many questions are open."""
    open_ones = select(func.count()).select_from(question).where(question.c.settled_at.is_(None))
    texts = select(func.count()).select_from(kept_text)
    return await maple.hub.store.read(
        lambda one: (one.execute(texts).scalar(), one.execute(open_ones).scalar()), Across.OPERATOR
    )


async def swept(maple: Running, times: int = 1) -> None:
    school = maple.hub.schools[maple.school]
    await asyncio.gather(*(sweep(maple.hub, school, maple.clock()) for _ in range(times)))


async def test_an_announcement_makes_no_text_of_the_day_unclear(texting: Texting) -> None:
    ben, dana, family = await texting.of_leo()
    ines = await texting.maple.somebody("Ines Walker")
    await ben.post(family, "Leo has a fever")
    await texting.text_to(DANA)
    assert await texting.texts.says(DANA, "I am on my way") == EMPTY
    await ines.post(await ines.conversation("announcement", "Maple Street"), "Closed on Friday")
    await texting.text_to(DANA, 2)

    assert await texting.texts.says(DANA, "And his blanket too.") == EMPTY
    await ben.post(family, "Any allergies we should know of?")
    await texting.text_to(DANA, 3)
    for said in ("Yes, peanuts!", "Did you get that?", "Peanuts!!"):
        assert await texting.texts.says(DANA, said) == EMPTY

    said = [text for who, text in await words(ben, family) if who == dana.id][::-1]
    assert said == ["I am on my way", "And his blanket too.", "Yes, peanuts!", "Did you get that?", "Peanuts!!"]
    assert await left(texting.maple) == (0, 0)


async def test_where_two_may_be_meant_it_is_asked_once_and_all_goes_where_it_is_chosen(texting: Texting) -> None:
    its = await opened(texting)
    zone = ZoneInfo(its.hub.hub.schools[its.hub.school].snapshot.time_zone)
    now = its.hub.clock().astimezone(zone)
    asked = await its.says("Yes, peanuts!")
    silent = [await its.says(one) for one in ("Did you get that?", "Peanuts!!")]
    assert (await its.said(its.mia), await its.said(its.luca)) == ([], [])
    assert await left(its.hub) == (3, 1)
    its.hub.clock.ahead += timedelta(minutes=10)
    chose = await its.says("1.")

    assert asked.startswith("Whom do you answer? Reply with the number alone: 1 Ana ")
    assert f"1 Ana {now.hour}:" in asked
    assert ", 2 Ines " in asked
    assert segments(asked).count == 1
    assert silent == ["", ""]
    assert chose == ""
    assert await its.said(its.mia) == ["Yes, peanuts!", "Did you get that?", "Peanuts!!"]
    assert await its.said(its.luca) == []
    ats = [moment(one["at"]) for one in await its.ines.messages(its.mia) if one["author"] == its.rosa.id]
    assert all(its.hub.clock() - at > timedelta(minutes=9) for at in ats)  # each has its own time
    assert await left(its.hub) == (0, 0)
    assert await its.office() == []


async def test_a_number_counts_for_a_quarter_of_an_hour_and_then_it_is_asked_again(texting: Texting) -> None:
    its = await opened(texting)
    await its.says("Two bottles")
    its.hub.clock.ahead += timedelta(minutes=16)
    again = await its.says("2")
    assert again.startswith("Whom do you answer?")
    assert await its.said(its.luca) == []

    assert await its.says("(2)") == ""
    assert await its.said(its.luca) == ["Two bottles", "2"]


@pytest.mark.parametrize("body", ["3", "1 please", "12", "one"])
async def test_what_is_no_number_of_a_choice_waits_with_the_others(texting: Texting, body: str) -> None:
    its = await opened(texting)
    await its.says("Bottles?")

    assert await its.says(body) == ""
    assert await left(its.hub) == (2, 1)
    await its.says("#2")
    assert await its.said(its.luca) == ["Bottles?", body]


async def test_a_number_where_nothing_is_asked_is_an_answer(texting: Texting) -> None:
    ben, dana, family = await texting.of_leo()
    await ben.post(family, "How many bottles?")
    await texting.text_to(DANA)

    assert await texting.texts.says(DANA, "2") == EMPTY
    assert (await words(ben, family))[0] == (dana.id, "2")


async def test_a_newer_conversation_is_offered_at_once_with_a_number_of_its_own(records: Path) -> None:
    async with texting_hub(records) as texting:
        its = await opened(texting)
        first = await its.says("Thank you")
        await its.ana.post(its.mia, "She sleeps")
        await texting.text_to(ROSA, 3)
        same = await its.says("So good")

        assert first.startswith("Whom do you answer?")
        assert same == ""  # the same two, with the same numbers


async def test_what_nobody_answers_for_a_day_goes_to_the_office_once_however_many_look(texting: Texting) -> None:
    its = await opened(texting)
    await its.says("Yes, peanuts!")
    await its.says("Peanuts!!")
    its.hub.clock.ahead += timedelta(hours=23)
    await swept(its.hub)
    assert await its.office() == []
    its.hub.clock.ahead += timedelta(hours=2)
    await swept(its.hub, 3)
    await swept(its.hub)

    assert sorted(await its.office()) == [("unclear", "Peanuts!!"), ("unclear", "Yes, peanuts!")]
    assert {one["count"] for one in await listed(its.ines)} == {1}
    assert {one["from_name"] for one in await listed(its.ines)} == {"Rosa Alvarez"}
    assert await left(its.hub) == (0, 0)


async def test_what_waited_too_long_goes_to_the_office_also_when_the_next_text_comes(texting: Texting) -> None:
    its = await opened(texting)
    await its.says("Yes, peanuts!")
    its.hub.clock.ahead += timedelta(hours=25)
    await its.says("1")

    assert await its.office() == [("unclear", "Yes, peanuts!")]
    assert "Yes, peanuts!" not in [*await its.said(its.mia), *await its.said(its.luca)]


async def deny(its: Open) -> None:
    """Rosa may not write about Mia from now on."""
    mia = next(one["id"] for one in (await its.ines.get("/v1/students"))["items"] if one["name"] == "Mia Alvarez")
    denials = {"tie": "guardian", "denials": [{"power": "message", "begin": None, "end": None}]}
    status, body = await its.ines.ask("PUT", f"/v1/students/{mia}/guardians/{its.rosa.id}", denials)
    assert status == 200, body


async def test_rights_are_asked_again_when_it_is_chosen(texting: Texting) -> None:
    its = await opened(texting)
    await its.says("Yes, peanuts!")
    await deny(its)
    chose = await its.says("1")

    assert "Not sent: " in chose
    assert (await its.said(its.mia), await its.said(its.luca)) == ([], [])
    assert await its.office() == [("refused", "Yes, peanuts!")]
    assert await left(its.hub) == (0, 0)


async def test_what_may_not_be_answered_any_more_is_not_offered(texting: Texting) -> None:
    its = await opened(texting)
    await deny(its)

    assert await its.says("How lovely") == ""
    assert await its.said(its.luca) == ["How lovely"]


async def test_a_link_of_ours_says_which_text_it_is_about_and_stands_in_no_message(texting: Texting) -> None:
    its = await opened(texting)
    link = texting.texts.texts_to(ROSA)[0]["body"].split()[-1]
    foreign = "https://hub.example.org/maple/s/" + "A" * 11

    assert await its.says(f"This one: {link} is fine") == ""
    assert await its.said(its.mia) == ["This one: is fine"]
    assert (await its.says(f"And {foreign}?")).startswith("Whom do you answer?")  # not a text to her
    await its.says("2")
    assert await its.said(its.luca) == ["And ?"]
    assert await its.says(link) == ""
    assert (await its.office())[-1] == ("empty", link)


async def test_the_same_text_at_once_is_kept_once_and_a_choice_counts_once(texting: Texting) -> None:
    its = await opened(texting)
    one, other = "SM" + "a" * 32, "SM" + "b" * 32
    asked = await asyncio.gather(*(its.says("Peanuts!", sid=one) for _ in range(3)))
    assert len({*asked, await its.says("Peanuts!", sid=one)}) == 1
    assert await left(its.hub) == (1, 1)
    chose = await asyncio.gather(*(its.says("2", sid=other) for _ in range(3)))

    assert {*chose, await its.says("2", sid=other)} == {""}
    assert await its.said(its.luca) == ["Peanuts!"]
    assert await its.said(its.mia) == []


async def test_two_choices_at_once_are_one(texting: Texting) -> None:
    its = await opened(texting)
    await its.says("Peanuts!")
    await asyncio.gather(its.says("1"), its.says("2"))
    both = [*await its.said(its.mia), *await its.said(its.luca)]

    assert both.count("Peanuts!") == 1


async def test_what_a_hub_that_went_down_left_behind_is_posted_once_with_its_time(texting: Texting) -> None:
    ben, dana, family = await texting.of_leo()
    maple, at = texting.maple, stamp(texting.maple.clock() - timedelta(minutes=5))
    one = Kept(
        sid="SM1", number=DANA, school=maple.school, person=dana.id, words="On my way", at=at, conversation=family
    )
    row = {
        "sid": "SM1",
        "number": DANA,
        "school": maple.school,
        "became": "kept",
        "detail": "",
        "reply": "",
        "at": at,
    }

    def leave(transaction: Any) -> None:
        kept.put(transaction.connection, one)
        transaction.connection.execute(insert(texted).values(**row))

    await maple.hub.store.write(leave, whose=Across.OPERATOR)
    await swept(maple, 3)
    assert await texting.texts.says(DANA, "On my way", "SM1") == EMPTY  # it comes again

    assert [text for _, text in await words(ben, family)].count("On my way") == 1
    assert (await ben.messages(family))[0]["at"] == at
    rows = await maple.hub.store.read(
        lambda it: it.execute(select(texted.c.became)).scalars().all(), Across.OPERATOR
    )
    assert rows == ["posted"]


async def test_the_question_is_asked_in_the_readers_language(texting: Texting) -> None:
    its = await opened(texting)
    await speaks(its.rosa)
    asked = await its.says("Sí, cacahuates")

    assert asked.startswith("¿A quién responde? Mande solo la cifra: 1 Ana ")
    assert segments(asked).alphabet == "gsm"
    assert await its.says("1") == ""
    assert await its.said(its.mia) == ["Sí, cacahuates"]


async def everything(maple: Running) -> list[str]:
    """All that came in and is kept or on the list, in words."""
    ines = await maple.somebody("Ines Walker")
    waiting = await maple.hub.store.read(
        lambda one: one.execute(select(kept_text.c.words)).scalars().all(), Across.OPERATOR
    )
    return [*(entry["text"] for entry in await listed(ines)), *waiting]


async def test_each_way_a_text_can_come_in_ends_posted_kept_or_listed(records: Path) -> None:
    await give(records, Marek=DANA)
    async with texting_hub(records) as texting:
        its = await opened(texting)
        for number, body, more in (
            (STRANGER, "I am her aunt", {}),
            (STRANGER, "Her aunt, again", {}),  # the sentence is not said twice, the words are not lost
            (DANA, "Which of us?", {}),
            (DANA, "The other one", {}),
            (ROSA, "Some of both", {}),
            (ROSA, "Once more", {}),
            (ROSA, "HELP", {}),
            (ROSA, "Stop texting me, Mia is home", {}),
            (ROSA, "\u200b\u2060", {}),
            (ROSA, "", {"NumMedia": "2"}),
        ):
            await texting.texts.says(number, body, **more)
        found, office = await everything(its.hub), await its.office()

        for body in ("I am her aunt", "Her aunt, again", "Which of us?", "The other one", "Some of both"):
            assert body in found
        assert {"Once more", "HELP", "Stop texting me, Mia is home"} <= set(found)
        assert [reason for reason, _ in office].count("empty") == 2
        assert {reason for reason, _ in office} == {"unknown", "shared", "unclear", "consent", "empty"}
        assert (await its.said(its.mia), await its.said(its.luca)) == ([], [])


async def test_words_that_a_carrier_brings_with_a_nul_in_them_arrive(texting: Texting) -> None:
    ben, dana, family = await texting.of_leo()
    await ben.post(family, "Which jacket?")
    await texting.text_to(DANA)
    assert await texting.texts.says(DANA, "The\0 blue one") == EMPTY

    assert (await words(ben, family))[0] == (dana.id, "The blue one")


async def test_whoever_writes_faster_than_anybody_does_is_told_so_and_nothing_is_lost(records: Path) -> None:
    async with texting_hub(records, ROOMWIRE_POSTS_PER_S="1") as texting:
        ben, dana, family = await texting.of_leo()
        await ben.post(family, "Leo has a fever")
        await texting.text_to(DANA)
        said = [f"No. {number}" for number in range(30)]
        for body in said:
            await texting.texts.says(DANA, body)
        posted = [text for who, text in await words(ben, family) if who == dana.id]
        office = await listed(await texting.maple.somebody("Ines Walker"))

        assert sorted([*posted, *(one["text"] for one in office)]) == sorted(said)
        assert {one["reason"] for one in office} == {"refused"}


async def test_who_was_told_nothing_is_on_the_list_with_their_name(texting: Texting) -> None:
    ines = await texting.maple.somebody("Ines Walker")
    assert "no message here that a text can answer" in sentence(await texting.texts.says(DANA, "Hello?"))
    assert sentence(await texting.texts.says(DANA, "Anybody?")) == ""
    found = await listed(ines)

    assert [(one["reason"], one["text"], one["from_name"]) for one in found] == [
        ("nothing", "Anybody?", "Dana Novak"), ("nothing", "Hello?", "Dana Novak"),
    ]  # fmt: skip


async def test_an_answer_to_an_announcement_alone_is_on_the_list(texting: Texting) -> None:
    ines = await texting.maple.somebody("Ines Walker")
    await ines.post(await ines.conversation("announcement", "Maple Street"), "Closed on Friday")
    await texting.text_to(DANA)
    assert "Announcements take no replies" in sentence(await texting.texts.says(DANA, "We will be away"))

    assert [(one["reason"], one["text"]) for one in await listed(ines)] == [("refused", "We will be away")]


async def test_a_strangers_text_is_shown_to_the_school_that_texted_the_number_and_to_no_other(
    records: Path,
) -> None:
    code, said = await imported(records, elsewhere(records))
    assert code == 0, said
    async with texting_hub(records) as texting:
        ben, _, family = await texting.of_leo()
        await ben.post(family, "Leo has a fever")
        await texting.text_to(DANA)
    await give(records, Novak="+12025550777")
    async with texting_hub(records) as texting:
        ines, theirs = await texting.maple.somebody("Ines Walker"), await at_elm(texting.maple, "Ines Walker")
        assert "not known to a school here" in sentence(await texting.texts.says(STRANGER, "Who is this?"))
        await texting.texts.says(DANA, "I have a new number")

        assert [(one["reason"], one["text"]) for one in await listed(ines)] == [("unknown", "I have a new number")]
        assert await listed(theirs) == []


@pytest.mark.only("postgres")
async def test_two_hubs_that_get_the_same_text_keep_it_once_and_post_it_once(records: Path) -> None:
    async with contextlib.AsyncExitStack() as stack:
        texting = await stack.enter_async_context(texting_hub(records))
        env = {**texting.texts.env(), "ROOMWIRE_BASE_URL": BASE}
        there = await stack.enter_async_context(running(records, env))
        its = await opened(texting)
        async with behind("/maple", there.url) as other:
            here, apart = texting.texts.public, Public(BASE, other)
            for body, sid in (("Peanuts!", "SM" + "c" * 32), ("1", "SM" + "d" * 32)):
                await asyncio.gather(*(both(texting, at, body, sid) for at in (here, apart, here, apart)))
        school = there.hub.schools[there.school]
        await asyncio.gather(swept(its.hub), sweep(there.hub, school, there.clock()))

        assert (await its.said(its.mia), await its.said(its.luca)) == (["Peanuts!"], [])
        assert await left(its.hub) == (0, 0)
        assert await its.office() == []


async def both(texting: Texting, at: Public | None, body: str, sid: str) -> None:
    """A text that comes in at one of two hubs."""
    texting.texts.public = at
    await texting.texts.says(ROSA, body, sid)

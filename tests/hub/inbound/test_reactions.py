"""A reaction that a phone sends as words: one word where it belongs, never our own, and never a confirmation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.hub.conversations.test_urgency import say
from tests.hub.inbound.test_texts import EMPTY, words
from tests.hub.inbound.test_texts_kept import left, opened, sentence
from tests.hub.inbound.test_unsorted import head, listed
from tests.hub.notify.test_languages import speaks
from tests.hub.texting import DANA, ROSA, Texting, texting, texting_hub

__all__ = ["texting"]


async def of_leo(texting: Texting, text: str = "Leo has a fever") -> tuple[str, str, str]:
    """Leo's family, Dana's id, and the text that she got."""
    ben, dana, family = await texting.of_leo()
    await ben.post(family, text)
    return family, dana.id, (await texting.text_to(DANA))["body"]


async def hers(texting: Texting, family: str, dana: str) -> list[str]:
    ben = await texting.maple.somebody("Ben Carter")
    return [text for who, text in await words(ben, family) if who == dana][::-1]


async def test_every_form_is_one_word_and_nothing_of_ours_stands_in_it(texting: Texting) -> None:
    family, dana, ours = await of_leo(texting)
    said = {
        f"Liked “{ours}”": "👍",
        f'Loved "{ours}"': "❤️",
        f"Disliked “{ours.replace(chr(39), '’')}”": "👎",
        f"Laughed at “{ours}”": "😂",
        f"Emphasized “{ours[:30]}…”": "‼️",
        f"Questioned “{ours[:40]}...”": "❓",
        f"Reacted 🎉 to “{ours}”": "🎉",
        f"\u200a\u200b👏\u200b to “\u200a{ours}\u200a”\u200a": "👏",
        f"Le gustó “{ours}”": "👍",
        f"Le encantó «{ours}»": "❤️",
        f"Reaccionó con 🙏 a “{ours}”": "🙏",
        f"\u200b😍\u200b a “{ours}”": "😍",
        "Liked an image": "👍",
    }
    for body in said:
        assert await texting.texts.says(DANA, body) == EMPTY

    assert await hers(texting, family, dana) == list(said.values())
    assert await listed(await texting.maple.somebody("Ines Walker")) == []


async def test_what_is_taken_back_says_nothing_and_alarms_nobody(texting: Texting) -> None:
    family, dana, ours = await of_leo(texting)
    before = await head(texting.maple)
    for body in (f"Removed a like from “{ours}”", f"\u200aRemoved \u200c👏\u200c from “\u200a{ours}\u200a”\u200a"):
        assert await texting.texts.says(DANA, body) == EMPTY
    found = await listed(await texting.maple.somebody("Ines Walker"))

    assert await hers(texting, family, dana) == []
    assert await head(texting.maple) == before
    assert [one["reason"] for one in found] == ["automatic", "automatic"]
    assert all("/s/" not in one["text"] for one in found)


@pytest.mark.parametrize(
    "body",
    ["Liked “Frozen” so much", "Liked “Frozen”", "Loved “Moana 2”", "She liked “New message”",
     "Laughed at “him” all day", "Le encantó “Frozen”", "👍 to “the park”"],
)  # fmt: skip
async def test_a_parent_who_quotes_something_else_keeps_her_words(texting: Texting, body: str) -> None:
    family, dana, _ = await of_leo(texting)
    await texting.texts.says(DANA, body)

    assert await hers(texting, family, dana) == [body]


async def test_of_two_conversations_it_goes_where_the_quoted_text_was_about(texting: Texting) -> None:
    its = await opened(texting)
    first, second = [one["body"] for one in texting.texts.texts_to(ROSA)]
    assert await its.says(f"Liked “{first}”") == ""
    assert await its.says(f"Loved “{second.rpartition(' ')[0]}…”") == ""

    assert (await its.said(its.mia), await its.said(its.luca)) == (["👍"], ["❤️"])
    assert await left(its.hub) == (0, 0)


async def test_a_reaction_in_spanish_to_a_text_in_spanish(texting: Texting) -> None:
    _, dana, _ = await texting.of_leo()
    await speaks(dana)
    family, who, ours = await of_leo(texting)
    assert "Mensaje nuevo de Ben Carter" in ours
    await texting.texts.says(DANA, f"Le dio risa “{ours.rpartition(' ')[0]}…”")

    assert await hers(texting, family, who) == ["😂"]


async def test_a_reaction_to_an_answer_or_an_announcement_of_ours_is_no_message(texting: Texting) -> None:
    ines, dana = await texting.maple.somebody("Ines Walker"), await texting.maple.somebody("Dana Novak")
    answer = sentence(await texting.texts.says(DANA, "Hello?"))
    await ines.post(await ines.conversation("announcement", "Maple Street"), "Closed on Friday")
    announced = (await texting.text_to(DANA))["body"]
    assert await texting.texts.says(DANA, f"Liked “{answer}”") == EMPTY
    assert await texting.texts.says(DANA, f"Loved “{announced}”") == EMPTY

    said = [
        text for one in await dana.conversations() for who, text in await words(dana, one["id"]) if who == dana.id
    ]
    assert said == []
    assert [one["reason"] for one in await listed(ines)] == ["automatic", "automatic", "nothing"]


async def test_no_text_and_no_reaction_confirms_an_emergency(records: Path) -> None:
    async with texting_hub(records) as texting:
        _, dana, family = await texting.of_leo()
        ines = await texting.maple.somebody("Ines Walker")
        status, made = await say(ines, family, "Gas leak: fetch Leo at the library", "emergency")
        assert status == 201
        ours = (await texting.text_to(DANA))["body"]
        assert "EMERGENCY" in ours
        before = await ines.get(f"/v1/messages/{made['id']}/acks")
        for body in (f"Liked “{ours}”", f"Reacted ✅ to “{ours}”", "OK", "Yes", "I confirm"):
            await texting.texts.says(DANA, body)
        after = await ines.get(f"/v1/messages/{made['id']}/acks")

        assert await hers(texting, family, dana.id) == ["👍", "✅", "OK", "Yes", "I confirm"]
        assert confirmed(after) == confirmed(before)
        assert dana.id in {one["person"] for one in after["people"]} - confirmed(after)


def confirmed(body: dict[str, Any]) -> set[str]:
    """Who has confirmed."""
    return {one["person"] for one in body["people"] if one["reached_at"]}

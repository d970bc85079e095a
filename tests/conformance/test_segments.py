"""Segments as Twilio's own calculator counts them."""

from __future__ import annotations

import json
import random
import subprocess
import unicodedata

from policies.notify.segments import alert, plain, segments
from tests.conformance.node import program

LENGTHS = (*range(66, 72), *range(133, 136), *range(152, 162), *range(306, 321))
"""Where one more character takes another segment, or does not."""

ODD = ("€", "{", "é", "中", "😀", "👨‍👩‍👧", "’", "\n", "ê", "\r\n", "\u00a0")
LINK = "https://hub.example.org/s/Ab3dE_7x9Q"


def fixed() -> list[str]:
    """Texts of every length that matters, with an odd character nowhere, first, last, and across a boundary."""
    found = [*ODD, *(one * 80 for one in ODD)]
    for length in LENGTHS:
        found.append("a" * length)
        for odd in ODD[:6]:
            found += [odd + "a" * (length - 1), "a" * (length - 1) + odd, "a" * 66 + odd + "a" * (length - 66)]
            found.append("a" * 152 + odd + "a" * (length - 152))
    said = ["New message from Ana Reyes", "Mensaje nuevo de José Núñez", "Nowa wiadomość: Łukasz", "“Note” – here…"]
    return found + [alert("Maple Street", one, LINK) for one in said] + [plain(one) for one in said]


def drawn(count: int) -> list[str]:
    """As many texts that nobody chose, of 1 to 340 characters; all but a few of some hold only what GSM has."""
    chance = random.Random(7)
    gsm, any_ = (
        "aZ9 éñ¿€{\n",
        [*ODD, *map(chr, (*range(0x20, 0x250), *range(0x300, 0x310), *range(0x1F600, 0x1F640)))],
    )
    found = []
    for _ in range(count):
        length, odd = chance.randint(1, 340), chance.choice((0.0, 0.0, 0.01, 0.5))
        found.append("".join(chance.choice(any_ if chance.random() < odd else gsm) for _ in range(length)))
    return found


def is_joined(text: str) -> bool:
    """Whether several of its characters are drawn as one sign: a family of emojis, a letter with its mark."""
    return any(one == "\u200d" or unicodedata.combining(one) for one in text)


def counted(texts: list[str]) -> list[tuple[str, int, int]]:
    """What Twilio's calculator says of each: its alphabet, its units, its segments."""
    said = subprocess.run(program("segments.js"), input=json.dumps(texts).encode(), capture_output=True, check=True)
    names = {"GSM-7": ("gsm", 7), "UCS-2": ("ucs2", 16)}
    return [
        (names[one["alphabet"]][0], one["bits"] // names[one["alphabet"]][1], one["count"])
        for one in json.loads(said.stdout)
    ]


def test_hundreds_of_texts_take_the_segments_that_twilio_counts() -> None:
    texts = [one for one in fixed() + drawn(600) if not is_joined(one)]
    theirs = counted(texts)
    ours = [(its.alphabet, its.units, its.count) for its in map(segments, texts)]

    differ = [one for one in zip(texts, ours, theirs, strict=True) if one[1] != one[2]]
    assert len(texts) > 1_000
    assert {count for _, _, count in theirs} >= {1, 2, 3, 4, 5}
    assert not differ, differ[:5]


def test_what_is_drawn_as_one_sign_takes_one_segment_more_at_the_most_where_twilio_keeps_it_together() -> None:
    texts = [one for one in drawn(600) if is_joined(one)] + ["中" * n + "👨‍👩‍👧" * 9 for n in range(66)]
    more = [their - segments(text).count for text, (_, _, their) in zip(texts, counted(texts), strict=True)]

    assert len(texts) > 150
    assert set(more) == {0, 1}  # both happen: our function knows characters, the calculator what is drawn


def test_a_wrong_count_would_be_noticed() -> None:
    (theirs,) = counted(["a" * 152 + "€" + "a" * 152])

    assert theirs == ("gsm", 306, 3)  # by division alone it would be two

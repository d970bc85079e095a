"""This file counts the segments that a text is sent and paid in, and keeps it in one where it can."""

from dataclasses import dataclass
from functools import lru_cache

from policies.people.folding import fold

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "^{}\\[~]|€\f"
_SEPTETS = dict.fromkeys(_BASIC, 1) | dict.fromkeys(_EXTENDED, 2)
"""The characters of GSM 03.38 (3GPP TS 23.038, 6.2.1) and what each takes; with any other all go as UCS-2."""

_PLAIN = str.maketrans({
    "‘": "'", "’": "'", "‚": ",", "‛": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‹": "'", "›": "'",
    "–": "-", "—": "-", "‐": "-", "‑": "-", "‒": "-", "−": "-", "…": "...",
    "´": "'", "`": "'", "ʼ": "'", "ʻ": "'", "ʹ": "'", "′": "'", "″": '"', "‟": '"',
    "\t": " ", "\u00a0": " ", "\u202f": " ", "\u205f": " ", "\u3000": " ",
    **{chr(space): " " for space in range(0x2000, 0x200B)},
    "\u00ad": "", "\u200b": "", "\u2060": "", "\ufeff": "",
})  # fmt: skip
"""Typographic marks, spaces and what cannot be seen, each as what GSM has instead; letters stay as they are."""

_JOINING = dict.fromkeys(map(ord, "\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"))
"""What joins or turns the signs beside it: nothing does in a text that has letters of GSM alone."""


@dataclass(frozen=True, slots=True)
class Segments:
    """How a text goes: its alphabet, gsm or ucs2; its units, septets or UTF-16; and the segments it takes."""

    alphabet: str
    units: int
    count: int


def segments(text: str) -> Segments:
    """
    How a text goes over the air.

    One segment has 160 septets or 70 UTF-16 units; of several each has 153 or 67, and no escape and no surrogate
    pair is cut in two. Twilio's calculator also keeps together what several characters draw as one sign (a family
    of emojis, a letter and its mark), which at a boundary takes one segment more.

    Source: research/notifiers.md, 6; tests/conformance/test_segments.py compares.
    """
    gsm = all(one in _SEPTETS for one in text)
    sizes = [_SEPTETS[one] if gsm else 1 + (ord(one) > 0xFFFF) for one in text]
    units = sum(sizes)
    whole, part = (160, 153) if gsm else (70, 67)
    count, free = min(1, units), whole if units <= whole else part
    for size in sizes:
        if size > free:
            count, free = count + 1, part
        free -= size
    return Segments("gsm" if gsm else "ucs2", units, count)


def plain(text: str) -> str:
    """The text with plain quotes and dashes, where these alone make it take more room; else as it is."""
    changed = text.translate(_PLAIN)
    return (
        changed if segments(changed).count < segments(text).count or segments(changed).alphabet == "gsm" else text
    )


MAX_SENDER = 60
"""Characters of who it is from; with the four times as long headline at the most that is five segments."""

MIN_HEADLINE = 20
"""Characters of a headline that are always kept: less would say nothing."""


def alert(sender: str, headline: str, link: str) -> str:
    """
    An alert as a text: who, what, where; in one segment where that can be.

    A name without its accent is still read as that name, and one that is cut off may not be: so accents go first,
    where without them all of it is GSM.
    """
    sender, headline = sender[:MAX_SENDER], headline[: 4 * MAX_SENDER]
    whole = _alert(sender, headline, link)
    if segments(whole).count <= 1:
        return whole
    bare, said = _bare(sender), _bare(headline)
    if segments(shorter := _alert(bare, said, link)).alphabet == "gsm":
        sender, headline, whole = bare, said, shorter
        if segments(whole).count <= 1:
            return whole
    for length in range(len(headline) - 1, MIN_HEADLINE - 1, -1):
        shorter = _alert(sender, headline[:length].rstrip() + "...", link)
        if segments(shorter).count <= 1:
            return shorter
    return whole


def in_whole(sender: str, words: str, link: str) -> str:
    """
    Words that are said to their end, in as many segments as that takes: who, what, where.

    Accents go only where without them it takes fewer.
    """
    sender = sender[:MAX_SENDER]
    whole, bare = _alert(sender, words, link), _alert(_bare(sender), _bare(words), link)
    return bare if segments(bare).count < segments(whole).count else whole


def _bare(text: str) -> str:
    """The text with the nearest letters that GSM has: é stays, ç is c, ł is l; what has none stays."""
    return "".join(map(_letter, text.translate(_PLAIN).translate(_JOINING)))


@lru_cache(maxsize=4_096)
def _letter(sign: str) -> str:
    if sign in _SEPTETS:
        return sign
    base = fold(sign)
    if not all(one in _SEPTETS for one in base):
        return sign
    return base.capitalize() if sign.isupper() else base


def _alert(sender: str, headline: str, link: str) -> str:
    return plain(f"{sender}: {headline} {link}")


def cost(count: int, price: int) -> str:
    """What so many segments cost, in the school's currency. price: of one, in ten-thousandths of it."""
    whole, part = divmod(count * price, 10_000)
    return f"{whole}.{part:04}".removesuffix("00")

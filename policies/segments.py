"""This file counts the segments that a text is sent and paid in, and keeps it in one where it can."""

from dataclasses import dataclass

from policies.verdict import Allowed, Refused, Verdict

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "^{}\\[~]|€\f"
_SEPTETS = dict.fromkeys(_BASIC, 1) | dict.fromkeys(_EXTENDED, 2)
"""The characters of GSM 03.38 (3GPP TS 23.038, 6.2.1) and what each takes; with any other all go as UCS-2."""

_PLAIN = str.maketrans({
    "‘": "'", "’": "'", "‚": ",", "‛": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‹": "'", "›": "'",
    "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "…": "...", "\u00a0": " ", "\u2009": " ", "\u202f": " ",
})  # fmt: skip
"""Typographic marks, each as what GSM has instead; letters stay as they are, because names are names."""

_BARE = str.maketrans("áíóúÁÍÓÚ", "aiouAIOU")
"""Accents that whoever texts in Spanish leaves out: GSM has none of these letters, and é, ñ and ü it has."""


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


DEAREST = 100_000
"""Ten of the currency; no carrier asks as much for a segment."""

LONGEST = 60
"""Characters of who it is from; with the four times as long headline at the most that is five segments."""

SHORTEST = 20
"""Characters of a headline that are always kept: less would say nothing."""


def alert(sender: str, headline: str, link: str) -> str:
    """
    An alert as a text: who, what, where; in one segment where that can be.

    A name without its accent is still read as that name, and one that is cut off may not be: so accents go first.
    """
    sender, headline = sender[:LONGEST], headline[: 4 * LONGEST]
    whole = _alert(sender, headline, link)
    if segments(whole).count <= 1:
        return whole
    bare, said = sender.translate(_BARE), headline.translate(_BARE)
    if segments(shorter := _alert(bare, said, link)).alphabet == "gsm":
        sender, headline, whole = bare, said, shorter
        if segments(whole).count <= 1:
            return whole
    for length in range(len(headline) - 1, SHORTEST - 1, -1):
        shorter = _alert(sender, headline[:length].rstrip() + "...", link)
        if segments(shorter).count <= 1:
            return shorter
    return whole


def _alert(sender: str, headline: str, link: str) -> str:
    return plain(f"{sender}: {headline} {link}")


def cost(count: int, price: int) -> str:
    """What so many segments cost, in the school's currency. price: of one, in ten-thousandths of it."""
    whole, part = divmod(count * price, 10_000)
    return f"{whole}.{part:04}".removesuffix("00")


def may_be_price(price: int) -> Verdict:
    """Whether a school may say that a segment costs so much; 0 where it does not know."""
    if 0 <= price <= DEAREST:
        return Allowed("What a text costs is shown before it is sent.")
    return Refused(f"Give 0 to {DEAREST}, in ten-thousandths of your currency; 0 shows no cost.")

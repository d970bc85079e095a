"""This file reads a reaction that a phone sent as words, such as Liked “…”, and whether it quotes words of ours."""

import re
import unicodedata
from dataclasses import dataclass

LEAD = 80
"""Characters before the quotation at the most; no phone writes more."""

MIN_BEGINNING = 12
"""Characters that the beginning of a quotation needs, where a phone cut it off, to be known by them."""

_WORDS = {
    "👍": ("liked", "le gusto", "me gusta", "me gusto"),
    "❤️": ("loved", "le encanto", "me encanta", "me encanto"),
    "👎": ("disliked", "no le gusto", "no me gusta", "no me gusto"),
    "😂": ("laughed at", "le dio risa", "se rio de", "se rio con", "le parecio gracioso", "le hizo gracia"),
    "‼️": ("emphasized", "emphasised", "exclamo por", "exclamo ante", "enfatizo", "destaco"),
    "❓": ("questioned", "dudo sobre", "dudo de", "cuestiono", "pregunto por", "pregunto sobre"),
    "🙂": (
        "reacted with a sticker to", "reacciono con un sticker a", "reacciono con una calcomania a",
    ),
}  # fmt: skip
"""
What iPhones write, without case and accents. The English ones are Apple's own; of the Spanish ones le gusto, le
encanto, le dio risa, exclamo por and dudo sobre were seen in texts that people published, the others are assumed.

Source: Apple's class for them in iOS 18.2, as published in GrapheneOS/Messaging issue 38; for Android's form
quik-sms/quik issue 152. Nobody promises them; see docs/adr/0027-texts-that-find-no-place.md.
"""

_OF = {lead: word for word, leads in _WORDS.items() for lead in leads}
_WITH = re.compile(r"(?:(?:reacted|reacciono|ha reaccionado)(?: with| con)? )?(\S{1,24}) (?:to|a)")
_BACK = re.compile(
    r"removed .{1,40} from|(?:elimino|quito|retiro|borro|ha quitado|ha eliminado|se elimino) .{1,40} (?:de|a)"
)
_PICTURES = (
    "an image", "a photo", "a movie", "an attachment", "an audio message", "una imagen", "una foto", "un video",
    "un archivo adjunto", "un mensaje de audio",
)  # fmt: skip

_OPENS, _CLOSES = '“"«„', '”"»“'
_UNSEEN = dict.fromkeys(map(ord, "\u200a\u200b\u200c\u200e\u200f\u202a\u202c\u2060\u2066\u2067\u2068\u2069\ufeff"))
_PLAIN = str.maketrans("‘’‛´`“”„«»–—\u00a0\u2009\u202f", "''''''''''--   ")
_LOOK = str.maketrans({"\ufe0f": None, "\u200d": None})


@dataclass(frozen=True, slots=True)
class Tapback:
    """
    A reaction. word: what it says, an emoji; empty where one was taken back. quoted: what it is about, as the phone
    quotes it; empty where that was a picture.
    """

    word: str
    quoted: str


def tapback(body: str) -> Tapback | None:
    """
    The reaction that a text is, if it looks like one; whether it is depends on whose words it quotes (is_quoted).

    Linear in its length.
    """
    seen = body.translate(_UNSEEN).strip()
    opens = next((at for at, one in enumerate(seen[: LEAD + 1]) if one in _OPENS), -1)
    if opens < 0:
        return _of_picture(seen)
    if opens == 0 or opens == len(seen) - 1 or seen[-1] not in _CLOSES:
        return None
    word = _word(seen[:opens].strip())
    return None if word is None else Tapback(word, seen[opens + 1 : -1].strip())


def _of_picture(seen: str) -> Tapback | None:
    if len(seen) > LEAD:
        return None
    said = _letters(seen)
    for picture in _PICTURES:
        if said.endswith(f" {picture}") and (word := _word(seen[: -len(picture) - 1])) is not None:
            return Tapback(word, "")
    return None


def _word(lead: str) -> str | None:
    """What a phone's own words before a quotation say; None where they are none of a phone's."""
    said = _letters(lead)
    if said in _OF:
        return _OF[said]
    if _BACK.fullmatch(said):
        return ""
    found = _WITH.fullmatch(said)
    if found is None or any(one.isalnum() or one.isspace() or ord(one) < 128 for one in found[1].translate(_LOOK)):
        return None
    return next(part for part in lead.split() if _letters(part) == found[1])


def _letters(text: str) -> str:
    """Without case and accents, with one space between words."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return " ".join("".join(one for one in apart if not ("\u0300" <= one <= "\u036f")).split())


def is_quoted(quoted: str, ours: str) -> bool:
    """
    Whether what a phone quotes are these words of ours: all of them, or their beginning where it was cut off.

    However quotes, dashes, spaces and accents came back: senders and phones change them.
    """
    said, whole = _folded(quoted), _folded(ours)
    begins = said.removesuffix("...").removesuffix("…").rstrip()
    if begins != said:
        return len(begins) >= MIN_BEGINNING and whole.startswith(begins)
    return bool(said) and said == whole


def _folded(text: str) -> str:
    return _letters(unicodedata.normalize("NFKC", text.translate(_UNSEEN).translate(_PLAIN)).replace('"', "'"))

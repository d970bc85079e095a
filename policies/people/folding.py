"""This file makes names and words comparable: one folding for what is said of children, for lists, for search."""

import re
import unicodedata

BASES = {
    "a": "ᶏⱥ", "aa": "ꜳ", "ae": "æ", "ao": "ꜵ", "au": "ꜷ", "av": "ꜹꜻ", "ay": "ꜽ", "b": "ƀƃɓᵬᶀꞗ",
    "c": "ƈȼɕꞓꞔ", "d": "ðđƌȡɖɗᵭᶁᶑꟈ", "e": "ɇəɚɛᶒᶓᶕⱸꬴ", "f": "ƒᵮᶂꞙ", "g": "ǥɠɣᶃꞡ", "h": "ħɦⱨꞕ",
    "hv": "ƕ", "i": "ıɨɩᵼᶖ", "j": "ȷɉɟʄʝ", "k": "ƙᶄⱪꝁꝃꝅꞣ", "l": "łƚȴɫɬɭᶅⱡꝇꝉꞎꬷꬸꬹ", "ll": "ỻ",
    "m": "ɱᵯᶆꬺ", "n": "ŋƞȵɲɳᵰᶇꞑꞥꬻꬼ", "o": "øɔɵᶗⱺꝋꝍꬿ", "oe": "œ", "oo": "ꝏ", "p": "ƥᵱᵽᶈꝑꝓꝕ",
    "q": "ĸɋʠꝗꝙ", "r": "ɍɼɽɾᵲᵳᶉꞧꭉ", "s": "ȿʂʃʆᵴᶊᶋᶘꞩꟊ", "ss": "ß", "t": "ŧƫƭȶʈᵵⱦ", "th": "þꝥꝧ",
    "tz": "ꜩ", "u": "ʊᵿᶙꞹꭎꭒ", "v": "ʋᶌỽⱱⱴꝟ", "vy": "ꝡ", "w": "ⱳ", "x": "ᶍꭖꭗꭘꭙ", "y": "ƴɏỿꭚ",
    "z": "ƶƺȥɀʐʑʒʓᵶᶎᶚⱬ", "г": "ґғҕӷӻ", "ж": "җ", "з": "ҙ", "и": "ҋ", "к": "қҝҟӄ", "л": "ӆԓԡԯ",
    "м": "ӎ", "н": "ңӈӊԣԩ", "о": "ө", "п": "ҧԥ", "р": "ҏ", "с": "ҫ", "т": "ҭꚋ", "х": "ҳӽӿ",
    "ч": "ҷҹ", "ы": "ꙑ", "ѡ": "ѽ", "ү": "ұ", "һ": "ԧ", "ҽ": "ҿ", "σ": "ς", "ي": "ىی", "ه": "ة",
    "ك": "ک",
}  # fmt: skip
"""
Small letters that Unicode does not take apart, under what they are written as where there is no key for them.

Of every block of Latin and Cyrillic letters those whose name is that of another letter WITH something (stroke,
hook, tail…) stand under that letter; those with a name of their own (æ, þ, ð, ŋ, ß, ĸ, ə) as passports write them
(ICAO 9303, part 3), but ø is o. A last sigma, and the letters of Arabic that are typed for one another, are one.
"""

_BASE: dict[int, int | str] = {ord(letter): base for base, letters in BASES.items() for letter in letters}
_BASE |= {code: code - 0x60 for code in range(0x30A1, 0x30F7)}  # katakana is read as hiragana

_SAME = str.maketrans(dict.fromkeys("’‘ʼʻʾʿ`´′ʹ‛·", "'") | dict.fromkeys("‐‑‒–−", "-"))
"""What is typed as an apostrophe or a hyphen; before anything is taken apart, as ´ alone is a blank and a mark."""

_BASE |= _SAME

_DROPPED = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
"""Accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic, and what nobody sees; no vowels of others."""

_RUN = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17d3\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
    "\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana, Chinese; and Korean, whose particles hang on to names."""

_VOWELS = "\u0900-\u0963\u0966-\u0dff\u0f00-\u0fff\ua8e0-\ua8ff"
"""Scripts of India and Tibet: their vowels are marks, and belong to their words."""

RUN = re.compile(f"[{_RUN}]")
"""A letter of a script without spaces (or one whose names do not end at one)."""

_ASCII = re.compile(r"[a-z0-9]+")
WORD = re.compile(f"[{_RUN}]+|(?:[^\\W_{_RUN}]|[{_VOWELS}])+")
"""A word of a folded text; of scripts without spaces all that stands together."""

_JOINT = re.compile(r"(?<=\w)['-](?=\w)(?!s\b)")
"""An apostrophe or a hyphen within a word, but for that of a possessive."""


def fold(text: str) -> str:
    """
    A text without case, accents, widths and what looks alike: "Łukasz" and "ŁUKASZ" are "lukasz".

    Not made for showing. Folding twice is folding once. The page has the same in folding.ts; one table checks both.
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    apart = unicodedata.normalize("NFKD", text.translate(_SAME))
    return unicodedata.normalize("NFC", _DROPPED.sub("", apart).lower()).translate(_BASE)


def words_of(text: str) -> list[str]:
    """The words of a text, folded; apostrophes and hyphens part them: "Léo’s" is leo and s."""
    return parted(fold(text))


def name_key(name: str) -> tuple[str, ...]:
    """What names that are one have in common: case, accents, and in which part a word stands are nothing to it."""
    return tuple(sorted(words_of(name)))


def parted(plain: str) -> list[str]:
    """The words of a folded text, in their order."""
    return _ASCII.findall(plain) if plain.isascii() else WORD.findall(plain)


def joined(plain: str) -> list[str]:
    """The same where its words have joints, and these part nothing: "o'brien" is obrien. Empty where none has."""
    if "'" not in plain and "-" not in plain:
        return []
    without = _JOINT.sub("", plain)
    return [] if without == plain else parted(without)

"""This file has the given names that are words as well, and decides where a text means somebody by one."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from policies.people.folding import WORD, fold


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


MODALS = _set("will may")
"""A verb follows them, and a question begins with them."""

MONTHS = _set("april may june august march abril mayo julio agosto")
"""Written with a capital in English wherever they stand."""

ENGLISH = MODALS | _set(
    "ace amber angel april archer art ash august autumn baker basil bay bear bill birch blaze bliss blue "
    "brook buck bud butler carol cash chance charity chase chip christian clay cliff clover colt cooper "
    "coral cricket crystal daisy dale dash dawn dean destiny diamond don drew duke earl echo ember faith "
    "fern fisher flora forest fox frank gale garnet gene ginger glen glory grace grant gray grey guy "
    "happy harmony harry haven hazel heath heather holly honor hope hunter indigo iris ivory ivy jack "
    "jade jasmine jay jean jet jewel journey joy june justice king kitty lance lane lark laurel leaf lee "
    "legend liberty lily lotus love lucky lyric major maple march mark mason matt max meadow melody "
    "memory mercy merry miles miller mint misty moon noble norm nova ocean olive opal orchid page pansy "
    "pat patience pearl penny pepper phoenix piper poppy porter precious prince princess promise queen "
    "rain raven ray rebel reed reign rich river rob robin rocket rocky rod rose royal ruby rusty sage "
    "sailor sandy scarlet scout serenity sierra silver sky snow sonny sparrow star sterling stone storm "
    "stormy sue sugar summer sunny tanner teal temple trinity van violet wade walker ward west willow "
    "winter wolf wren young zen"
)
"""Given names that are words of English as people write them to parents; folded. Of our own making."""

SPANISH = _set(
    "abril agosto alba alegria alma amada amado amor amparo angel angeles asuncion aura aurora azucena "
    "azul bella blanca brisa caridad celeste cielo clara clemencia concepcion consuelo coral cristal cruz "
    "domingo dolores dulce encarnacion esmeralda esperanza estela estrella fe felicidad feliz flor flora "
    "franco gema gloria inmaculada iris jazmin jesus julio justo leo leon linda lirio lucia luna luz mar "
    "marcos margarita marina mayo mercedes mia milagros modesto nieves nube paloma paz perla pilar primo "
    "pura reina remedios rey reyes rio rocio rosa rubi salvador santos segundo serena severo socorro sol "
    "soledad tomas victoria vida violeta zafiro"
)
"""The same of Spanish."""

_SPEAKS_ENGLISH = _set(
    "the an i you she it we they him her us them my your his our their this that these those is are was "
    "were be been am do does did have had can could would should shall must not and or but so if then "
    "when where what who how why which to of in on at for from with by about after before until than "
    "there here please thanks thank today tomorrow tonight yesterday now all some any one more need needs "
    "want let get got go call bring take make see back up down out off over very just also day week "
    "morning afternoon lunch nap next his hers its"
)
_SPEAKS_SPANISH = _set(
    "el la los las un una unos unas de del al y o que en con por para su sus mi mis tu se le les lo nos "
    "es esta estan fue era ha han hoy manana ayer muy mas pero porque como cuando donde quien si hay "
    "tiene tengo vamos gracias favor buenos buenas dias nino nina ninos"
)
"""Words that show which language a text is in: elsewhere a name is no word of it. No word stands in both."""

_WORDS_OF = ((ENGLISH, _SPEAKS_ENGLISH), (SPANISH, _SPEAKS_SPANISH))

_SUBJECTS = _set("i you he she it we they who that this there which what everyone everybody nobody someone")
_OWNED = _set(
    "the a an my your his her our their its this last next every no some any first good el la los las un "
    "una mi tu su esta este"
)
_WHEN = _set(
    "in of by until till since last next this early late mid for before after during from on every each "
    "through between en de desde hasta este"
)
_TOUCHED = _set(
    "bit hit pushed kicked scratched hugged kissed told asked pinched grabbed slapped shoved chased "
    "helped invited scared tripped punched"
)
_FINITE = _set(
    "is was has had does did bit bites fell cried cries ate eats slept sleeps woke went goes came comes "
    "ran got gets threw took takes said says told gave made felt feels began left lost found brought "
    "broke drank spoke sang drew needs wants likes loves looks seems keeps plays hits isn wasn hasn doesn "
    "didn"
)
"""Verbs that no modal stands before: who does these is a person."""

_ALSO_PAST = _set("hit put cut hurt let spat")
_PAST = re.compile(r"\w{2,}[^e\W]ed")
_PRETERITE = re.compile(r"\w+(?:ó|aba|ía)", re.IGNORECASE)
_HACE = _set("es fue esta estaba tiene tuvo hizo dijo quiere quiso va puso dio duerme come llora juega ha vino")
_OBJECTS = _set("la lo le las los les nos me te se")
_RANGES = _set("and to or y e a o")
_AND = _set("and y e with con")

_ASCII = re.compile(r"[A-Za-z0-9]+")
_WITHIN = re.compile(r"[\s,&/+'’-]*")
"""What may stand between two words of one sentence; a line break is looked for besides."""

_POSSESSIVE = re.compile(r"['’‘ʼ´`]")

Known = Callable[[str], bool]
"""Whether a folded word is the name of a child here, and no word."""


def is_word(name: str) -> bool:
    """Whether a folded given name is a word of a language, so that it needs more than the word to mean somebody."""
    return name in ENGLISH or name in SPANISH


@dataclass(frozen=True)
class TextReading:
    """A text (NFC), read once for who is meant in it. words: its words, folded."""

    text: str
    words: frozenset[str]
    known: Known

    def means(self, name: str) -> bool:
        """
        Whether somebody is meant by a name that is_word, and stands in the text.

        It is, unless the text is in the language whose word it is; there it takes a capital within a sentence, a
        possessive, or a neighbour that only a person has. In doubt it is: a message that waits costs minutes, one
        that does not may show a child to another family. docs/rules.md has what may slip.
        """
        if not any(name in names and self.words & speaks for names, speaks in _WORDS_OF):
            return True
        there = self._places(name)
        return not there or any(self._shows(one) for one in there)

    def initials(self, name: str) -> frozenset[str]:
        """The single letters that stand behind it as that of a family name does: "Will Y."; folded."""
        behind = ((one, self._at(one.place + 1)) for one in self._places(name) if one.is_title)
        letters = (after for one, after in behind if len(after.raw) == 1 and not after.begins)
        return frozenset(
            one.word for one in letters if one.raw.isupper() and (one.raw != "I" or name not in MODALS)
        )

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        """Where each word of the text as written begins and ends."""
        return [one.span() for one in (_ASCII if self.text.isascii() else WORD).finditer(self.text)]

    @cached_property
    def _words(self) -> list[str]:
        if self.text.isascii():
            small = self.text.lower()
            return [small[begins:ends] for begins, ends in self._spans]
        return [fold(self.text[begins:ends]) for begins, ends in self._spans]

    def _places(self, name: str) -> list["_Token"]:
        return [self._at(place) for place in self._where.get(name, ())]

    @cached_property
    def _where(self) -> dict[str, list[int]]:
        """The places of each word: a text may have a hundred such names, and is read once."""
        found: dict[str, list[int]] = {}
        for place, word in enumerate(self._words):
            found.setdefault(word, []).append(place)
        return found

    @cached_property
    def _small(self) -> bool:
        """Whoever writes it uses no capitals."""
        return self.text == self.text.lower()

    def _at(self, place: int) -> "_Token":
        if not 0 <= place < len(self._spans):
            return _NOTHING
        (begins, ends), before = self._spans[place], self._spans[place - 1][1] if place else 0
        return _Token(place, self.text[begins:ends], self._words[place], self.text[before:begins])

    def _shows(self, one: "_Token") -> bool:
        after = self._at(one.place + 1)
        capital = one.is_title or (one.is_shouted and one.word not in MODALS and self.text != self.text.upper())
        return (
            self._is_owner(one, after)
            or self._acts(one, after)
            or self._in_company(one, after)
            or (capital and (self._stands_alone(one, after) if one.begins else self._is_named(one, after)))
        )

    def _is_owner(self, one: "_Token", after: "_Token") -> bool:
        """Will’s; but no summer’s day."""
        owns = after.word == "s" and _POSSESSIVE.fullmatch(after.gap) is not None
        return owns and (one.is_title or self._before(one).word not in _OWNED)

    def _before(self, one: "_Token") -> "_Token":
        return _NOTHING if one.begins else self._at(one.place - 1)

    def _acts(self, one: "_Token", after: "_Token") -> bool:
        """Will bit, hope was sick, Rosa mordió; bit will."""
        before = self._before(one)
        if before.word in _TOUCHED or (before.word == "a" and _PRETERITE.fullmatch(self._at(one.place - 2).raw)):
            return True
        if after.begins or before.word in _OWNED:
            return False
        if one.word in MODALS:
            return before.word == "with" or after.word in _FINITE or bool(_PAST.fullmatch(after.word))
        leads = one.begins and (one.is_title or one.is_shouted or self._small)
        verb = self._at(one.place + 2) if one.word in SPANISH and after.word in _OBJECTS else after
        return leads and _is_finite(one, verb)

    def _in_company(self, one: "_Token", after: "_Token") -> bool:
        """Leo and Hope, Hope and Leo, Hope, Leo: beside a name that is no word. Mia and will send: no."""
        if one.word in MODALS and not one.is_title:
            return False
        before, at = self._before(one), one.place
        behind = self._at(at - 2) if before.word in _AND else before if "," in one.gap else _NOTHING
        ahead = self._at(at + 2) if after.word in _AND else after if "," in after.gap else _NOTHING
        return self.known(behind.word) or (not after.begins and self.known(ahead.word))

    def _stands_alone(self, one: "_Token", after: "_Token") -> bool:
        """Hope, can you come? Ruby! At the beginning of a sentence a capital says nothing else."""
        return after.begins or ("," in after.gap and one.word not in MODALS | MONTHS)

    def _is_named(self, one: "_Token", after: "_Token") -> bool:
        """A capital within a sentence."""
        before = self._before(one)
        if one.word in MODALS and (before.word in _SUBJECTS or after.word in _SUBJECTS):
            return False
        return one.word not in MONTHS or not self._is_dated(one, before, after)

    def _is_dated(self, one: "_Token", before: "_Token", after: "_Token") -> bool:
        """In May, May 4, May to June, April and May."""
        behind = self._at(one.place - 2) if before.word in _RANGES else before
        near = (before.word, after.word, behind.word)
        return before.word in _WHEN or any(word in MONTHS or word.isdigit() for word in near)


def _is_finite(one: "_Token", after: "_Token") -> bool:
    english = one.word in ENGLISH and (
        after.word in _FINITE | _ALSO_PAST or _PAST.fullmatch(after.word) is not None
    )
    spanish = one.word in SPANISH and (after.word in _HACE or _PRETERITE.fullmatch(after.raw) is not None)
    return english or spanish


class _Token(NamedTuple):
    """A word where it stands: as written, folded, and what is between it and the one before."""

    place: int
    raw: str
    word: str
    gap: str

    @property
    def begins(self) -> bool:
        """Whether a sentence, a line or a quotation begins with it."""
        return self.place <= 0 or "\n" in self.gap or _WITHIN.fullmatch(self.gap) is None

    @property
    def is_title(self) -> bool:
        return self.raw[:1].isupper() and not self.is_shouted

    @property
    def is_shouted(self) -> bool:
        return len(self.raw) > 1 and self.raw.isupper()


_NOTHING = _Token(-1, "", "", "")
"""Beyond the text: a sentence ends before it."""

"""This file makes the sentences that people read: in English, and from a key and facts that a catalog can say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal


class Sentence(str):
    """
    What it says in English. key: with its facts left out, as in "{name} is in charge of {rooms}."; plural: the key
    for any number but one, empty where nothing is counted. A fact may be a Sentence, or Listed, in its turn.

    It is kept and compared as the English text that it is; only who says it to somebody looks at the key.
    """

    __slots__ = ("facts", "key", "plural")
    facts: Mapping[str, object]
    key: str
    plural: str


Perhaps = Sentence | Literal[""]
"""A sentence, or nothing to say."""


class Listed(tuple[str, ...]):
    """Several in a row, as a fact: “Mia, Leo”. Each may be a Sentence."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return ", ".join(self)


def key(template: str, /) -> str:
    """A literal that becomes a sentence elsewhere, where its facts are known."""
    return template


def say(key: str, /, **facts: object) -> Sentence:
    """A sentence; the key is a literal, so that what brings the catalogs up to date finds it."""
    return _filled(key, **facts) if facts else _plain(key)


def several(one: str, many: str, /, *, count: int, **facts: object) -> Sentence:
    """A sentence about count things: one where that is 1, else many; both are literals."""
    facts["count"] = count
    return _made((one if count == 1 else many).format_map(facts), one, facts, many)


def on_field(field: str, sentence: str) -> Sentence:
    """A sentence about a field of a request: the field's name is the same in every language."""
    return _filled("{field}: {sentence}", field=field, sentence=sentence)


def as_is(words: str) -> Sentence:
    """What is the same in every language: words of a library, or for who sits at the machine."""
    return _filled("{words}", words=words)


def recalled(text: str) -> Sentence:
    """What was kept as its English: another language says it where it has no facts."""
    return _made(text, text, {})


def apart(sentence: str) -> list[object]:
    """A sentence as plain values that can be kept, with its key and its facts; together() makes it again."""
    if not isinstance(sentence, Sentence):
        return [str(sentence)]
    facts = {name: _fact_apart(fact) for name, fact in sentence.facts.items()}
    return [str(sentence), sentence.key, sentence.plural, facts]


def together(kept: list[Any]) -> Sentence:
    """The sentence that apart() took apart, to be said in any language."""
    text, *more = kept
    if not more:
        return recalled(text)
    its_key, plural, facts = more
    return _made(text, its_key, {name: _fact_together(fact) for name, fact in facts.items()}, plural)


def _fact_apart(fact: object) -> object:
    if isinstance(fact, Listed):
        return {"listed": [_fact_apart(one) for one in fact]}
    return apart(fact) if isinstance(fact, Sentence) else fact


def _fact_together(fact: Any) -> Any:
    if isinstance(fact, dict):
        return Listed(_fact_together(one) for one in fact["listed"])
    return together(fact) if isinstance(fact, list) else fact


def english(value: object) -> str:
    """
    A Sentence as text, for an encoder that takes no subclass of str.

    Raises:
        NotImplementedError: it is none.
    """
    if isinstance(value, Sentence):
        return str(value)
    raise NotImplementedError(f"Objects of type {type(value).__name__} are not encoded.")


def in_turn(*sentences: str) -> Sentence:
    """One sentence behind the other."""
    return _filled("{sentences}", sentences=_Chain(sentences))


def as_sentence(clause: str) -> Sentence:
    """What is part of a longer sentence, by itself: with a capital letter and a full stop."""
    return _filled("{clause}.", clause=_First((clause,)))


class _Chain(Listed):
    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return " ".join(self)


class _First(Listed):
    __slots__ = ()

    def __format__(self, spec: str) -> str:
        (clause,) = self
        return clause[:1].upper() + clause[1:]


@cache
def _plain(key: str) -> Sentence:
    """Made once: rules that are asked for every message say the same few."""
    return _made(key, key, {})


def _filled(key: str, /, **facts: object) -> Sentence:
    return _made(key.format_map(facts), key, facts)


def _made(english: str, key: str, facts: Mapping[str, object], plural: str = "") -> Sentence:
    sentence = Sentence(english)
    sentence.key, sentence.facts, sentence.plural = key, facts, plural
    return sentence

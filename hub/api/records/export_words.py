"""This file says what stands in a conversation in words, as the page does, for who reads it from a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from channels.items import (
    Bottle,
    Diaper,
    Files,
    Incident,
    Item,
    Meal,
    NameToFace,
    Nap,
    Note,
    Observation,
    TextItem,
)
from hub.store.clock import moment
from notifiers.writing.sentences import said
from policies.sentence import Perhaps, Sentence, say

MEALS: Mapping[str, Sentence] = {
    "breakfast": say("Breakfast"),
    "morning_snack": say("Morning snack"),
    "lunch": say("Lunch"),
    "afternoon_snack": say("Afternoon snack"),
    "dinner": say("Dinner"),
}
ATE: Mapping[str, Callable[[Sentence], Sentence]] = {
    "none": lambda meal: say("{meal}, ate none", meal=meal),
    "some": lambda meal: say("{meal}, ate some", meal=meal),
    "most": lambda meal: say("{meal}, ate most", meal=meal),
    "all": lambda meal: say("{meal}, ate all", meal=meal),
}
DRANK: Mapping[str, Callable[[int], Sentence]] = {
    "formula": lambda ml: say("Bottle, {ml} ml formula", ml=ml),
    "breast_milk": lambda ml: say("Bottle, {ml} ml breast milk", ml=ml),
    "milk": lambda ml: say("Bottle, {ml} ml milk", ml=ml),
    "water": lambda ml: say("Bottle, {ml} ml water", ml=ml),
}
CHANGED: Mapping[str, Sentence] = {
    "wet": say("Diaper, wet"),
    "soiled": say("Diaper, soiled"),
    "wet_and_soiled": say("Diaper, wet and soiled"),
    "dry": say("Diaper, dry"),
    "potty": say("Used the potty"),
}
HURT: Mapping[str, Sentence] = {
    "minor": say("Incident, minor"),
    "moderate": say("Incident, moderate"),
    "serious": say("Incident, serious"),
}
LOUD: Mapping[str, Sentence] = {
    "urgent": say("Urgent"),
    "emergency": say("Emergency"),
    "drill": say("Drill, no emergency"),
}

CALLED: Mapping[type, Sentence] = {Note: say("Note"), Observation: say("Observation")}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says it: in a language, and by the school's clock."""

    language: str
    zone: ZoneInfo

    def say(self, sentence: str) -> str:
        """A sentence in the reader's language; whatever is none, as it is."""
        return said(sentence, self.language)

    def local(self, at: str | datetime) -> datetime:
        """What the school's clock showed."""
        return (moment(at) if isinstance(at, str) else at).astimezone(self.zone)

    def clock(self, at: str | datetime) -> str:
        """The hour and the minute, as the language writes them."""
        return format_time(self.local(at), "short", tzinfo=self.zone, locale=self.language)

    def day(self, at: str | datetime) -> str:
        """The day of the week and of the month, with the year."""
        return _day(self.local(at).date(), self.language)


@lru_cache(maxsize=1_024)
def _day(day: date, language: str) -> str:
    """Made once for all that was said on it."""
    return format_date(day, "full", locale=language)


def headline(item: Item, speaker: Speaker) -> str:
    """What happened, in a few words; empty for what people say to each other."""
    return speaker.say(_headline(item, speaker))


def _headline(item: Item, speaker: Speaker) -> Perhaps:
    match item:
        case Nap():
            return _slept(item, speaker)
        case Meal():
            return ATE[item.amount](MEALS[item.meal])
        case Bottle():
            return DRANK[item.contents](item.amount_ml)
        case Diaper():
            return CHANGED[item.state]
        case Incident():
            return HURT[item.severity]
        case NameToFace():
            return say("Name to Face, {where}", where=item.where)
        case TextItem() | Files() | Note() | Observation():
            return CALLED.get(type(item), "")


def _slept(nap: Nap, speaker: Speaker) -> Sentence:
    begin = speaker.clock(nap.started_at)
    if nap.ended_at is None:
        return say("Fell asleep at {begin}", begin=begin)
    return say("Slept from {begin} until {end}", begin=begin, end=speaker.clock(nap.ended_at))


def remarks(item: Item, speaker: Speaker) -> list[str]:
    """The longer words that belong to it, as they were written; none where there are none."""
    match item:
        case TextItem() | Files() | Note() | Observation():
            found = [item.text]
        case Incident():
            done = speaker.say(say("What was done: {action}", action=item.action)) if item.action else ""
            found = [item.what, done]
        case NameToFace():
            found = []
        case _:
            found = [item.note]
    return [one for one in found if one]


def happened_at(item: Item | None, told_at: str) -> datetime:
    """When it happened: its author's word, else when it was told."""
    if isinstance(item, Nap):
        return item.started_at
    happened: datetime | None = getattr(item, "happened_at", None)
    return happened if happened is not None else moment(told_at)

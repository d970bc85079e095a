"""This file says how a change of a school's settings goes on record, and how that reads."""

from collections.abc import Mapping, Set
from dataclasses import fields
from enum import StrEnum
from typing import Any

from policies.notify.clock_words import face_of
from policies.sentence import Listed, Sentence, as_sentence, say
from policies.settings import GROUPS, Choice, History, SchoolSettings, SecondFactorFor

NOTHING = say("nothing")

YES_NO = {True: say("yes"), False: say("no")}


def now_and_before(what: Sentence, now: object, before: object) -> Sentence:
    """What was changed, as it is now and as it was."""
    return say("{what}: now {now}, before {before}.", what=what, now=now, before=before)


CHOICES: Mapping[str, Choice] = {name: one for group in GROUPS.values() for name, one in group.settings.items()}


def changed_settings(before: SchoolSettings, after: SchoolSettings) -> dict[str, list[Any]]:
    """What of a school's settings changed: by its name, as it was and as it is, where that is one plain value."""
    found: dict[str, list[Any]] = {}
    for one in fields(SchoolSettings):
        was, now = getattr(before, one.name), getattr(after, one.name)
        if was == now:
            continue
        if isinstance(now, Set):  # what is changed by type comes as a set
            found[one.name] = [sorted(was - now), sorted(now - was)]
        elif isinstance(now, StrEnum):
            found[one.name] = [was.value, now.value]
        elif type(now) in {bool, int, str}:
            found[one.name] = [was, now]
        else:
            found[one.name] = []
    return found


def settings_in_words(changed: Mapping[str, Any]) -> Sentence:
    """What was changed, in one word; of several things the group they are of."""
    words = {CHOICES[name].what for name in changed if name in CHOICES}
    if len(words) == 1:
        return words.pop()
    return next((one.what for one in GROUPS.values() if changed.keys() <= one.settings.keys()), say("settings"))


CHOSEN: Mapping[str, Mapping[str, Sentence]] = {
    "history": {
        History.ALL: say("everything"),
        History.WEEK: say("the last week"),
        History.ASSIGNED: say("from when they came"),
    },
    "second_factor": {
        SecondFactorFor.NOBODY: say("nobody"),
        SecondFactorFor.ADMINS: say("admins"),
        SecondFactorFor.STAFF: say("all staff"),
    },
}
"""What the values of a setting are called that is one of a few."""


def setting_in_detail(name: str, pair: list[Any], labels: Mapping[str, str]) -> Sentence:
    """One setting as it is and as it was. pair: as changed_settings has it; labels: what item types are called."""
    what = CHOICES[name].what if name in CHOICES else say("settings")
    if not pair:
        return as_sentence(what)
    before, after = pair
    if isinstance(after, list):
        waits, shared = (
            Listed(labels.get(one, one) for one in after),
            Listed(labels.get(one, one) for one in before),
        )
        return say("Waits from now on: {waits}. Waits no more: {shared}.", waits=waits or NOTHING,
                   shared=shared or NOTHING)  # fmt: skip
    if isinstance(after, bool):
        return now_and_before(what, YES_NO[after], YES_NO[before])
    if name == "closing_minute":
        return now_and_before(what, face_of(after), face_of(before))
    if name in CHOSEN:
        return now_and_before(what, CHOSEN[name].get(after, after), CHOSEN[name].get(before, before))
    return now_and_before(what, after if after != "" else NOTHING, before if before != "" else NOTHING)

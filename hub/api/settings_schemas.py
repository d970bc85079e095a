"""This file makes the schemas of a group of settings, as requests and answers have them, of its declaration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, cast, get_type_hints

import msgspec
from msgspec import Meta

from hub.api.route import Asked
from hub.api.schemas import In, Out
from policies.settings import Closed, History, Hours, SchoolSettings, SecondFactorFor, SettingsGroup


class OfficeHours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Minutes of a weekday's clock, 0 is Monday: from opens until closes."""

    weekday: Annotated[int, Meta(ge=0, le=6)]
    opens: Annotated[int, Meta(ge=0, le=1_440)]
    closes: Annotated[int, Meta(ge=0, le=1_440)]


class ClosedDates(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days on which nobody answers: from begin until end, both included; name: what for."""

    begin: date
    end: date
    name: Annotated[str, Meta(max_length=200)] = ""


DECLARED = get_type_hints(SchoolSettings)
"""The type of each setting, by field."""

ON_THE_WIRE: Mapping[Any, Any] = {
    History: Literal["all", "week", "assigned"],
    SecondFactorFor: Literal["nobody", "admins", "all_staff"],
    tuple[Hours, ...]: tuple[OfficeHours, ...],
    tuple[Closed, ...]: tuple[ClosedDates, ...],
    frozenset[str]: dict[str, bool],
}
"""What a type of a setting is in requests and answers, where that is another."""

LONGEST_REQUEST = {
    "office_hours": 50,
    "closed_dates": 100,
    "country": 10,
    "email_name": 200,
    "email_reply_to": 300,
    "language": 20,
}
"""The most items or characters that are looked at; what a school may choose is the declaration's bound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """
    What an answer has besides the settings; under a setting's name, in place of its value.

    value: of the school that asks and its settings. type: and after: of a field of its own, and which it follows.
    """

    value: Callable[[Asked, SchoolSettings], object]
    type: Any = None
    after: str = ""


BESIDE = "hub.api.settings"
"""The module in which these shapes stand, beside the endpoints that take and give them."""

STAYS = "What is missing stays."


def requested(name: str, group: SettingsGroup, says: str = STAYS, *, whole: bool = False) -> type[In]:
    """The schema of a change to a group: each setting may be missing, or where it is whole none may."""
    fields: list[Any] = []
    for called, setting in group.called().items():
        kind = _wire_type(setting)
        if setting in LONGEST_REQUEST:
            kind = Annotated[kind, Meta(max_length=LONGEST_REQUEST[setting])]
        fields.append((called, kind) if whole else (called, kind | None, None))
    return cast(type[In], _struct(name, fields, In, says))


def answered(name: str, group: SettingsGroup, shown: Mapping[str, Shown], says: str = "") -> type[Out]:
    """The schema of a group as it stands: its settings in their order, and what is shown besides."""
    fields: list[Any] = []
    for called, setting in group.called().items():
        fields.append((called, _wire_type(setting)))
        fields += [(extra, one.type) for extra, one in shown.items() if one.after == called]
    return cast(type[Out], _struct(name, fields, Out, says))


def _struct(name: str, fields: list[Any], kind: type[In | Out], says: str) -> type[msgspec.Struct]:
    documented = {"__doc__": says} if says else {}
    return msgspec.defstruct(name, fields, bases=(kind,), module=BESIDE, namespace=documented, frozen=True)


def _wire_type(setting: str) -> Any:
    return ON_THE_WIRE.get(DECLARED[setting], DECLARED[setting])

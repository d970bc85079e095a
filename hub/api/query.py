"""This file reads what stands in an address after its question mark, as the type that an endpoint takes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta, inspect

from hub.errors import Invalid
from hub.store.page_cursor import PageCursor
from policies.sentence import Listed, Sentence, on_field, say

LIST = 200
"""Entries on one page of a list; who asks for more gets these."""

NEWEST = 2**53
"""Beyond every number that stands in the hub, and the last whole one that JavaScript can count."""

Number = Annotated[int, Meta(ge=1, le=NEWEST)]


START_AGAIN = say("start again from the first page.")
NO_CURSOR = on_field("cursor", START_AGAIN)


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """What may be asked for in an address. An empty value is none; what an endpoint does not know is ignored."""


class CursorQuery(Query, frozen=True):
    """A page of a list. cursor: where the page before ended, as it was told."""

    cursor: str | None = None


class ListQuery(CursorQuery, frozen=True):
    """A page of a list. limit: how many entries it has, LIST at the most."""

    limit: Number = LIST


class NumberedQuery(Query, frozen=True):
    """A page of a list whose entries have numbers, likewise; cursor: the number of an entry, as it was told."""

    cursor: Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,15}$")] | None = None
    limit: Number = LIST

    @property
    def entry(self) -> int | None:
        """The number of the entry that the page before ended with; None for the first page."""
        return None if self.cursor is None else int(self.cursor)


def query_of(said: Mapping[str, str], takes: type[Query]) -> Query:
    """
    What an address asks for.

    Raises:
        Invalid: a value is not of its kind, or one that has to be there is missing; the sentence names it.
    """
    given = {name: value for name, value in said.items() if value}
    asked = tuple(fields_of(takes))
    missing = [one.encode_name for one in asked if one.required and one.encode_name not in given]
    if missing:
        names = Listed(one.encode_name for one in asked if one.required)
        raise Invalid(on_field(missing[0], say("is missing; ask with {names}.", names=names)))
    try:
        return msgspec.convert(given, takes, strict=False)
    except msgspec.ValidationError as error:
        wrong = str(error).rpartition("`$.")[2].rstrip("`")
        its = next(one.type for one in asked if one.encode_name == wrong)
        raise Invalid(on_field(wrong, _wanted(its))) from None


def fields_of(takes: type[Query]) -> Iterator[inspect.Field]:
    """What may be asked for, each with its name in addresses, its kind and whether it has to be there."""
    its = inspect.type_info(takes)
    yield from its.fields  # type: ignore[attr-defined]  # of a struct


def _wanted(its: inspect.Type) -> Sentence:
    match its:
        case inspect.UnionType(types=types):
            return _wanted(next(one for one in types if not isinstance(one, inspect.NoneType)))
        case inspect.EnumType(cls=choices):
            return say("one of {names}.", names=Listed(one.value for one in choices))
        case inspect.LiteralType(values=choices):
            return say("one of {names}.", names=Listed(str(one) for one in choices))
        case inspect.IntType():
            return say("a whole number of 1 and more.")
        case inspect.StrType():
            return START_AGAIN
        case inspect.DateType():
            return say("give a date such as 2026-11-01.")
        case inspect.BoolType():
            return say("true or false.")
        case _:
            raise NotImplementedError(its)


def page_cursor(query: CursorQuery) -> PageCursor | None:
    """
    Where the page before ended; None for the first page.

    Raises:
        Invalid: it is no cursor of ours.
    """
    if query.cursor is None:
        return None
    at, _, row = query.cursor.partition(",")
    if not at or not row:
        raise Invalid(NO_CURSOR)
    return PageCursor(at, row)


def page_length(query: ListQuery | NumberedQuery) -> int:
    """How many entries a page has at the most."""
    return min(LIST, query.limit)


def parameters_of(takes: type[Query], ref_template: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What may be asked for as parameters of OpenAPI, and the components that these name."""
    _, components = msgspec.json.schema_components([takes], ref_template=ref_template)
    its = components.pop(takes.__name__)
    return [
        {"name": name, "in": "query", "required": name in its["required"], "schema": _never_null(schema)}
        for name, schema in its["properties"].items()
    ], components


def _never_null(schema: dict[str, Any]) -> dict[str, Any]:
    """An address says nothing by leaving a name out, not by null."""
    its = {key: value for key, value in schema.items() if (key, value) != ("default", None)}
    choices = [one for one in its.pop("anyOf", ()) if one != {"type": "null"}]
    return {**its, **choices[0]} if choices else its

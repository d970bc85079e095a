"""What an address asks for: read as the type that stands in the OpenAPI document, and refused by name."""

from __future__ import annotations

import pytest
from msgspec import inspect

from hub.api.openapi import document
from hub.api.query import LIST, ListQuery, fields_of, page_length, query_of
from hub.api.route import Route
from hub.app import ROUTES
from hub.errors import Invalid
from tests.hub.running import Running

ASKING = [one for one in ROUTES if one.query is not None]
OTHERWISE = {
    inspect.IntType: ("0", "-1", "1.5", "x", " 7", "+7", "٣", str(2**53 + 1)),
    inspect.EnumType: ("x", "HELD", "null "),
    inspect.LiteralType: ("x", "HELD", "null "),
    inspect.DateType: ("x", "1.11.2026", "2026-02-30", "20261101", "2026-11-01T00:00:00Z"),
    inspect.StrType: ("0", "-1", "1.5", "x", " 7", "9" * 17),
    inspect.BoolType: ("yes", "2", "x"),
}
"""By a kind of value what is none of it."""


def kind_of(its: inspect.Type) -> type[inspect.Type] | None:
    """None: whatever is written is one."""
    if isinstance(its, inspect.UnionType):
        return next(kind_of(one) for one in its.types if not isinstance(one, inspect.NoneType))
    return None if isinstance(its, inspect.StrType) and its.pattern is None else type(its)


@pytest.mark.parametrize("route", ASKING, ids=lambda route: route.place)
def test_a_value_that_is_not_of_its_kind_is_refused_by_its_name(route: Route) -> None:
    assert route.query is not None
    asked = list(fields_of(route.query))
    whole = {one.encode_name: "see" if one.encode_name == "may" else "x" for one in asked if one.required}
    query_of(whole, route.query)
    for one in asked:
        for value in OTHERWISE.get(kind_of(one.type), ()):
            with pytest.raises(Invalid) as met:
                query_of({**whole, one.encode_name: value}, route.query)
            assert str(met.value.sentence).startswith(f"{one.encode_name}: "), value


@pytest.mark.parametrize("route", ASKING, ids=lambda route: route.place)
def test_an_empty_value_is_none_and_what_is_unknown_is_ignored(route: Route) -> None:
    assert route.query is not None
    may = {one.encode_name: "see" for one in fields_of(route.query) if one.required}
    empty = {one.encode_name: "" for one in fields_of(route.query) if not one.required}

    assert query_of({**may, **empty, "something": "else"}, route.query) == query_of(may, route.query)


def test_the_document_says_of_each_what_may_be_asked_for() -> None:
    paths = document(ROUTES, "")["paths"]
    for route in ASKING:
        assert route.query is not None
        its = paths[route.path][route.method.lower()]["parameters"]
        said = {one["name"]: one for one in its if one["in"] == "query"}
        fields = {one.encode_name: one for one in fields_of(route.query)}
        assert said.keys() == fields.keys()
        assert {name: one["required"] for name, one in said.items()} == {
            name: one.required for name, one in fields.items()
        }
        for name, one in said.items():
            assert "anyOf" not in one["schema"], name
            assert one["schema"].get("default", "") is not None, name


def test_a_page_is_never_longer_than_it_may_be() -> None:
    assert [page_length(ListQuery(limit=one)) for one in (1, LIST, LIST + 1, 2**53)] == [1, LIST, LIST, LIST]


async def test_who_leaves_out_what_has_to_be_asked_is_told_of_all_of_it(maple: Running) -> None:
    ines = await maple.somebody("Ines Walker")
    status, said = await ines.ask("GET", f"/v1/explain?who={ines.id}&may=&about=x")
    wrong, why = await ines.ask("GET", f"/v1/explain?who={ines.id}&may=eat&about=x")
    listed, where = await ines.ask("GET", "/v1/reviews?state=lost")

    assert (status, said["detail"]) == (422, "may: is missing; ask with who, may, about.")
    assert (wrong, why["detail"]) == (422, "may: one of hear, message, pick_up, see.")
    assert (listed, where["detail"]) == (422, "state: one of ended, held, returned.")

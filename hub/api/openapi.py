"""This file describes the HTTP endpoints as OpenAPI 3.1, from the same table that serves them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import msgspec

from hub.api.access_entry import Access, Who
from hub.api.browser_cookies import PREFIX, ROOM_DEVICE, SESSION
from hub.api.query import parameters_of
from hub.api.route import Route
from hub.api.schemas import Problem

REF = "#/components/schemas/{name}"

PROBLEM = "application/problem+json"


ABOUT = (
    "The doors of a child care center’s hub. Sentences in answers are in the language of who is signed in, else in"
    " the one that Accept-Language asks for, else in English."
)


def document(routes: tuple[Route, ...], base_url: str) -> dict[str, Any]:
    """The OpenAPI document of these endpoints."""
    types = [one for route in routes for one in (route.takes, route.gives, *route.also.values()) if one is not None]
    schemas, components = msgspec.json.schema_components([*types, Problem], ref_template=REF)
    by_type = dict(zip([*types, Problem], schemas, strict=True))
    queries = {one.query: parameters_of(one.query, REF) for one in routes if one.query is not None}
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        asked, named = queries[route.query] if route.query is not None else ((), {})
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, by_type, asked)
        components |= named
    before = PREFIX if base_url.startswith("https://") else ""
    cookie = f"{before}{SESSION}"
    return {
        "openapi": "3.1.0",
        "info": {"title": "Roomwire", "version": "1", "description": ABOUT},
        "servers": [{"url": base_url}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": cookie},
                "roomDevice": {"type": "apiKey", "in": "cookie", "name": f"{before}{ROOM_DEVICE}"},
            },
        },
    }


def _operation(
    route: Route, by_type: dict[type, dict[str, Any]], asked: Iterable[dict[str, Any]]
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": route.says,
        "operationId": route.handle.__name__,
        "parameters": _parameters(route, asked),
        "responses": {
            str(route.status): _answer(route, by_type),
            **_also(route, by_type),
            "default": _problem(by_type),
        },
        "security": _security(route.access),
    }
    if route.takes_raw:
        operation["requestBody"] = {"required": True, "content": _raw()}
    if route.takes is not None:
        operation["requestBody"] = {"required": True, "content": _json(by_type[route.takes])}
    return operation


def _security(access: Access) -> list[dict[str, list[str]]]:
    """By what somebody or something shows who it is; one of them is enough."""
    if access.who is Who.ROOM_DEVICE:
        return [{"roomDevice": []}]
    return [] if access.open else [{"bearer": []}, {"cookie": []}]


def _parameters(route: Route, asked: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    text = {"type": "string"}
    named = [
        {"name": one, "in": "path", "required": True, "schema": text} for one in re.findall(r"{(\w+)}", route.path)
    ]
    profile = [] if route.access.open else [{"name": "Roomwire-Profile", "in": "header", "schema": text}]
    called = [{"name": "X-File-Name", "in": "header", "schema": text}] if route.takes_raw else []
    return [*named, *asked, *called, *profile]


def _answer(route: Route, by_type: dict[type, dict[str, Any]]) -> dict[str, Any]:
    if route.gives_raw:
        return {"description": "Done.", "content": _raw()}
    if route.gives is None:
        return {"description": "Done."}
    return {"description": "Done.", "content": _json(by_type[route.gives])}


def _also(route: Route, by_type: dict[type, dict[str, Any]]) -> dict[str, Any]:
    return {
        str(status): {"description": "More is asked.", "content": _json(by_type[its])}
        if status < HTTPStatus.BAD_REQUEST
        else {"description": "It is so already, or otherwise.", "content": {PROBLEM: {"schema": by_type[its]}}}
        for status, its in route.also.items()
    }


def _problem(by_type: dict[type, dict[str, Any]]) -> dict[str, Any]:
    content = {PROBLEM: {"schema": by_type[Problem]}}
    return {"description": "What went wrong, in words.", "content": content}


def _raw() -> dict[str, Any]:
    return {"*/*": {"schema": {"type": "string", "format": "binary"}}}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}

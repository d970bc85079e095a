"""This file describes the HTTP doors as OpenAPI 3.1, from the same table that serves them."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from hub.doors import bodies
from hub.doors.door import Door

REF = "#/components/schemas/{name}"


def document(doors: tuple[Door, ...], base_url: str) -> dict[str, Any]:
    """The OpenAPI document of these doors."""
    types = [one for door in doors for one in (door.takes, door.gives) if one is not None]
    schemas, components = msgspec.json.schema_components([*types, bodies.Problem], ref_template=REF)
    by_type = dict(zip([*types, bodies.Problem], schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for door in doors:
        paths.setdefault(door.path, {})[door.method.lower()] = _operation(door, by_type)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Roomwire", "version": "1", "description": "The doors of a child care center’s hub."},
        "servers": [{"url": base_url}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "roomwire_session"},
            },
        },
    }


def _operation(door: Door, by_type: dict[type, dict[str, Any]]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": door.says,
        "operationId": door.handle.__name__,
        "parameters": _parameters(door),
        "responses": {str(door.status): _answer(door, by_type), "default": _problem(by_type)},
        "security": [] if door.open else [{"bearer": []}, {"cookie": []}],
    }
    if door.takes_raw:
        operation["requestBody"] = {"required": True, "content": _raw()}
    if door.takes is not None:
        operation["requestBody"] = {"required": True, "content": _json(by_type[door.takes])}
    return operation


def _parameters(door: Door) -> list[dict[str, Any]]:
    text = {"type": "string"}
    named = [
        {"name": one, "in": "path", "required": True, "schema": text} for one in re.findall(r"{(\w+)}", door.path)
    ]
    asked = [{"name": one, "in": "query", "required": False, "schema": text} for one in door.query]
    profile = [] if door.open else [{"name": "Roomwire-Profile", "in": "header", "schema": text}]
    called = [{"name": "X-File-Name", "in": "header", "schema": text}] if door.takes_raw else []
    return named + asked + called + profile


def _answer(door: Door, by_type: dict[type, dict[str, Any]]) -> dict[str, Any]:
    if door.gives_raw:
        return {"description": "Done.", "content": _raw()}
    if door.gives is None:
        return {"description": "Done."}
    return {"description": "Done.", "content": _json(by_type[door.gives])}


def _problem(by_type: dict[type, dict[str, Any]]) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": by_type[bodies.Problem]}}
    return {"description": "What went wrong, in words.", "content": content}


def _raw() -> dict[str, Any]:
    return {"*/*": {"schema": {"type": "string", "format": "binary"}}}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}

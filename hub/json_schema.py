"""This file prints the JSON Schema of every frame and body; the web app's types are made from it."""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
from typing import Any

import msgspec

import hub.api
from channels.items import Item
from hub import wire
from hub.api.schemas import In, Out

REF = "#/$defs/{name}"

UNIONS: dict[str, Any] = {"Item": Item, "Command": wire.Command, "Frame": wire.Frame}
"""Unions by the name they get; structs have their own."""


def schema() -> dict[str, Any]:
    """Everything that either side may send, as definitions of one document."""
    types = [*UNIONS.values(), *_bodies()]
    schemas, defs = msgspec.json.schema_components(types, ref_template=REF)
    unions = dict(zip(UNIONS, schemas, strict=False))
    named = {REF.format(name=name): union for name, union in unions.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Wire",
        "description": f"What travels between the hub and its devices ({wire.SUBPROTOCOL}).",
        "type": "object",
        "properties": {"command": {"$ref": "#/$defs/Command"}, "frame": {"$ref": "#/$defs/Frame"}},
        "$defs": unions | {name: _by_name(one, named) for name, one in defs.items()},
        "subprotocol": wire.SUBPROTOCOL,
    }


def _bodies() -> list[type[msgspec.Struct]]:
    """Every shape that an endpoint takes or gives, wherever in hub/api it is declared; by name."""
    names = (found.name for found in pkgutil.walk_packages(hub.api.__path__, "hub.api."))
    modules = [importlib.import_module(name) for name in names]
    declared = {one for module in modules for one in vars(module).values() if isinstance(one, type)}
    found = (one for one in declared if issubclass(one, (In, Out)) and one not in {In, Out})
    return sorted(found, key=lambda one: one.__name__)


def _by_name(part: Any, named: dict[str, Any]) -> Any:
    """The same schema, where a union that has a name stands as a reference to it."""
    for ref, union in named.items():
        if part == union:
            return {"$ref": ref}
    match part:
        case dict():
            return {key: _by_name(value, named) for key, value in part.items()}
        case list():
            return [_by_name(one, named) for one in part]
        case _:
            return part


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n")

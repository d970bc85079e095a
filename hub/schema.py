"""This file prints the JSON Schema of every frame and body; the web app's types are made from it."""

from __future__ import annotations

import json
import sys
from typing import Any

import msgspec

from channels.items import Item
from hub import wire
from hub.doors import (
    bodies,
    calling_bodies,
    consent_bodies,
    email_bodies,
    figure_bodies,
    file_bodies,
    preferring_bodies,
    reach_bodies,
    reaching_bodies,
    report_bodies,
    review_bodies,
    staff_bodies,
    talking_bodies,
    tie_bodies,
    unsorted_bodies,
    why_bodies,
)

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
    modules = (
        bodies,
        why_bodies,
        review_bodies,
        tie_bodies,
        staff_bodies,
        talking_bodies,
        report_bodies,
        consent_bodies,
        email_bodies,
        reach_bodies,
        figure_bodies,
        file_bodies,
        reaching_bodies,
        preferring_bodies,
        calling_bodies,
        unsorted_bodies,
    )
    declared = {name: one for module in modules for name, one in vars(module).items()}.values()
    found = [one for one in declared if isinstance(one, type) and issubclass(one, (bodies.In, bodies.Out))]
    return [one for one in found if one not in {bodies.In, bodies.Out}]


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

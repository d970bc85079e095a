"""This package has one file per kind of conversation; a new file here is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from channels.kinds.kind import Kind
from policies.records.retention import BESIDES, RetentionKind


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its name: each file of this package but kind.py exports KIND."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__) if found.name != "kind")
    found = (importlib.import_module(f"{__name__}.{name}").KIND for name in names)
    return {kind.name: kind for kind in found}


@cache
def family_kind() -> Kind:
    """The one kind in which a student's family is written to."""
    (found,) = (kind for kind in kinds().values() if kind.of_family)
    return found


@cache
def retention_kinds() -> dict[str, RetentionKind]:
    """How long each kind of record is kept, by its name: of conversations, then what goes by a rule of its own."""
    return {one.name: one.retention for one in kinds().values()} | BESIDES

"""This package has one file per event that is no message and tells one person; a new file is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from channels.events.event import EventKind


@cache
def events() -> dict[str, EventKind]:
    """Every such event by its name: each file of this package but event.py exports EVENT."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__) if found.name != "event")
    found = (importlib.import_module(f"{__name__}.{name}").EVENT for name in names)
    return {event.name: event for event in found}

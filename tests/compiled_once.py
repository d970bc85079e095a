"""
A statement is compiled once in a test process, and not once for each of the thousands of hubs that it opens.

SQLAlchemy keeps what it compiled beside the engine it was compiled for, which is right for a hub that serves for
weeks. A seventh of the processor time of tests that open one was compiling what the test before had compiled.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine

_COMPILED: dict[Any, Any] = {}
_KNOWN: dict[str, Engine] = {}


def engine_that_shares(url: Any, **options: Any) -> Engine:
    """An engine like any other, whose dialect and compiled statements are those of the first to have connected."""
    engine = create_engine(url, **options)
    known = _KNOWN.get(engine.dialect.name)
    if known is None or not getattr(known.dialect, "server_version_info", None):
        _KNOWN[engine.dialect.name] = engine  # what never connected knows nothing of its server
    else:
        engine.dialect = known.dialect
    engine.update_execution_options(compiled_cache=_COMPILED)
    return engine

"""This file writes a zip while it is being sent: nothing of it stands in memory longer than until it is taken."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO

AS_IT_IS, PACKED = 0, 6
"""
How hard an entry is packed. Photos are packed already, and cost a core to be tried; they go in as the blocks of
deflate that are as they are, since some programs open no entry without a length before it but a deflated one.
"""

EARLIEST = 1980
"""The first year that a zip can name (APPNOTE.TXT, 4.4.6)."""


class _Sink:
    """What a zip is written to that nobody goes back in."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """What was written is there already."""


class ZipStream:
    """
    A zip on its way out: one entry after the other, each as it comes.

    Its list of entries is the last thing in it, so that without close() it is none that anything opens. Memory
    grows by what the list needs, about a kilobyte an entry.
    """

    def __init__(self) -> None:
        self._sink = _Sink()
        self._archive = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED)  # type: ignore[call-overload]

    @contextmanager
    def entry(self, name: str, local: datetime, packed: int, *, long: bool = False) -> Iterator[IO[bytes]]:
        """
        An entry to write into, one at a time. local: what the clock showed; long: it may have 2 GiB and more.

        Nothing is checked of name: it is to be a safe one, and the only one of its kind.
        """
        its = zipfile.ZipInfo(name, (max(local.year, EARLIEST), *local.timetuple()[1:6]))
        its.compress_type = zipfile.ZIP_DEFLATED
        its._compresslevel = packed  # type: ignore[attr-defined]  # no other way before Python 3.13
        its.external_attr = 0o600 << 16
        with self._archive.open(its, "w", force_zip64=long) as its_own:
            yield its_own

    def add(self, name: str, local: datetime, body: bytes) -> None:
        """Put an entry in that is there as a whole, packed."""
        with self.entry(name, local, PACKED) as its_own:
            its_own.write(body)

    def close(self) -> None:
        """Write the list of entries: now it is whole."""
        self._archive.close()

    def take(self) -> bytes:
        """What was written since the last time, which is not kept here."""
        pieces, self._sink.pieces = self._sink.pieces, []
        return b"".join(pieces)

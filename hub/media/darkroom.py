"""This file prepares files in processes of their own: what decoders take of memory goes back with the process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import resource
import struct
import sys
from asyncio.subprocess import PIPE, Process
from typing import BinaryIO

import msgspec

from hub.errors import Invalid, TooLarge, Unavailable
from hub.media.preparing import REFUSALS, Prepared, prepared
from policies.sentence import as_is, say

log = logging.getLogger("roomwire.files")

PHOTOS = 20
"""Files that one process prepares before another takes its place: its memory comes back."""

IDLE_S = 30.0
"""A process that nobody brings anything ends."""

LONGEST_S = 120.0
"""No photo takes a process longer; it is killed then."""

MEMORY = 2 * 1024**3
"""Octets of address space of a process: the largest image taken, unpacked and turned, and room to spare."""

NICE = 5
"""Those who talk go first on a machine with few cores."""

NOT_NOW = say("The photo could not be prepared right now. Try again in a moment.")


class Brought(msgspec.Struct, frozen=True, array_like=True):
    """What a process is given: what the file was called, and its octets."""

    said: str
    raw: bytes


class Developed(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """What a process made of a picture: whole and small, in octets; width and height in pixels."""

    name: str
    media_type: str
    whole: bytes
    width: int | None
    height: int | None
    small: bytes | None


class PictureRefused(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """That a process made nothing of it, and the sentence why."""

    too_large: bool
    sentence: str


_LENGTH = struct.Struct(">Q")


class Darkroom:
    """One process after the other, each started when it is needed; who uses it sees to it that only one does."""

    def __init__(self) -> None:
        self._process: Process | None = None
        self._left = 0
        self._closing: asyncio.TimerHandle | None = None

    async def prepare(self, said: str, raw: bytes) -> Prepared:
        """
        What is kept of a file; a process that dies over it is tried again once, in case something else killed it.

        Raises:
            TooLarge, Invalid: as prepared does.
            Unavailable: it could not be found out.
        """
        if self._closing is not None:
            self._closing.cancel()
        try:
            for _ in range(2):
                answer = await self._asked(Brought(said, raw))
                if answer is not None:
                    return _read(answer)
        finally:
            self._closing = asyncio.get_running_loop().call_later(IDLE_S, self.stop)
        raise Unavailable(NOT_NOW, after_s=5.0)

    async def _asked(self, brought: Brought) -> bytes | None:
        """The answer of the process; None where it died, or took too long."""
        try:
            async with asyncio.timeout(LONGEST_S):
                answer = await _exchange(await self._ready(), msgspec.msgpack.encode(brought))
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            log.warning("a process that prepares files ended", extra={"why": repr(error)})
            self.stop()
            return None
        except BaseException:  # who brought it has gone: what it answers is nobody's
            self.stop()
            raise
        self._left -= 1
        return answer

    async def _ready(self) -> Process:
        if self._process is None or self._process.returncode is not None or self._left <= 0:
            self.stop()
            its = (sys.executable, "-m", "hub.media.darkroom")
            self._process = await asyncio.create_subprocess_exec(*its, stdin=PIPE, stdout=PIPE)
            self._left = PHOTOS
        return self._process

    def stop(self) -> None:
        """End the process, whatever it does."""
        if self._closing is not None:
            self._closing.cancel()
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        self._process = None

    async def close(self) -> None:
        """End the process, and see that it is gone."""
        process = self._process
        self.stop()
        if process is not None:
            await process.wait()


async def _exchange(process: Process, sent: bytes) -> bytes:
    assert process.stdin is not None  # noqa: S101 (both are pipes)
    assert process.stdout is not None  # noqa: S101
    process.stdin.write(_LENGTH.pack(len(sent)))
    process.stdin.write(sent)
    await process.stdin.drain()
    (length,) = _LENGTH.unpack(await process.stdout.readexactly(_LENGTH.size))
    return await process.stdout.readexactly(length)


_SENTENCES = {str(each): each for each in REFUSALS}
"""As text they come from the process that prepares; as sentences they are said in the reader's language."""


def _read(answer: bytes) -> Prepared:
    its = msgspec.msgpack.decode(answer, type=Developed | PictureRefused)
    if isinstance(its, PictureRefused):
        raise (TooLarge if its.too_large else Invalid)(_SENTENCES.get(its.sentence) or as_is(its.sentence))
    return Prepared(
        name=its.name, media_type=its.media_type, whole=its.whole, width=its.width, height=its.height,
        small=its.small,
    )  # fmt: skip


def work(given: BinaryIO, made: BinaryIO) -> None:
    """Prepare what is given, one after the other, until nothing more is."""
    while len(head := given.read(_LENGTH.size)) == _LENGTH.size:
        (length,) = _LENGTH.unpack(head)
        answer = msgspec.msgpack.encode(_made(msgspec.msgpack.decode(given.read(length), type=Brought)))
        made.write(_LENGTH.pack(len(answer)) + answer)
        made.flush()


def _made(brought: Brought) -> Developed | PictureRefused:
    try:
        its = prepared(brought.said, brought.raw)
    except (TooLarge, Invalid) as met:
        return PictureRefused(isinstance(met, TooLarge), str(met.sentence))
    return Developed(its.name, its.media_type, its.whole, its.width, its.height, its.small)


def _bounded() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    os.nice(NICE)


if __name__ == "__main__":
    _bounded()
    work(sys.stdin.buffer, sys.stdout.buffer)

"""This file reads the bodies that come in: so large at the most, and within a time, or not at all."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.errors import Late, TooLarge
from policies.sentence import Sentence, say

if TYPE_CHECKING:
    from starlette.requests import Request


LATE = say("The request did not come through in time. Try again.")


@dataclass(frozen=True, slots=True)
class Ends:
    """
    Where a body ends at the latest.

    bytes: the most it may have; too_large: the sentence where it has more. stalls_s: how long it may stand still;
    lasts_s: how long all of it may take; late: the sentence where it took longer.
    """

    bytes: int
    too_large: Sentence
    stalls_s: float = 10.0
    lasts_s: float = 30.0
    late: Sentence = LATE


async def read(request: Request, ends: Ends) -> bytes:
    """
    A body, whole.

    Raises:
        TooLarge: it is larger than is taken.
        Late: it stood still, or took too long: who sends no more holds nothing of ours.
    """
    raw, stream = bytearray(), request.stream()
    try:
        async with asyncio.timeout(ends.lasts_s):
            while True:
                async with asyncio.timeout(ends.stalls_s):
                    chunk = await anext(stream, None)
                if chunk is None:
                    return bytes(raw)
                raw += chunk
                if len(raw) > ends.bytes:
                    raise TooLarge(ends.too_large)
    except TimeoutError:
        raise Late(ends.late) from None

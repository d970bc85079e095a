"""This file has something done by a process of its own, which ends with it: its time and memory are not ours."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE


class ProcessEndedError(Exception):
    """It took too long, or broke; why: its exit code, None where it was ended for its time."""

    def __init__(self, why: int | None) -> None:
        super().__init__(why)
        self.why = why


async def answer_of(module: str, given: bytes, longest_s: float) -> bytes:
    """
    What `python -m module` writes, given these octets; however this ends, the process is gone afterwards.

    Raises:
        ProcessEndedError: there is no answer within longest_s seconds, or the process broke.
    """
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, stdin=PIPE, stdout=PIPE)
    try:
        async with asyncio.timeout(longest_s):
            answer, _ = await process.communicate(given)
    except TimeoutError:
        raise ProcessEndedError(None) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise ProcessEndedError(process.returncode)
    return answer

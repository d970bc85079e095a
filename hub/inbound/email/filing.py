"""This file keeps what hung on an email, as far as it is taken, for the message that the email becomes."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from channels.items import MOST_FILES, Attached
from hub.actions.records.keep_file import drop, keep
from hub.errors import Invalid, Met, TooLarge
from hub.media.preparing import Prepared
from notifiers.writing import words

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.hub import Hub
    from hub.inbound.email.attachments import Enclosed

log = logging.getLogger("roomwire.inbound")

NAMED, NAME = 20, 80
"""Files that are named to their sender, and characters of a name."""


@dataclass(slots=True)
class Filed:
    """
    What is to be sent with the message, and what is not taken, by name, which may be empty. sent: it is part of one
    now.
    """

    kept: list[Attached] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    sent: bool = False


@contextlib.asynccontextmanager
async def filed(hub: Hub, school: School, author: str, files: Sequence[Enclosed]) -> AsyncIterator[Filed]:
    """
    Keep what is taken of these; where no message came of it, nothing of it stays.

    Raises:
        RateLimited, Unavailable: not now.
    """
    found = Filed()
    try:
        for one in files:
            its = await _prepared(hub, one) if len(found.kept) < MOST_FILES else None
            if its is None:
                found.left.append(_called(one.name))
            else:
                found.kept.append(await keep(school, author, its, hub.clock()))
        yield found
    finally:
        if not found.sent:
            for kept in found.kept:
                with contextlib.suppress(Met):  # what stays is removed after a day
                    await drop(school, author, kept.id)


async def _prepared(hub: Hub, one: Enclosed) -> Prepared | None:
    try:
        async with hub.darkroom() as darkroom:
            return await darkroom.prepare(one.name, one.raw)
    except (Invalid, TooLarge) as met:
        log.info("a file of an email was not taken", extra={"why": met.sentence})
        return None


def _called(name: str) -> str:
    plain = " ".join("".join(one for one in name if one.isprintable()).split())
    return plain[:NAME]


def named(left: Sequence[str], language: str) -> str:
    """Files that did not arrive, in one line in a language; empty where all did."""
    return words.files(language, left[:NAMED], len(left) - NAMED)

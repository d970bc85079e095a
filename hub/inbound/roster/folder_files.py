"""This file finds the rosters that lie in a folder, in the order in which they were written, and reads them."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hub.actions.people.roster_runs import printable
from hub.errors import Unavailable
from hub.oneroster.spreadsheet.mapping_file import LARGEST_MAPPING, MAPPING_FILE, MappingBrought
from hub.oneroster.unpack import UNPACKED
from policies.people.roster_runs import QUIET_FOR
from policies.sentence import say

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger("roomwire.roster")

SUFFIXES = {".zip", ".xlsx", ".csv"}
"""What a roster comes as."""

TWO_MAPPINGS = say("There are two mapping files in the folder whose names differ in case alone. Leave one.")
CLOSED_MAPPING = say(
    "The mapping file in the folder cannot be read. Whoever runs the hub finds the reason in its log."
)

UNREAD = "the folder of rosters cannot be read"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundZip:
    """
    A zip or spreadsheet of the folder. at: when it was written. packed: no more octets than are ever read; digest:
    their sha256, None where the file cannot be read.
    """

    name: str
    packed: bytes
    digest: str | None
    at: datetime


def mapping_in(folder: Path) -> MappingBrought | None:
    """
    The mapping file that lies beside the spreadsheets of a folder, None where there is none.

    Raises:
        Unavailable: there is one that cannot be read, or there are two: neither is passed over in silence.
    """
    try:
        found = sorted(one for one in folder.iterdir() if one.name.casefold() == MAPPING_FILE)
        if not found:
            return None
        if len(found) > 1:
            raise Unavailable(TWO_MAPPINGS)
        with found[0].open("rb") as file:
            return MappingBrought(printable(found[0].name), file.read(LARGEST_MAPPING + 1))
    except OSError as error:
        log.warning("the mapping file of the folder cannot be read", extra={"why": str(error)})
        raise Unavailable(CLOSED_MAPPING) from None


def newest_files(folder: Path, now: datetime, since: datetime) -> list[Path]:
    """
    The rosters in a folder that nobody writes to any more and that were written since then, the newest first, and
    at least that one; none where there is none, or no folder.
    """
    latest = (now - QUIET_FOR).timestamp()
    try:
        files = [one for one in folder.iterdir() if one.suffix.lower() in SUFFIXES and one.is_file()]
        known = sorted(((its, one) for one in files if (its := one.stat().st_mtime) <= latest), reverse=True)
    except OSError as error:
        log.warning(UNREAD, extra={"why": str(error)})
        return []
    return [path for nth, (written, path) in enumerate(known) if nth == 0 or written >= since.timestamp()]


def opened(path: Path) -> FoundZip | None:
    """What is in a file of the folder, or that it cannot be read; None where it is there no more."""
    try:
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        log.warning(UNREAD, extra={"why": str(error)})
        return None
    name = printable(path.name)
    try:
        with path.open("rb") as file:
            packed = file.read(UNPACKED + 1)
    except OSError as error:
        log.warning(UNREAD, extra={"why": str(error)})
        return FoundZip(name=name, packed=b"", digest=None, at=at)
    return FoundZip(name=name, packed=packed, digest=hashlib.sha256(packed).hexdigest(), at=at)

"""This file lets the hub read the zone data that it is pinned to, whatever the host has."""

import zoneinfo
from importlib.resources import files

_PACKAGE = "tzdata"


def read_pinned() -> None:
    """
    From now on ZoneInfo reads the package tzdata alone.

    The standard library looks at the host's files first (PEP 615), which are as old as the host: laws change clocks
    several times a year.
    """
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()


def version() -> str:
    """The edition of the zone data in use, as IANA names it: “2026a”."""
    first = files(_PACKAGE).joinpath("zoneinfo", "tzdata.zi").read_text(encoding="ascii").partition("\n")[0]
    return first.rpartition(" ")[2]

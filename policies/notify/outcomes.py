"""This file says once which ends of a delivery reached somebody, which nobody needed, and which reached nobody."""

from typing import Literal, get_args

ENDED_WELL = ("accepted", "cancelled", "joined")
"""It was taken, nobody needed it any more, or it went along with another."""

Unreached = Literal["bad_message", "misconfigured", "ambiguous", "expired", "dead_address", "opted_out"]

UNREACHED: tuple[Unreached, ...] = get_args(Unreached)
"""The outcomes by which an alert did not reach anybody for certain."""

UNHEARD = frozenset(UNREACHED) - {"ambiguous", "misconfigured"}
"""Those after which nobody has heard anything; what our settings kept back is sent again once they are mended."""

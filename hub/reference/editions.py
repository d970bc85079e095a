"""This file lists the facts of the outside world that the hub carries, each with its edition and its age."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

import phonenumbers

from hub.reference import zones
from policies.records.editions import Carried, Update, may_be_trusted
from policies.verdict import Refused

YEAR = timedelta(days=365)


@cache
def carried() -> Sequence[Carried]:
    """Every such fact; who changes an edition in requirements/ or looks a table up again writes the day here."""
    return (
        Carried(
            name="time zones",
            version="2026f",
            installed=zones.version(),
            checked=date(2026, 11, 28),
            lasts=YEAR,
            update=Update.PACKAGE,
            costs="alerts may ring within quiet hours, and days may begin an hour off.",
        ),
        Carried(
            name="phone plans",
            version="9.0.43",
            installed=phonenumbers.__version__,
            checked=date(2026, 11, 28),
            lasts=YEAR,
            update=Update.PACKAGE,
            costs="new numbers may be taken for wrong ones.",
        ),
        Carried(
            name="words that end texts",
            version="2026-11",
            installed="2026-11",
            checked=date(2026, 11, 28),
            lasts=2 * YEAR,
            update=Update.RELEASE,
            costs="a carrier may act on a word that the hub takes for an answer.",
        ),
        Carried(
            name="characters of texts",
            version="3GPP TS 23.038",
            installed="3GPP TS 23.038",
            checked=date(2026, 11, 28),
            lasts=5 * YEAR,
            update=Update.RELEASE,
            costs="the segments of a text may be counted wrongly.",
        ),
    )


def warnings(today: date) -> tuple[str, ...]:
    """What a school's admins should know of them: a sentence for each that has grown old."""
    found = (may_be_trusted(one, today) for one in carried())
    return tuple(one.because for one in found if isinstance(one, Refused))

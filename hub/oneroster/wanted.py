"""This file says of a bundle of one school what the records are to become by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.store.roster import ListedGuardian, RosterWanted, Stay

if TYPE_CHECKING:
    from hub.oneroster.rows import Bundle


def wanted(bundle: Bundle) -> RosterWanted:
    """The rows of a bundle by the keys of their source, as the records know them."""
    births = {row.student: {"birth_date": row.day} for row in bundle.births}
    return RosterWanted(
        rooms={(row.source,): {"name": row.name} for row in bundle.rooms},
        students={
            (row.source,): {"given": row.given, "family": row.family, **births.get(row.source, {})}
            for row in bundle.students
        },
        people={
            (row.user, "guardian" if row.role == "guardian" else "staff"): {
                "role": row.role, "given": row.given, "family": row.family,
                "email": row.email, "cell": row.sms, "phone": row.phone,
            }
            for row in bundle.people
        },
        guardians=[ListedGuardian((row.user, "guardian"), (row.student,), row.payer) for row in bundle.guardians],
        placements=[Stay((row.student,), (row.room,), row.begin, row.end) for row in bundle.placements],
        assignments=[Stay((row.user, "staff"), (row.room,), row.begin, row.end) for row in bundle.assignments],
        pick_ups={(row.student,): row.listed for row in bundle.pick_ups},
    )  # fmt: skip

"""This file takes somebody out of a roster that is kept, so that no undo and no change brings them back."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from hub.oneroster.kept_bundle import bundle_of, kept_bundle
from hub.oneroster.kept_state import KeptState, state_of, state_text

IDS = ("sourcedId", "userSourcedId")
"""The columns by which a row is a user's own, of the file of users and of those that hang on it."""

OWN_FILES = frozenset({"users.csv", "enrollments.csv", "roles.csv", "userprofiles.csv"})


def is_listed(kept: bytes, side: str, source: str) -> bool:
    """Whether a bundle that is kept has somebody. side: of a person, empty for a child; source: their id there."""
    bundle = bundle_of(kept)
    if not side:
        return any(one.source == source for one in bundle.students)
    return any(one.user == source and (one.role == "guardian") == (side == "guardian") for one in bundle.people)


def bundle_without(kept: bytes, side: str, *sources: str) -> bytes | None:
    """A bundle that is kept without somebody, by each id they had in it; None where they are not in it."""
    bundle, is_guardian = bundle_of(kept), side == "guardian"
    if side:
        less = replace(
            bundle,
            people=tuple(
                one for one in bundle.people if one.user not in sources or (one.role == "guardian") != is_guardian
            ),
            guardians=tuple(one for one in bundle.guardians if not is_guardian or one.user not in sources),
            assignments=tuple(one for one in bundle.assignments if is_guardian or one.user not in sources),
        )
    else:
        less = replace(
            bundle,
            students=tuple(one for one in bundle.students if one.source not in sources),
            guardians=tuple(one for one in bundle.guardians if one.student not in sources),
            placements=tuple(one for one in bundle.placements if one.student not in sources),
            births=tuple(one for one in bundle.births if one.student not in sources),
            pick_ups=tuple(one for one in bundle.pick_ups if one.student not in sources),
        )
    return None if less == bundle else kept_bundle(less)


def state_without(kept: bytes, source: str) -> bytes | None:
    """What a source has said without a user's own rows; None where there are none."""
    state, found = state_of(kept), False
    files = {}
    for name, its in state.files.items():
        ids = [its.titles.index(one) for one in IDS if one in its.titles] if name in OWN_FILES else []
        if name == "users.csv":
            ids = [its.titles.index("sourcedId")] if "sourcedId" in its.titles else []
        rows = tuple(row for row in its.rows if not any(row[at] == source for at in ids))
        found = found or len(rows) != len(its.rows)
        files[name] = msgspec.structs.replace(its, rows=rows)
    return state_text(KeptState(files)) if found else None

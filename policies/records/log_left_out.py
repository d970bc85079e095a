"""This file says what of the activity log is left out for an admin, and how the rest is numbered without gaps."""

from collections.abc import Sequence

from policies.conversations.seeing import is_own_child
from policies.people.facts import Person
from policies.people.roster import Roster
from policies.records.activity_log import Deed

ABOUT_RECORDS = frozenset(
    {
        *(Deed.CHILD_RECORD, Deed.PHOTO_CONSENT, Deed.READ_CUSTODY, Deed.EXPORTED_CHILD),
        *(Deed.HANDED_TO_OTHER, Deed.HOLD_SET, Deed.HOLD_RELEASED),
        *(Deed.ERASURE_ASKED, Deed.ERASURE_AGREED, Deed.ERASURE_TAKEN_BACK, Deed.ERASURE_GIVEN_UP, Deed.ERASED),
    }
)
"""Deeds that tell of what is kept about a child, which no parent of it reads at work."""


def left_out_children(roster: Roster, person: Person) -> frozenset[str]:
    """
    The ids of the students about whom person reads no entry of ABOUT_RECORDS: their own, on any profile.

    What one parent says to the office, and when the office looks at what it keeps about custody, is not the other's
    to read, though that one be an admin.

    Source: may_see_part in policies/people/child_record (nobody sees at work the record of their own child).
    """
    return frozenset(its for its, student in roster.students.items() if is_own_child(roster, person, student))


def shown_n(n: int, left_out: Sequence[int]) -> int:
    """The number under which entry n is shown: a gap would tell that something is there. left_out: ascending."""
    return n - sum(one < n for one in left_out)


def real_n(shown: int, left_out: Sequence[int]) -> int:
    """The number of the entry that is shown under this one. left_out: ascending, the numbers of those not shown."""
    n = shown
    for one in left_out:
        if one <= n:
            n += 1
    return n

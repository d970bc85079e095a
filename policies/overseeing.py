"""This file decides whether an admin's reading goes on record, and who reads that record."""

from policies.facts import Person, Role
from policies.verdict import Allowed, Refused, Verdict

PRIVATE = frozenset({"family", "staff"})
"""The kinds of conversations that people expect to be among themselves."""


def is_oversight(person: Person, kind: str, rooms: frozenset[str]) -> bool:
    """
    Whether person's reading of a conversation of this kind, about these rooms, is oversight.

    An admin reads what is said in the rooms they are assigned to as their daily work; what is said elsewhere
    they may read as well, and it is noted.

    Source: research/domain.md, section 1.2 (C7: rooms decide what an admin is told, not what they reach).
    """
    return person.role is Role.ADMIN and kind in PRIVATE and not person.rooms & rooms


def may_see_record(person: Person) -> Verdict:
    """Whether person may read who looked at what."""
    if person.active and person.role is Role.ADMIN:
        return Allowed("Admins read who looked at what.")
    return Refused("Only admins read who looked at what.")

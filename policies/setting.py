"""This file decides who may change what a school chose."""

from policies.facts import Person, Role
from policies.verdict import Allowed, Refused, Verdict


def may_set(person: Person) -> Verdict:
    """Whether person may change the school's settings (research/domain.md, C6 and D4)."""
    if person.active and person.role is Role.ADMIN:
        return Allowed("Admins set what waits for approval.")
    return Refused("Only admins set what waits for approval.")

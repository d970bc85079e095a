"""This file works out who belongs to which school, and as what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal

from hub.oneroster.findings import Findings
from hub.oneroster.schools import Orgs
from hub.oneroster.sheets import ROWS
from hub.oneroster.users import Part, RoleInOrg, Users
from policies.sentence import say


class Belonging:
    """Schools by user: as a student, on the staff side, as a guardian; parts is what a user is anywhere."""

    def __init__(self, orgs: Orgs, findings: Findings) -> None:
        self.parts: defaultdict[str, set[Part]] = defaultdict(set)
        self.students: defaultdict[str, set[str]] = defaultdict(set)
        self.staff: defaultdict[str, dict[str, Literal["admin", "staff"]]] = defaultdict(dict)
        self.guardians: defaultdict[str, set[str]] = defaultdict(set)
        self.past: set[tuple[str, str]] = set()
        """Users and organizations in which a role of theirs has ended, or has not begun."""
        self._listed: defaultdict[str, set[str]] = defaultdict(set)
        self._orgs = orgs
        self._findings = findings
        self._count = 0

    def settle(self, roles: Iterable[RoleInOrg]) -> None:
        """Take in what the roster says; only an admin's role in a district reaches the schools in it."""
        below = self._orgs.below()
        for role in roles:
            if not role.counts:
                self.past.add((role.user, role.org))
                continue
            self.parts[role.user].add(role.part)
            self._listed[role.user].add(role.org)
            for school in below.get(role.org, ()):
                if role.part == "admin" or school == role.org:
                    self.join(role.user, role.part, school)

    def join(self, user: str, part: Part, school: str) -> None:
        self._count += 1
        if self._count == ROWS + 1:
            reason = say(
                "There are more than {most} people and schools they belong to; a roster never has.",
                most=f"{ROWS:,}",
            )
            self._findings.about("users.csv", reason)
        if self._count > ROWS:
            return
        match part:
            case "student":
                self.students[user].add(school)
            case "guardian":
                self.guardians[user].add(school)
            case "admin":
                self.staff[user][school] = "admin"
            case "staff":
                self.staff[user].setdefault(school, "staff")

    def has(self, user: str, side: Literal["student", "staff"], school: str) -> bool:
        return school in (self.students[user] if side == "student" else self.staff[user])

    def is_near(self, user: str, school: str) -> bool:
        """Whether the roster says of the user that they belong to the school, or to what it lies in."""
        return not self._listed[user].isdisjoint(self._orgs.above(school))

    def schools(self, user: str) -> set[str]:
        return self.students[user] | self.staff[user].keys() | self.guardians[user]


def ties(users: Users, belonging: Belonging, findings: Findings) -> set[tuple[str, str]]:
    """
    Guardian and student, each pair once, whichever of the two rows lists the other.

    A guardian belongs to every school of their students, whatever the roster says.
    """
    found: set[tuple[str, str]] = set()
    for user, agent in _listings(users, belonging):
        if "student" in belonging.parts[user] and "guardian" in belonging.parts[agent]:
            found.add((agent, user))
        elif "guardian" in belonging.parts[user] and "student" in belonging.parts[agent]:
            found.add((user, agent))
        else:
            reason = say(
                "{agent} and {user} are not a guardian and a student, so this is ignored.", agent=agent, user=user
            )
            findings.warning(users.records[user], "agentSourcedIds", reason)
    for guardian, student in found:
        for school in belonging.students[student]:
            belonging.join(guardian, "guardian", school)
    return found


def _listings(users: Users, belonging: Belonging) -> Iterator[tuple[str, str]]:
    """Users and those whom they list, as far as both have a part in the roster."""
    for user, record in users.records.items():
        for agent in users.register.listed(record["agentSourcedIds"]):
            known = users.register.knows(agent, record, "agentSourcedIds")
            if known and belonging.parts[user] and belonging.parts[agent]:
                yield user, agent

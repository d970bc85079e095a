"""This file tells who, of a server that has several schools, certainly has nothing to do with the one asked for."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.oneroster.register import all_listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from hub.oneroster.rows import RowProblem
    from hub.oneroster.unpack import Files

PEOPLE = frozenset({"users.csv", "roles.csv", "demographics.csv"})
"""What a server gives of all its schools; of classes and enrollments only the school's own are read."""

Rows = dict[str, list[dict[str, str]]]
"""The rows by the names of their files."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """people: the sourcedIds of who is certainly elsewhere; roles: by the sourcedId of a role, whose it is."""

    people: Collection[str]
    roles: Mapping[str, Collection[str]]

    def has(self, problem: RowProblem, source: str) -> bool:
        """Whether a problem is of one of these alone. source: the sourcedId of its row, empty if it has none."""
        if problem.file not in PEOPLE:
            return False
        whose = self.roles.get(source, ()) if problem.file == "roles.csv" else (source,)
        return bool(whose) and all(one in self.people for one in whose)


def elsewhere_of(files: Files, only: str) -> Elsewhere:
    """Who is elsewhere. files: whole ones, as we wrote them of what a server gave."""
    try:
        rows = {name: list(_rows((packed or b"").decode())) for name, packed in files.items()}
        return Elsewhere(people_elsewhere(rows, only), _owners(rows))
    except (csv.Error, UnicodeDecodeError, KeyError):  # then nobody knows, and the roster is refused as it stands
        return Elsewhere((), {})


def people_elsewhere(rows: Rows, only: str) -> Collection[str]:
    """
    The sourcedIds of users whose every org is another school, who are in no class here, and who are nothing to
    anybody who is there but others of these: a parent may be listed under the school of another child.
    """
    others = {
        one["sourcedId"]
        for one in rows.get("orgs.csv", ())
        if one["type"].lower() == "school" and one["sourcedId"] != only
    }
    orgs, lists = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for one in rows.get("users.csv", ()):
        its = one["sourcedId"]
        orgs[its] |= set(all_listed(one.get("orgSourcedIds", "")))
        for other in (*all_listed(one["agentSourcedIds"]), *all_listed(one["metadata.payerSourcedIds"])):
            lists[its].add(other)
            lists[other].add(its)
    for one in rows.get("roles.csv", ()):
        orgs[one["userSourcedId"]].add(one["orgSourcedId"])
    here = {one["userSourcedId"] for one in rows.get("enrollments.csv", ())}
    away = {its for its, all_ in orgs.items() if its and all_ and all_ <= others and its not in here}
    return {its for its in away if lists[its] & orgs.keys() <= away}


def _owners(rows: Rows) -> Mapping[str, Collection[str]]:
    """Of whom each role is: a long sourcedId is cut off, so two roles may share what is left of it."""
    owners = defaultdict[str, set[str]](set)
    for one in rows.get("roles.csv", ()):
        owners[one["sourcedId"]].add(one["userSourcedId"])
    return owners


def _rows(text: str) -> Iterator[dict[str, str]]:
    """Values are compared as they are read, without the blanks around them."""
    for one in csv.DictReader(io.StringIO(text, newline="")):
        yield {name: (value or "").strip() for name, value in one.items()}

"""This file tells who, of a server that has several schools, certainly has nothing to do with the one asked for."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from hub.oneroster.rows import RowProblem
    from hub.oneroster.unpack import Files

PEOPLE = frozenset({"users.csv", "roles.csv", "demographics.csv"})
"""What a server gives of all its schools; of classes and enrollments only the school's own are read."""


def all_elsewhere(files: Files, problems: Mapping[RowProblem, str], only: str) -> bool:
    """
    Whether all problems are of people of other schools alone. files: whole ones, as we wrote them of what a server
    gave; problems: the sourcedId of the row of each.
    """
    try:
        known = people_elsewhere({name: (packed or b"").decode() for name, packed in files.items()}, only)
    except (csv.Error, UnicodeDecodeError, KeyError):  # then nobody knows, and the roster is refused as it stands
        return False
    return all(its.partition("#")[0] in known for its in problems.values()) and all(
        one.file in PEOPLE for one in problems
    )


def people_elsewhere(rows: Mapping[str, str], only: str) -> Collection[str]:
    """
    The sourcedIds of users whose every org is another school, who are in no class here, and who are nothing to
    anybody who is there but others of these: a parent may be listed under the school of another child.
    """
    others = {
        one["sourcedId"]
        for one in _rows(rows, "orgs.csv")
        if one["type"].lower() == "school" and one["sourcedId"] != only
    }
    orgs, lists = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for one in _rows(rows, "users.csv"):
        its, listed = one["sourcedId"], one["agentSourcedIds"].split(",") if one["agentSourcedIds"] else []
        orgs[its] |= set((one.get("orgSourcedIds") or "").split(",")) - {""}
        for other in (*listed, *(one["metadata.payerSourcedIds"] or "").split(",")):
            if other:
                lists[its].add(other)
                lists[other].add(its)
    for one in _rows(rows, "roles.csv"):
        orgs[one["userSourcedId"]].add(one["orgSourcedId"])
    here = {one["userSourcedId"] for one in _rows(rows, "enrollments.csv")}
    away = {its for its, all_ in orgs.items() if its and all_ and all_ <= others and its not in here}
    return {its for its in away if lists[its] & orgs.keys() <= away}


def _rows(rows: Mapping[str, str], name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(io.StringIO(rows.get(name, ""), newline=""))

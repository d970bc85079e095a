"""Rosters as large as a benchmark asks for: schools of staff alone, and schools of families."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

Rows = list[dict[str, str]]

ROOMS, CHILDREN, GUARDIANS, STAFF = 10, 200, 400, 40
"""Of each school of families: a chain of a hundred such centers has 64,000 people and 153,000 rows."""


def rooms_of(path: Path, *schools: Sequence[int], year: int = 2026) -> Path:
    """Write a OneRoster bundle of schools with rooms of these sizes, as packed in that year; its path."""
    rooms = [
        (f"s{at}", f"s{at}-r{n:04d}", size) for at, sizes in enumerate(schools) for n, size in enumerate(sizes)
    ]
    staff = [(school, room, f"{room}-{n:03d}") for school, room, size in rooms for n in range(size)]
    tables = {
        "orgs.csv": [
            {"sourcedId": f"s{at}", "name": f"School {at}", "type": "school"} for at in range(len(schools))
        ],
        "classes.csv": [{"sourcedId": room, "title": room, "schoolSourcedId": school} for school, room, _ in rooms],
        "users.csv": [
            {"sourcedId": one, "role": "teacher", "givenName": one, "familyName": room, "status": "",
             "enabledUser": "true", "orgSourcedIds": school, "email": f"{one}@bench.example", "phone": "",
             "sms": "", "agentSourcedIds": ""}
            for school, room, one in staff
        ],
        "enrollments.csv": [
            {"sourcedId": f"e-{one}", "classSourcedId": room, "userSourcedId": one, "role": "teacher",
             "schoolSourcedId": school, "status": "", "beginDate": "2026-01-01", "endDate": ""}
            for school, room, one in staff
        ],
    }  # fmt: skip
    return _packed(path, tables, year)


def families_of(path: Path, schools: int, *, percent: int = 0) -> Path:
    """
    Write a OneRoster bundle (1.2) of so many schools of families; its path.

    percent: how much of each school is otherwise than with 0: children with another name or another room, parents
    who left, others who came in their place, staff who work in another room.
    """
    users: Rows = []
    roles: Rows = []
    enrollments: Rows = []
    for at in range(schools):
        _school(f"s{at}", percent, users, roles, enrollments)
    tables = {
        "orgs.csv": [{"sourcedId": f"s{at}", "name": f"School {at}", "type": "school"} for at in range(schools)],
        "classes.csv": [
            {"sourcedId": f"s{at}-r{n}", "title": f"Room {n}", "schoolSourcedId": f"s{at}"}
            for at in range(schools) for n in range(ROOMS)
        ],
        "users.csv": users, "roles.csv": roles, "enrollments.csv": enrollments,
    }  # fmt: skip
    return _packed(path, tables, 2026)


def center_of(path: Path, guardians: int) -> Path:
    """Write a OneRoster bundle (1.2) of one center of so many parents, two to a child, and its staff; its path."""
    users: Rows = []
    roles: Rows = []
    enrollments: Rows = []
    _school("s0", 0, users, roles, enrollments, guardians)
    tables = {
        "orgs.csv": [{"sourcedId": "s0", "name": "School 0", "type": "school"}],
        "classes.csv": [{"sourcedId": f"s0-r{n}", "title": f"Room {n}", "schoolSourcedId": "s0"}
                        for n in range(ROOMS)],
        "users.csv": users, "roles.csv": roles, "enrollments.csv": enrollments,
    }  # fmt: skip
    return _packed(path, tables, 2026)


def _school(
    school: str, percent: int, users: Rows, roles: Rows, enrollments: Rows, parents: int = GUARDIANS
) -> None:
    others = {many: many * percent // 100 for many in (CHILDREN, GUARDIANS, STAFF)}

    def user(name: str, role: str, *, sms: str = "", agents: str = "", family: str = "") -> None:
        users.append(
            {"sourcedId": name, "status": "", "enabledUser": "true", "givenName": f"Given {name}",
             "familyName": family or f"Family {school}", "email": f"{name}@bench.example", "sms": sms,
             "phone": "", "agentSourcedIds": agents}
        )  # fmt: skip
        roles.append({"sourcedId": f"role-{name}", "userSourcedId": name, "role": role, "orgSourcedId": school,
                      "status": "", "beginDate": "", "endDate": ""})  # fmt: skip

    def enrolled(name: str, role: str, room: int) -> None:
        enrollments.append({"sourcedId": f"e-{name}-{room}", "classSourcedId": f"{school}-r{room}",
                            "schoolSourcedId": school, "userSourcedId": name, "role": role, "status": "",
                            "beginDate": "2026-01-05", "endDate": ""})  # fmt: skip

    for one in range(parents):
        name = f"{school}-h{one}" if one < others[GUARDIANS] else f"{school}-g{one}"
        user(name, "parent", sms=f"+1 415 555 {one % 10_000:04d}")
    for one in range(parents // 2):
        guardians = [f"{school}-{'h' if n < others[GUARDIANS] else 'g'}{n}" for n in (2 * one, 2 * one + 1)]
        called = "Otherwise" if CHILDREN - one <= others[CHILDREN] // 2 else ""
        user(f"{school}-c{one}", "student", agents=",".join(guardians), family=called)
        moved = CHILDREN // 2 <= one < CHILDREN // 2 + others[CHILDREN] - others[CHILDREN] // 2
        enrolled(f"{school}-c{one}", "student", (one + moved) % ROOMS)
    for one in range(STAFF):
        user(f"{school}-t{one}", "administrator" if one < 2 else "teacher")
        moved = STAFF - one <= max(bool(percent), others[STAFF])
        enrolled(f"{school}-t{one}", "teacher", (one + moved) % ROOMS)


def _packed(path: Path, tables: Mapping[str, Rows], year: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, rows in tables.items():
            text = io.StringIO(newline="")
            writer = csv.DictWriter(text, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
            packed.writestr(zipfile.ZipInfo(name, (year, 9, 1, 8, 0, 0)), text.getvalue())
    return path

"""A roster of schools of staff, with as many rooms and as large ones as a benchmark asks for."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path


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
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, rows in tables.items():
            text = io.StringIO(newline="")
            writer = csv.DictWriter(text, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
            packed.writestr(zipfile.ZipInfo(name, (year, 9, 1, 8, 0, 0)), text.getvalue())
    return path

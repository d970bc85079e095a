"""This file makes a roster of rooms of staff, as many and as large as a benchmark asks for."""

import csv
import io
import zipfile
from pathlib import Path


def rooms_of(path: Path, *sizes: int, year: int = 2026) -> Path:
    """Write a bundle of one school that has a room of each of these sizes, as packed in that year; its path."""
    names = {f"room{room}": [f"room{room}-{number}" for number in range(size)] for room, size in enumerate(sizes)}
    staff = [(room, person) for room, people in names.items() for person in people]
    tables = {
        "orgs.csv": [{"sourcedId": "maple", "name": "Maple Street", "type": "school"}],
        "classes.csv": [{"sourcedId": room, "title": room, "schoolSourcedId": "maple"} for room in names],
        "users.csv": [
            {"sourcedId": one, "role": "teacher", "givenName": one, "familyName": room, "status": "",
             "enabledUser": "true", "orgSourcedIds": "maple", "email": f"{one}@maple.example", "phone": "",
             "sms": "", "agentSourcedIds": ""}
            for room, one in staff
        ],
        "enrollments.csv": [
            {"sourcedId": f"e-{one}", "classSourcedId": room, "userSourcedId": one, "role": "teacher",
             "schoolSourcedId": "maple", "status": "", "beginDate": "2026-08-24", "endDate": ""}
            for room, one in staff
        ],
    }  # fmt: skip
    with zipfile.ZipFile(path, "w") as packed:
        for name, rows in tables.items():
            text = io.StringIO(newline="")
            writer = csv.DictWriter(text, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
            packed.writestr(zipfile.ZipInfo(name, (year, 9, 1, 8, 0, 0)), text.getvalue())
    return path

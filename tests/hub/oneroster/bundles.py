"""This file makes small bundles: a school with Ana, Ines, Rosa and Mia, and everything one can do to it."""

import copy
import csv
import io
import zipfile
from pathlib import Path

Tables = dict[str, list[dict[str, str]]]

SCHOOL = {
    "orgs.csv": [{"sourcedId": "maple", "name": "Maple Street", "type": "school"}],
    "classes.csv": [
        {"sourcedId": "acorns", "title": "Acorns", "schoolSourcedId": "maple"},
        {"sourcedId": "saplings", "title": "Saplings", "schoolSourcedId": "maple"},
    ],
    "users.csv": [
        {"sourcedId": "ana", "role": "teacher", "givenName": "Ana", "familyName": "Reyes"},
        {"sourcedId": "ines", "role": "principal", "givenName": "Ines", "familyName": "Walker"},
        {"sourcedId": "mia", "role": "student", "givenName": "Mia", "familyName": "Alvarez"},
        {"sourcedId": "rosa", "role": "parent", "givenName": "Rosa", "familyName": "Alvarez"},
    ],
    "enrollments.csv": [
        {"sourcedId": "e-ana", "classSourcedId": "acorns", "userSourcedId": "ana", "role": "teacher"},
        {"sourcedId": "e-mia", "classSourcedId": "acorns", "userSourcedId": "mia", "role": "student"},
    ],
}
"""On lines: Ana 2, Ines 3, Mia 4, Rosa 5."""


def school(**changes: dict[str, str]) -> Tables:
    """The small school in version 1.1; changes are by sourcedId, with the columns to set in that row."""
    tables: Tables = copy.deepcopy(SCHOOL)
    for row in tables["users.csv"]:
        row |= {"orgSourcedIds": "maple", "status": "", "enabledUser": "true", "phone": ""}
        row |= {"email": f"{row['sourcedId']}@families.example", "sms": "", "agentSourcedIds": ""}
    for row in tables["enrollments.csv"]:
        row |= {"schoolSourcedId": "maple", "status": "", "beginDate": "2026-08-24", "endDate": ""}
    tables["users.csv"][2]["agentSourcedIds"] = "rosa"
    for row in [row for rows in tables.values() for row in rows]:
        row |= changes.get(row["sourcedId"].replace("-", "_"), {})
    return tables


def with_rows(tables: Tables, file: str, *rows: dict[str, str]) -> Tables:
    """The tables with further rows; what they leave out is as in the file's first row, addresses aside."""
    like = tables[file][0] | ({"email": "", "agentSourcedIds": ""} if file == "users.csv" else {})
    return tables | {file: tables[file] + [like | row for row in rows]}


def as_1_2(tables: Tables) -> Tables:
    """The same school in version 1.2, where roles have a file of their own."""
    roles, users = [], []
    for user in tables["users.csv"]:
        users.append({name: value for name, value in user.items() if name not in ("role", "orgSourcedIds")})
        for org in user["orgSourcedIds"].split(","):
            role = {"sourcedId": f"r-{user['sourcedId']}-{org}", "userSourcedId": user["sourcedId"]}
            roles.append(role | {"roleType": "primary", "role": user["role"], "orgSourcedId": org, "status": ""})
    return tables | {"users.csv": users, "roles.csv": roles}


def with_manifest(tables: Tables, **values: str) -> Tables:
    """The tables with a manifest; a property's dot is written as two underscores."""
    rows = [{"propertyName": name.replace("__", "."), "value": value} for name, value in values.items()]
    return tables | {"manifest.csv": rows}


def packed(tables: Tables, *, bom: bool = False, newline: str = "\n", quoting: int = csv.QUOTE_MINIMAL):
    """The bytes of each file, by its name; an empty table stays a header-less, empty file."""
    return {
        name: (b"\xef\xbb\xbf" if bom else b"") + _text(rows, newline, quoting).encode()
        for name, rows in tables.items()
    }


def _text(rows: list[dict[str, str]], newline: str, quoting: int) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]) if rows else [], lineterminator=newline, quoting=quoting)
    if rows:
        writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def folder(at: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (at / name).parent.mkdir(parents=True, exist_ok=True)
        (at / name).write_bytes(content)
    return at


def zipped(at: Path, files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> Path:
    at.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(at, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return at

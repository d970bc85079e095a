"""This file makes of what a OneRoster server gives the bundle that its CSV would be: one reader reads both."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

Item = Mapping[str, Any]
Row = dict[str, str]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "orgs": ("sourcedId", "status", "dateLastModified", "name", "type", "parentSourcedId"),
    "academicSessions": ("sourcedId", "status", "dateLastModified", "title", "startDate", "endDate"),
    "classes": ("sourcedId", "status", "dateLastModified", "title", "schoolSourcedId", "termSourcedIds"),
    "users": (
        *("sourcedId", "status", "dateLastModified", "enabledUser", "givenName", "familyName", "email", "sms"),
        *("phone", "agentSourcedIds", "metadata.payerSourcedIds"),
    ),
    "roles": (
        *("sourcedId", "status", "dateLastModified", "userSourcedId", "role", "orgSourcedId"),
        *("beginDate", "endDate"),
    ),
    "enrollments": (
        *("sourcedId", "status", "dateLastModified", "classSourcedId", "schoolSourcedId", "userSourcedId", "role"),
        *("beginDate", "endDate"),
    ),
    "demographics": ("sourcedId", "status", "dateLastModified", "birthDate"),
}
"""What we read of each file; whatever else a server gives goes no further."""

LARGEST = 2**63
"""No number of a roster is larger; Python writes no number of thousands of digits."""

PICKED_UP = "authorizedPickUps"
PICK_UPS = f"metadata.{PICKED_UP}"
"""Who may pick a student up; a server that gives it of nobody is a bundle without the column."""

IN_USERS = ("role", "orgSourcedIds")
"""Where version 1.1 has the roles."""


class SchoolThere:
    """A school as the server knows it (org) and as we do (source), which stands for it in all that is read."""

    def __init__(self, org: str, source: str) -> None:
        self._org, self._source = org, source

    def named(self, org: str) -> str:
        """What we call an org of the server."""
        return self._source if org == self._org else org

    def is_its(self, row: Row) -> bool:
        """Whether a class or an enrollment is of this school."""
        return row["schoolSourcedId"] == self._source

    def has(self, row: Row, *, changes: bool) -> Iterable[Row]:
        """The row; of another school nothing, or of changes that it is gone: it may have been here before."""
        if self.is_its(row):
            yield row
        elif changes:
            yield row | {"status": "tobedeleted"}


def bundle_of_items(
    items: Mapping[str, Iterable[Item]], there: SchoolThere, version: str, *, changes: bool
) -> bytes:
    """
    A zip as hub/oneroster/read.py reads it. items: by the names of their collections; demographics may be missing.

    changes: they are only those that changed since what was read before.
    """
    files: dict[str, list[Row]] = {name: list(_ROWS[name](its, there)) for name, its in items.items()}
    for name in ("classes", "enrollments"):
        files[name] = [one for row in files[name] for one in there.has(row, changes=changes)]
    if version != "1.1":
        files["roles"] = list(_roles(items["users"], there))
    columns = dict(COLUMNS)
    if version == "1.1":
        columns["users"] = (*COLUMNS["users"], *IN_USERS)
    if any(PICK_UPS in row for row in files["users"]):
        columns["users"] = (*columns["users"], PICK_UPS)
    mode = "delta" if changes else "bulk"
    said = {"manifest.version": "1.0", "oneroster.version": version}
    said |= {f"file.{name}": mode if name in files else "absent" for name in COLUMNS}
    if changes:
        said["roomwire.rolesWithUsers"] = "true"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        manifest = ({"propertyName": name, "value": value} for name, value in said.items())
        _write(archive, "manifest.csv", _csv(("propertyName", "value"), manifest))
        for name, rows in files.items():
            _write(archive, f"{name}.csv", _csv(columns[name], rows))
    return made.getvalue()


def _write(archive: zipfile.ZipFile, name: str, text: str) -> None:
    """A file without a moment of its own, so that the same roster is the same octets."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, text)


def _csv(columns: tuple[str, ...], rows: Iterable[Row]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n", extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _plain(item: Item, *names: str) -> Row:
    return {name: word(item.get(name)) for name in ("sourcedId", "status", "dateLastModified", *names)}


def word(value: object) -> str:
    """A value as CSV has it; what is no single value is none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and not -LARGEST <= value <= LARGEST:
        return ""
    said = str(value) if isinstance(value, str | int | float) else ""
    return said.replace("\0", "").encode(errors="replace").decode()


def reference(value: object) -> str:
    """The sourcedId of what a row refers to (GUIDRef)."""
    return word(value.get("sourcedId")) if isinstance(value, dict) else ""


def _references(value: object) -> list[str]:
    return [its for one in value if (its := reference(one))] if isinstance(value, list) else []


def _orgs(items: Iterable[Item], there: SchoolThere) -> Iterator[Row]:
    for item in items:
        row = _plain(item, "name", "type")
        row["sourcedId"] = there.named(row["sourcedId"])
        yield row | {"parentSourcedId": there.named(reference(item.get("parent")))}


def _terms(items: Iterable[Item], _: SchoolThere) -> Iterator[Row]:
    for item in items:
        yield _plain(item, "title") | {name: word(item.get(name))[:10] for name in ("startDate", "endDate")}


def _classes(items: Iterable[Item], there: SchoolThere) -> Iterator[Row]:
    for item in items:
        its = {"schoolSourcedId": there.named(reference(item.get("school")))}
        yield _plain(item, "title") | its | {"termSourcedIds": ",".join(_references(item.get("terms")))}


def _users(items: Iterable[Item], there: SchoolThere) -> Iterator[Row]:
    for item in items:
        row = _plain(item, "enabledUser", "givenName", "familyName", "email", "sms", "phone", "role")
        row["agentSourcedIds"] = ",".join(_references(item.get("agents")))
        row["orgSourcedIds"] = ",".join(there.named(one) for one in _references(item.get("orgs")))
        more = item.get("metadata")
        payers = more.get("payerSourcedIds") if isinstance(more, dict) else None
        row["metadata.payerSourcedIds"] = ",".join(map(word, payers)) if isinstance(payers, list) else word(payers)
        if isinstance(more, dict) and PICKED_UP in more:
            listed = more[PICKED_UP]
            row[PICK_UPS] = "; ".join(map(word, listed)) if isinstance(listed, list) else word(listed)
        yield row


def _roles(users: Iterable[Item], there: SchoolThere) -> Iterator[Row]:
    """Those of each user (1.2), numbered as they stand there: they have no ids of their own."""
    for user in users:
        listed = user.get("roles")
        if word(user.get("status")).lower() == "tobedeleted" or not isinstance(listed, list):
            continue
        for nth, role in enumerate((one for one in listed if isinstance(one, dict)), 1):
            row = _plain(user) | {"sourcedId": f"{word(user.get('sourcedId'))}#{nth}"[:255]}
            row |= {"userSourcedId": word(user.get("sourcedId")), "role": word(role.get("role"))}
            row["orgSourcedId"] = there.named(reference(role.get("org")))
            yield row | {name: word(role.get(name))[:10] for name in ("beginDate", "endDate")}


def _enrollments(items: Iterable[Item], there: SchoolThere) -> Iterator[Row]:
    for item in items:
        yield _plain(item, "role") | {
            "classSourcedId": reference(item.get("class")),
            "schoolSourcedId": there.named(reference(item.get("school"))),
            "userSourcedId": reference(item.get("user")),
            **{name: word(item.get(name))[:10] for name in ("beginDate", "endDate")},
        }


def _births(items: Iterable[Item], _: SchoolThere) -> Iterator[Row]:
    for item in items:
        yield _plain(item, "birthDate")


_ROWS: Mapping[str, Callable[[Iterable[Item], SchoolThere], Iterator[Row]]] = {
    "orgs": _orgs,
    "academicSessions": _terms,
    "classes": _classes,
    "users": _users,
    "enrollments": _enrollments,
    "demographics": _births,
}

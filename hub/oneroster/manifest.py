"""This file reads manifest.csv: which version a bundle has, and whether it is whole."""

from __future__ import annotations

from hub.oneroster.findings import Findings, Record
from hub.oneroster.sheets import Columns, Sheets
from hub.oneroster.unpack import FILES, Files
from policies.sentence import say

COLUMNS = Columns(("propertyName", "value"))

DELTA = say(
    "This bundle has only what changed (delta), and there is no whole roster here that it could be added to. Send a"
    " full (bulk) export first: choose it in the system that this comes from."
)

OTHER_VERSION = say(
    "This bundle of changes is of another version of OneRoster than the roster before it. Send a full (bulk)"
    " export."
)

UNNEEDED = frozenset({"academicsessions.csv"})
"""What a roster can do without, though the manifest announces it."""

WITH_USERS = "roomwire.rolesWithUsers"
"""Our own property: the roles of a user who is in the bundle are all in it, as a REST server gives them."""


def properties(sheets: Sheets) -> list[Record]:
    """The manifest's rows; none where there is no manifest: the roster is whole then, of either version."""
    return list(sheets.records("manifest.csv", COLUMNS)) if sheets.has("manifest.csv") else []


def delta(manifest: list[Record], files: Files) -> Record | None:
    """
    The first row that says of a file we read that it has only what changed; where nothing but birth dates is in
    the bundle, that they do.
    """
    alone = not any(file in files for file in FILES if file != "manifest.csv")
    said = (each for each in manifest if each["value"].lower() == "delta")
    return next((each for each in said if _file(each) or (alone and _is_births(each))), None)


def changed(manifest: list[Record]) -> frozenset[str]:
    """The files of which the bundle has only what changed."""
    return frozenset(file for each in manifest if (file := _file(each)) and each["value"].lower() == "delta")


def with_users(manifest: list[Record]) -> bool:
    """Whether all roles of a user who is in the bundle come with that user."""
    return any(each["propertyName"] == WITH_USERS and each["value"] == "true" for each in manifest)


def unsaid(manifest: list[Record], files: Files, findings: Findings) -> None:
    """In a bundle of changes, problems of files of which nobody says whether they are whole."""
    said = {_file(each) for each in manifest}
    for file in FILES:
        if file in files and file not in said and file != "manifest.csv":
            reason = say(
                "The manifest does not say of {file} whether it is whole (bulk) or has only what changed (delta)."
                " Correct the manifest, or send a full (bulk) export.",
                file=file,
            )
            findings.about("manifest.csv", reason)


def _is_births(record: Record) -> bool:
    return record["propertyName"].lower() == "file.demographics"


def is_delta(manifest: list[Record], name: str) -> bool:
    """Whether the manifest says of a file that it has only what changed. name: in small letters, without ending."""
    return any(
        each["propertyName"].lower() == f"file.{name}" and each["value"].lower() == "delta" for each in manifest
    )


def version(manifest: list[Record], findings: Findings) -> str | None:
    """1.1 or 1.2; None where the manifest does not tell."""
    for each in manifest:
        if each["propertyName"].lower() == "oneroster.version":
            known = each["value"][:3]
            if known in ("1.1", "1.2") and each["value"][3:4] in ("", "."):
                return known
            reason = say("Only OneRoster 1.1 and 1.2 are understood. Export one of those.")
            findings.problem(each, "value", reason)
    return None


def compare(manifest: list[Record], files: Files, findings: Findings) -> None:
    """
    Problems where the manifest and the bundle contradict each other.

    Whichever of the two is right, a roster that is applied without one of its
    files would take rooms away from people. A file that is announced and not
    there is put into files as unreadable, so that it is told of only once.
    """
    for each in manifest:
        file, mode = _file(each), each["value"].lower()
        if file is None:
            continue
        if mode not in ("bulk", "delta", "absent"):
            findings.problem(each, "value", say("The value has to be bulk, delta or absent."))
        elif mode == "absent" and file in files:
            reason = say("The manifest says that there is no {file}, but there is one.", file=file)
            findings.problem(each, "value", reason)
        elif mode != "absent" and file not in files and file in UNNEEDED:
            reason = say("The manifest announces {file}, but it is missing, so nothing of it is read.", file=file)
            findings.warning(each, "value", reason)
        elif mode != "absent" and file not in files:
            files[file] = None
            findings.problem(each, "value", say("The manifest announces {file}, but it is missing.", file=file))


def is_alone(manifest: list[Record], files: Files) -> bool:
    """Whether there is a manifest, and by its own word nothing else: how some sources say that nothing changed."""
    absent = [each["value"].lower() == "absent" for each in manifest if _file(each)]
    return bool(absent) and all(absent) and files.keys() == {"manifest.csv"}


def _file(record: Record) -> str | None:
    """The file that the property is about, if it is one that we read."""
    kind, _, name = record["propertyName"].lower().partition(".")
    return f"{name}.csv" if kind == "file" and f"{name}.csv" in FILES else None

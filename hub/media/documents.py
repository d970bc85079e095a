"""This file recognizes the documents that are taken, by what they hold."""

from __future__ import annotations

import io
import re
import zipfile

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."

OFFICE = {
    "word/document.xml": _OFFICE + "wordprocessingml.document",
    "xl/workbook.xml": _OFFICE + "spreadsheetml.sheet",
    "ppt/presentation.xml": _OFFICE + "presentationml.presentation",
}
"""The part that each kind of Office document has."""

OPEN = frozenset({_OPEN + "text", _OPEN + "spreadsheet", _OPEN + "presentation"})

_LONGEST = len(max(OPEN, key=len))

PDF, TEXT = "application/pdf", "text/plain"

ENTRIES, DIRECTORY = 4_096, 1_048_576
"""Parts of a document, and octets of the list of them; no document has as many, and reading them takes memory."""

_UNSEEN = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
"""Characters that stand in no text."""


def document_type(raw: bytes) -> str | None:
    """The media type of a document; None for what is none that is taken."""
    if raw.startswith(b"%PDF-"):
        return PDF
    if raw.startswith(b"PK\x03\x04"):
        return _packed(raw)
    return TEXT if _is_text(raw) else None


def _is_text(raw: bytes) -> bool:
    if _UNSEEN.search(raw):
        return False
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _packed(raw: bytes) -> str | None:
    """An Office or OpenDocument file; one with macros in it is none."""
    if not _has_short_list(raw):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = set(archive.namelist())
            if any(_runs(name) for name in names):
                return None
            if "[Content_Types].xml" in names:
                return next((kind for part, kind in OFFICE.items() if part in names), None)
            return _open_document(archive, names)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        OSError,
        ValueError,
        LookupError,
        RuntimeError,
        EOFError,
    ):
        return None


def _has_short_list(raw: bytes) -> bool:
    at = raw.rfind(b"PK\x05\x06", max(0, len(raw) - 65_557))
    if at < 0 or len(raw) < at + 22 or b"PK\x06\x07" in raw[max(0, at - 20) : at]:
        return False
    count, size = int.from_bytes(raw[at + 10 : at + 12], "little"), int.from_bytes(raw[at + 12 : at + 16], "little")
    return count <= ENTRIES and size <= DIRECTORY


def _runs(name: str) -> bool:
    lower = name.lower()
    return lower.endswith("vbaproject.bin") or lower.startswith(("basic/", "scripts/"))


def _open_document(archive: zipfile.ZipFile, names: set[str]) -> str | None:
    """It says what it is in a part that is not packed, as its rules demand; nothing here is ever unpacked."""
    if "mimetype" not in names:
        return None
    its = archive.getinfo("mimetype")
    if its.compress_type != zipfile.ZIP_STORED or not its.compress_size == its.file_size <= _LONGEST:
        return None
    said = archive.read(its).decode("ascii", "replace").strip()
    return said if said in OPEN else None

"""This file takes a bundle's CSV files out of a zip or a folder, and trusts neither."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from hub.oneroster.findings import Findings
from policies.sentence import say

FILES = (
    "manifest.csv",
    "orgs.csv",
    "classes.csv",
    "users.csv",
    "roles.csv",
    "academicsessions.csv",
    "enrollments.csv",
)
"""What we read, in this order; everything else in a bundle is kept out of the way."""

ASIDE = ("demographics.csv",)
"""What is read where it lies beside those, and is not missed: nothing that is wrong with it stops a roster."""

UNPACKED = 100 * 1024 * 1024
"""Bytes in all files that we read together; a chain of a hundred centers has some 10 MiB."""

ENTRIES = 64
"""Files in one bundle; the standard knows about twenty, and Macs double them."""

ENTRY = b"PK\x01\x02"
"""What each entry of a zip's table of contents begins with."""

GARBLED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ArithmeticError,
    LookupError,
    RuntimeError,
    ValueError,
)
"""What the zip module raises over bytes that somebody made up."""

Files = dict[str, bytes | None]
"""Content by name; None for a file that is there and could not be read, which has been told already."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in the bundle, not yet opened; refused is a sentence where it may not be."""

    path: PurePosixPath
    open: Callable[[], BinaryIO]
    refused: str = ""


def unpack(path: Path, findings: Findings) -> Files:
    """The files of FILES that lie in the bundle, by their names in lower case."""
    try:
        if path.is_dir():
            return _contents(path.name, _in_folder(path), findings)
        if path.is_file():
            return _unzip(path, findings)
    except PermissionError:
        findings.about(path.name, say("This file or folder may not be read: its permissions forbid it."))
    except (OSError, ValueError):
        findings.about(path.name, say("This file or folder cannot be read."))
    else:
        findings.about(path.name, say("There is no such file or folder."))
    return {}


def _in_folder(folder: Path) -> list[Entry]:
    """Files in the folder itself and in its sub-folders, no deeper; links to folders are not followed."""
    found = []
    for path in sorted(folder.iterdir()):
        inner = sorted(path.iterdir()) if path.is_dir() and not path.is_symlink() else [path]
        found += [each for each in inner if each.is_file()]
    return [Entry(PurePosixPath(each.relative_to(folder).as_posix()), _opener(each)) for each in found]


def _opener(path: Path) -> Callable[[], BinaryIO]:
    return lambda: path.open("rb")


def _unzip(path: Path, findings: Findings) -> Files:
    with path.open("rb") as file:
        packed = file.read(UNPACKED + 1)
    return unzip(path.name, packed, findings)


def unzip(name: str, packed: bytes, findings: Findings) -> Files:
    """Likewise, of a zip that is in memory. name: what it is called, as people know it."""
    if len(packed) > UNPACKED:
        findings.about(name, say("This file is larger than {most} MiB; a roster never is.", most=UNPACKED >> 20))
        return {}
    # counted before the zip module builds an object for each of what may be millions
    if packed.count(ENTRY) > 16 * ENTRIES:
        findings.about(name, _too_many())
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            return _contents(name, _in_zip(archive), findings)
    except GARBLED:
        findings.about(name, say("This is not a whole zip file. Export it again, or choose another file."))
        return {}


def _in_zip(archive: zipfile.ZipFile) -> list[Entry]:
    return [
        Entry(PurePosixPath(info.filename.replace("\\", "/")), _unpacker(archive, info), _refusal(info))
        for info in archive.infolist()
        if not info.is_dir()
    ]


def _unpacker(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    return lambda: archive.open(info)  # type: ignore[return-value]  # IO[bytes] in the library's stubs


def _refusal(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & 1:
        return say("This file is protected with a password. Make the zip file again without one.")
    # the other ways to pack unpack without a limit: one small block can fill the memory
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return say("This file is packed in an unusual way. Make the zip file again with ordinary compression.")
    return ""


def _contents(bundle: str, entries: Iterable[Entry], findings: Findings) -> Files:
    entries = list(entries)
    if len(entries) > ENTRIES:
        findings.about(bundle, _too_many())
        return {}
    files: Files = {}
    left, chosen = UNPACKED, _chosen(bundle, entries, findings)
    for name, entry in chosen.items():
        files[name] = content = _content(name, entry, left, findings)
        left -= len(content or b"")
    return files | {name: _content(name, entry, left, Findings()) for name, entry in _beside(entries, chosen)}


def _beside(entries: list[Entry], chosen: Mapping[str, Entry]) -> Iterable[tuple[str, Entry]]:
    """The entries of ASIDE that lie where those that were chosen do."""
    where = {one.path.parent for one in chosen.values()}
    return ((its, one) for one in entries if one.path.parent in where and (its := one.path.name.lower()) in ASIDE)


def _too_many() -> str:
    return say("There are more than {most} files in it. Is this the roster?", most=ENTRIES)


def _chosen(bundle: str, entries: list[Entry], findings: Findings) -> Mapping[str, Entry]:
    """The entries that we read: those at the top, or else those of the one sub-folder that has any."""
    folders: dict[str, dict[str, Entry]] = {}
    for entry in entries:
        name, folder = entry.path.name.lower(), entry.path.parent.as_posix()
        if name in FILES and _near(entry.path):
            if name in folders.setdefault(folder, {}):
                findings.about(name, say("This file is in the bundle twice. Leave only the right one in it."))
            folders[folder].setdefault(name, entry)
    if "." in folders:
        return folders["."]
    if len(folders) > 1:
        findings.about(bundle, say("The files of the roster lie in several folders. Put them into one."))
    elif not folders:
        findings.about(bundle, say("There are no OneRoster files in it, such as users.csv."))
    return next(iter(folders.values()), {})


def _near(path: PurePosixPath) -> bool:
    """Whether it lies at the top or in one sub-folder, which is not the shadow folder of a Mac."""
    return len(path.parts) <= 2 and path.parts[0] not in ("..", "/", "__MACOSX")


def _content(name: str, entry: Entry, left: int, findings: Findings) -> bytes | None:
    if entry.refused:
        findings.about(name, entry.refused)
        return None
    try:
        with entry.open() as file:
            content = file.read(left + 1)
    except PermissionError:
        findings.about(name, say("This file may not be read: its permissions forbid it."))
        return None
    except GARBLED:
        findings.about(name, say("This file is damaged and cannot be read. Export the roster again."))
        return None
    if len(content) > left:
        reason = say("The files are larger than {most} MiB together; a roster never is.", most=UNPACKED >> 20)
        findings.about(name, reason)
        return None
    return content

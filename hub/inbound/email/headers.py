"""This file reads the head of an email line by line as it came, before anything in it is decoded."""

from __future__ import annotations

import re
from dataclasses import dataclass

HEAD = 262_144
"""Octets in which the head of an email has to end; what mail servers take is a quarter of it, or less."""

_END = re.compile(rb"\n\r?\n")
_FIELD = re.compile(rb"([!-9;-~]+)([ \t]*):")
_FROM = re.compile(rb"^from[ \t]*:", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class EmailHead:
    """
    What stands above the words of an email.

    fields: name in lower case and value on one line, in their order; octets that are no UTF-8 as lone surrogates.
    sound: whether every program reads the same fields in it. Where not, who checked it may have seen another From.
    lines: its fields as they came, each line ended by a line feed. rest: where the words begin.
    """

    fields: tuple[tuple[str, str], ...]
    sound: bool
    lines: bytes
    rest: int

    def all(self, name: str) -> list[str]:
        """The values of a field, by its name in lower case, from the top."""
        return [value for its, value in self.fields if its == name]

    def first(self, name: str) -> str:
        """Its uppermost value; empty where there is none."""
        return next(iter(self.all(name)), "")


def head_of(raw: bytes) -> EmailHead:
    """
    The head of an email. A line ends with a line feed here, and with nothing else.

    Programs differ in what else ends a line or a head (a lone carriage return, a line that is no field, a blank
    before the colon), and so one of them can be shown a From that another does not see.
    """
    end, rest = _ends(raw)
    head = raw[:end]
    lines = [line.removesuffix(b"\r") for line in head.split(b"\n")] if head else []
    if lines and re.match(rb">?From [^:]*(?:\s|$)", lines[0]) and not _FIELD.match(lines[0]):
        lines.pop(0)  # as mailboxes are kept in files
    kept, odd = _fields(lines)
    sound = not odd and b"\r" not in b"".join(lines) and b"\0" not in head and not _hidden(raw, end)
    whole = [b"".join(field).replace(b"\r", b" ").replace(b"\0", b"") for field in kept]
    return EmailHead(
        fields=tuple(_field(one) for one in whole), sound=sound and rest <= HEAD + 4,
        lines=b"".join(b"\n".join(field).replace(b"\r", b" ") + b"\n" for field in kept), rest=rest,
    )  # fmt: skip


def _ends(raw: bytes) -> tuple[int, int]:
    """Where the head ends, and where what follows begins."""
    if raw[:1] == b"\n" or raw[:2] == b"\r\n":
        return 0, raw.index(b"\n") + 1
    found = _END.search(raw, 0, HEAD)
    if found is not None:
        return found.start() + 1, found.end()
    return (len(raw), len(raw)) if len(raw) <= HEAD else (HEAD, len(raw))


def _fields(lines: list[bytes]) -> tuple[list[list[bytes]], bool]:
    """The lines of each field, and whether there was anything else."""
    kept: list[list[bytes]] = []
    odd = False
    for line in lines:
        if line[:1] in {b" ", b"\t"} and kept:
            kept[-1].append(line)
        elif (found := _FIELD.match(line)) is not None:
            kept.append([line])
            odd |= bool(found[2]) and found[1].lower() == b"from"
        else:
            odd |= bool(line)
    return kept, odd


def _hidden(raw: bytes, end: int) -> bool:
    """Whether another From stands where the head goes on for who takes only both octets for the end of a line."""
    strict = raw.find(b"\r\n\r\n", 0, HEAD)
    return strict > end and _FROM.search(raw, end, strict) is not None


def _field(line: bytes) -> tuple[str, str]:
    name, _, value = line.partition(b":")
    return name.strip().lower().decode("ascii"), value.strip().decode("utf-8", "surrogateescape")

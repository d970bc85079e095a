"""This file puts together again the lines that a mail program broke for their length."""

from __future__ import annotations

CUT = 998
"""Octets after which a mail server breaks a line (RFC 5321, 4.5.3.1.6); Postfix writes a blank behind the break."""


def unflowed(text: str, *, delete_space: bool) -> str:
    """
    Paragraphs of text that is format=flowed, each on one line; what is quoted stays so, as deep as it was.

    delete_space: the blank that a line was broken at is not part of the words (DelSp=yes).

    Source: RFC 3676, 4.
    """
    made: list[str] = []
    open_at = -1  # how deep the line is quoted that goes on; -1 where none does
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        goes_on = words.endswith(" ") and words != "-- "
        kept = words[:-1] if goes_on and delete_space else words
        if open_at == depth and words != "-- ":
            made.append(kept)
        else:
            made.append("\n" + ">" * depth + (" " if depth and words else "") + kept)
        open_at = depth if goes_on else -1
    return "".join(made)[1:]


def uncut(raw: bytes) -> bytes:
    """Octets as they were before a mail server broke lines that were too long for it, maybe within a letter."""
    lines = raw.split(b"\n")
    if max(map(len, lines)) < CUT:
        return raw
    made, before = [lines[0]], lines[0]
    for line in lines[1:]:
        if line[:1] == b" " and len(before.removesuffix(b"\r")) == CUT:
            made[-1] = made[-1].removesuffix(b"\r")
            made.append(line[1:])
        else:
            made += [b"\n", line]
        before = line
    return b"".join(made)

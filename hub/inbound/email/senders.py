"""This file finds whom an email is from, in its head as it came: nothing that was decoded is read as an address."""

from __future__ import annotations

import re
from email.utils import getaddresses

from hub.inbound.email.headers import EmailHead

FROM_CHARS = 2_000
"""Characters of a From that is read; nobody's is as long, and it is never read in part."""

_TOKEN = re.compile(
    r'(?P<quoted>"(?:[^"\\]|\\.)*")'
    r"|(?P<comment>\([^()\\]*\))"
    r"|<(?P<angle>[^<>]*)>"
    r"|(?P<comma>,)"
    r'|(?P<word>[^\s"(),:;<>\\]+)'
    r"|(?P<space>\s+)"
    r"|(?P<odd>.)",
    re.DOTALL,
)

_ADDRESS = re.compile(r"""[^\s"(),:;<>@\[\]\\]{1,64}@[^\W_](?:[\w.-]{0,252}[^\W_])?""")

_ASCII_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
"""Not lower(): it makes a k of the sign for kelvin, which is another letter of another mailbox."""


def senders_of(head: EmailHead) -> tuple[str, ...]:
    """
    Every address that an email claims to be from, in lower case.

    One where it is in order; none or several where programs may disagree on whom it is from. Sender and the like
    are not looked at: DMARC speaks of From alone.

    Source: RFC 5322, 3.4 and 3.6.2; RFC 7489, 3.1.
    """
    found = [mailboxes(value) for value in head.all("from")]
    named = tuple(address for one in found for address in one or ())
    in_order = head.sound and len(found) == 1 and found[0] is not None
    return named if in_order or len(named) != 1 else ()


def mailboxes(value: str) -> tuple[str, ...] | None:
    """The addresses of a From as it came; None where it is not in order, or could be read in two ways."""
    if len(value) > FROM_CHARS:
        return None
    parts: list[list[tuple[str, str]]] = [[]]
    for found in _TOKEN.finditer(value):
        kind, text = str(found.lastgroup), found[str(found.lastgroup)]
        if _odd(kind, text):
            return None
        if kind == "comma":
            parts.append([])
        elif kind not in {"space", "comment"}:
            parts[-1].append((kind, text))
    its = _one(parts) if value.count("@") == 1 else _each(parts)
    return its if its and _known(value) == set(its) else None


def _odd(kind: str, text: str) -> bool:
    """What a simpler reader than we are takes for something else."""
    if kind == "comment":
        return "@" in text or '"' in text or "<" in text
    if kind == "quoted":
        return "\\" in text and ("@" in text or "<" in text)
    return kind == "odd"


def _one(parts: list[list[tuple[str, str]]]) -> tuple[str, ...] | None:
    """The only address there is: commas before it are part of the name, as in Álvarez, Rosa <…>."""
    if not all(parts):
        return None
    its = _address([token for part in parts for token in part])
    return None if its is None else (its,)


def _each(parts: list[list[tuple[str, str]]]) -> tuple[str, ...] | None:
    found = tuple(_address(part) for part in parts)
    return tuple(one for one in found if one is not None) if None not in found else None


def _address(tokens: list[tuple[str, str]]) -> str | None:
    """The one address of a name and an address in brackets, or of an address alone."""
    if not tokens or any(kind == "angle" for kind, _ in tokens[:-1]):
        return None
    kind, text = tokens[-1]
    address = text.strip(" \t").translate(_ASCII_LOWER)
    if kind == "quoted" or (kind == "word" and len(tokens) > 1) or not _is_address(address):
        return None
    bare = [one.translate(_ASCII_LOWER) for its, one in tokens[:-1] if its == "word" and "@" in one]
    return address if all(one == address for one in bare) else None


def _is_address(text: str) -> bool:
    written = _ADDRESS.fullmatch(text) is not None and text.isprintable()
    return written and "=?" not in text and ".." not in text.partition("@")[2]


def _known(value: str) -> set[str]:
    """What another parser finds, which has to be the same."""
    return {address.translate(_ASCII_LOWER) for _, address in getaddresses([value]) if "@" in address}


_ANY = re.compile(r"[^\s\"(),:;<>@\[\]\\]{1,64}@[A-Za-z0-9.-]{1,255}")


def named_in(values: list[str]) -> list[str]:
    """All that looks like an address in lists of recipients, in their order; ours are signed, and found by that."""
    return [found.rstrip(".") for value in values for found in _ANY.findall(value)]

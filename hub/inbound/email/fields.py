"""This file reads what a header says in words: encoded or raw, and the names that files are given."""

from __future__ import annotations

import base64
import binascii
import re
from email.message import Message
from urllib.parse import unquote_to_bytes

from hub.inbound.email.charsets import decoded

HEADER_CHARS = 2_000
"""Characters of a header that are read as words."""

_WORD = re.compile(r"=\?([^?*\s]{1,60})(?:\*[^?\s]{0,60})?\?([bqBQ])\?([^?]*)\?=")

_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)

_ASCII = bytes(octet for octet in range(0x80) if _CONTROLS.match(chr(octet)))


def clean(text: str) -> str:
    """Without what nobody writes by hand: NUL and its like, halves of characters, reversed writing."""
    if text.isascii():  # several times as fast, and most text is
        text = text.encode().translate(None, _ASCII).decode()
        return text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(value: str) -> str:
    """
    A header in words, on one line. value: as it came, octets that are no UTF-8 as lone surrogates.

    Source: RFC 2047; a letter may be split over two encoded words, which many programs do.
    """
    text = _raw(value[:HEADER_CHARS])
    made: list[str] = []
    octets, charset, at = b"", "", 0
    for found in _WORD.finditer(text):
        between = text[at : found.start()]
        if (between.strip() if made or octets else between) or found[1].lower() != charset:
            made += [decoded(octets, charset) if octets else "", between if between.strip() or not at else ""]
            octets = b""
        octets, charset, at = octets + _octets(found[2], found[3]), found[1].lower(), found.end()
    made += [decoded(octets, charset) if octets else "", text[at:]]
    return " ".join(clean("".join(made)).split())


def _raw(value: str) -> str:
    """Octets beyond ASCII in the charset that they are in; each piece for itself, between what is no text."""
    pieces = re.split(r'([;="])', value) if not value.isascii() else [value]
    return "".join(one if one.isascii() else decoded(one.encode("utf-8", "surrogateescape")) for one in pieces)


def _octets(how: str, text: str) -> bytes:
    raw = text.encode("utf-8", "surrogateescape")
    if how in "qQ":
        return binascii.a2b_qp(raw, header=True)
    return unbase64(raw)


def unbase64(raw: bytes) -> bytes:
    """As much of base64 as there is, whatever stands between, and whatever was cut off at its end."""
    try:
        return binascii.a2b_base64(raw)
    except binascii.Error:
        pass
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", raw.partition(b"=")[0] if raw.count(b"=") < 3 else raw)
    return base64.b64decode(kept[: len(kept) - (len(kept) % 4 == 1)] + b"=" * (-len(kept) % 4))


def name_of(part: Message) -> str:
    """The name that a file was given (RFC 2183, RFC 2231, RFC 2047, raw); empty where it has none."""
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        found = part.get_param(parameter, header=header, failobj=None)
        if isinstance(found, tuple):
            raw = found[2].encode("latin-1", "surrogateescape") if _narrow(found[2]) else found[2].encode()
            return one_line(decoded(raw, found[0] or ""))
        if found:
            return one_line(_unquoted(str(found)))
    return ""


def _narrow(text: str) -> bool:
    return all(ord(one) < 256 or 0xDC80 <= ord(one) <= 0xDCFF for one in text)


def _unquoted(name: str) -> str:
    """Some programs put percent signs for what they cannot write."""
    if re.fullmatch(r"(?:[\w.~-]|%[0-9A-Fa-f]{2}){1,500}", name, re.ASCII) and re.search(
        r"%[C-Fc-f][0-9A-Fa-f]%", name
    ):
        return decoded(unquote_to_bytes(name))
    return name


def mended(part: Message) -> None:
    """Read the raw octets in headers of a part, which the standard library would turn into question marks."""
    for name, value in list(part.raw_items()):
        if not isinstance(value, str) or value.isascii():
            continue
        if name.lower() in {"content-type", "content-disposition", "content-id"}:
            part.replace_header(name, _raw(value))

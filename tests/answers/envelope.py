"""This file writes messages byte by byte, as programs do: order of headers, boundaries, encodings."""

from __future__ import annotations

import base64
import quopri
import string
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_LINE = 990
"""Octets; a program that would send a longer line as it is encodes the part instead (RFC 5322, 2.1.1: 998)."""


@dataclass(frozen=True)
class Leaf:
    """A part without parts. headers: all of them, in order. body: encoded already."""

    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True)
class Multi:
    """Parts in a part. subtype: alternative, mixed, related. more: what follows the boundary's parameter."""

    subtype: str
    boundary: str
    parts: Sequence[Leaf | Multi]
    more: str = ""
    preamble: str = ""
    form: str = 'multipart/{}; boundary="{}"'


def raw(headers: Sequence[tuple[str, str]], part: Leaf | Multi) -> bytes:
    """A whole message with CRLF; the part's own headers come last."""
    lines, body = _written(part)
    head = "".join(f"{name}: {value}\r\n" for name, value in (*headers, *lines))
    return head.encode("ascii") + b"\r\n" + body


def text(subtype: str, words: str, charset: str = "UTF-8", cte: str = "quoted-printable", form: str = "") -> Leaf:
    """
    A part of text. charset: as the program names it. cte: 8bit becomes 7bit where that is enough, and
    quoted-printable where a line is too long. form: of Content-Type, with {0} for subtype and {1} for charset.
    """
    data = words.replace("\r\n", "\n").replace("\n", "\r\n").encode(CODECS.get(charset.lower(), charset))
    if cte == "8bit":
        longest = max(map(len, data.split(b"\r\n")))
        cte = "quoted-printable" if longest > LONGEST_LINE else "7bit" if data.isascii() else "8bit"
    kind = (form or 'text/{0}; charset="{1}"').format(subtype, charset)
    return Leaf((("Content-Type", kind), ("Content-Transfer-Encoding", cte)), encoded(data, cte))


CODECS = {"gb2312": "gb18030", "ks_c_5601-1987": "cp949", "iso-8859-1": "cp1252", "iso-2022-jp": "iso2022_jp"}
"""What programs write under a name; they call GBK gb2312 and windows-1252 iso-8859-1, as browsers read them."""

STRICT = {"gb2312": "gbk", "iso-8859-1": "latin-1"}
"""What must hold all letters before a program writes that name."""

OFFICE = {
    "en": ("us-ascii", "iso-8859-1", "Windows-1252"), "es": ("iso-8859-1", "Windows-1252"), "pt": ("iso-8859-1",),
    "de": ("iso-8859-1", "Windows-1252"), "fr": ("iso-8859-1", "Windows-1252"), "ru": ("koi8-r", "windows-1251"),
    "zh": ("gb2312",), "ja": ("iso-2022-jp",), "ko": ("ks_c_5601-1987",), "ar": ("windows-1256",), "vi": (),
}  # fmt: skip
"""What Outlook tries for a language before UTF-8, in order."""


def office_charset(words: str, language: str) -> str:
    """The first of a language's charsets that has all letters of a text; where GBK is meant, only what it has."""
    for name in OFFICE[language]:
        try:
            words.encode(STRICT.get(name) or CODECS.get(name, name))
        except UnicodeEncodeError:
            continue
        return name
    return "utf-8"


def attached(name: str, data: bytes, kind: str = "image/png", more: Sequence[tuple[str, str]] = ()) -> Leaf:
    """A file, in base64; more: its other headers, among them how it stands there."""
    head = (("Content-Type", f'{kind}; name="{name}"'), ("Content-Transfer-Encoding", "base64"), *more)
    return Leaf(head, encoded(data, "base64"))


def encoded(data: bytes, cte: str) -> bytes:
    """Bytes as a part carries them."""
    if cte == "base64":
        return base64.encodebytes(data).replace(b"\n", b"\r\n")
    if cte == "quoted-printable":
        return quopri.encodestring(data.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    return data


def header(words: str, name: str = "Subject", letter: str = "B", charset: str = "utf-8") -> str:
    """
    A header's words: as they are where ASCII is enough, else encoded (RFC 2047) by letter B or Q, folded.

    charset: as the program names it; name: of the header, whose first line is shorter by it.
    """
    if words.isascii():
        return words
    codec, found, room = CODECS.get(charset.lower(), charset), [""], 74 - len(name) - 2
    for one in words:
        if len(_word(found[-1] + one, letter, charset, codec)) > room:
            found.append("")
            room = 74
        found[-1] += one
    return "\r\n ".join(_word(one, letter, charset, codec) for one in found if one)


def _word(words: str, letter: str, charset: str, codec: str) -> str:
    data = words.encode(codec)
    if letter == "B":
        return f"=?{charset}?B?{base64.b64encode(data).decode()}?="
    kept = "".join("_" if one == 32 else chr(one) if chr(one) in SAFE else f"={one:02X}" for one in data)
    return f"=?{charset}?Q?{kept}?="


SAFE = frozenset(string.ascii_letters + string.digits + "!*+-/")
"""What needs no encoding within a word of letter Q, wherever it stands (RFC 2047, 5)."""


def mailbox(name: str, address: str, letter: str = "B", *, quoted: bool = False) -> str:
    """A name and its address; quoted: in quotes even where none are needed, as some programs do."""
    if not name.isascii():
        return f"{header(name, 'From', letter)} <{address}>"
    needs = quoted or any(one in '()<>[]:;@\\,."' for one in name)
    return f'"{name}" <{address}>' if needs else f"{name} <{address}>"


def _written(part: Leaf | Multi) -> tuple[tuple[tuple[str, str], ...], bytes]:
    if isinstance(part, Leaf):
        return part.headers, part.body
    fence = b"--" + part.boundary.encode()
    pieces = [part.preamble.encode() + b"\r\n" if part.preamble else b""]
    for one in part.parts:
        lines, body = _written(one)
        head = "".join(f"{name}: {value}\r\n" for name, value in lines).encode("ascii")
        pieces.append(fence + b"\r\n" + head + b"\r\n" + body + b"\r\n")
    kind = part.form.format(part.subtype, part.boundary) + part.more
    return (("Content-Type", kind),), b"".join(pieces) + fence + b"--\r\n"

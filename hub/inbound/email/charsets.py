"""This file reads octets as text in the charset that they are really in, whatever an email says of them."""

from __future__ import annotations

import codecs
import re

import webencodings  # type: ignore[import-untyped]

from hub.inbound.email.charset_guess import guess

OTHERS = {
    "gbk": "gb18030", "iso-8859-8-i": "iso8859_8", "x-user-defined": "cp1252", "iso-2022-kr": "iso2022_kr",
    "iso-2022-cn": "gb18030", "hz-gb-2312": "hz",
}  # fmt: skip
"""Where the Encoding Standard means another codec than the library names, or leaves out what is harmless here."""

OWN = {
    "iso-2022-kr": "iso-2022-kr", "csiso2022kr": "iso-2022-kr", "hz-gb-2312": "hz-gb-2312", "cp936": "gbk",
    "ms936": "gbk", "cp949": "euc-kr", "ms949": "euc-kr", "uhc": "euc-kr", "cp932": "shift_jis",
    "big5-eten": "big5", "cp950": "big5", "iso-2022-jp-1": "iso-2022-jp", "iso-2022-jp-2": "iso-2022-jp",
    "iso-2022-jp-3": "iso-2022-jp",
    "iso-2022-jp-ms": "iso-2022-jp", "cp50220": "iso-2022-jp", "cp50221": "iso-2022-jp", "eucjp-ms": "euc-jp",
    "utf8mb4": "utf-8", "x-mac-roman": "macintosh", "iso-8859-1-windows-3.1-latin-1": "windows-1252",
}  # fmt: skip
"""Labels that emails carry and pages do not."""

WESTERN = "windows-1252"
"""What nothing, ASCII and Latin-1 are labelled as; whoever writes those labels has often not looked."""

HALVES = 4
"""Broken octets that are taken for what was cut off western letters, where nothing else is beyond ASCII."""

SEVERAL = {"gbk", "gb18030", "big5", "euc-kr", "euc-jp", "shift_jis", "iso-2022-kr", "hz-gb-2312", "iso-2022-jp"}
"""Charsets in which a letter is several octets, so that text in another one is mostly no text in them."""


def decoded(raw: bytes, label: str = "") -> str:
    """
    Octets as text. label: the charset they are said to be in; empty where nothing says.

    Labels mean what they mean to browsers (WHATWG Encoding Standard). An octet that cannot be read becomes U+FFFD
    and changes nothing else. UTF-8 wins over a label that it contradicts; UTF-7 is never read, as it hides from
    whoever looks at the octets.
    """
    name = _name(label)
    if name.startswith("utf-16"):
        return _utf16(raw, name)
    if b"\x1b$" in raw and name in {"", "utf-8", WESTERN, "iso-2022-jp"}:
        return _jis(raw)
    if raw.isascii() and name not in {"iso-2022-jp", "iso-2022-kr", "hz-gb-2312"}:
        return raw.decode("ascii")
    if (
        name in SEVERAL
        and not (name == "iso-2022-jp" and not raw.isascii())
        and (text := _strictly(raw, name)) is not None
    ):
        return text
    if name != "windows-874" and (text := _utf8(raw, needed=name in {"", "utf-8"})) is not None:
        return text
    if name in {"", "utf-8", WESTERN}:
        return _read(raw, guess(raw, sure=name == WESTERN))
    return _read(raw, name)


def _name(label: str) -> str:
    """A charset by its name in the Encoding Standard; empty where the label is none, or is never believed."""
    plain = label.strip().strip("\"'").lower()[:60]
    if plain in OWN:
        return OWN[plain]
    found = webencodings.lookup(plain)
    return "" if found is None or found.name == "replacement" else str(found.name)


def _chinese(error: UnicodeError) -> tuple[str, int]:
    """The one octet of Chinese Windows that GB 18030 does not have: the sign of the euro."""
    if isinstance(error, UnicodeDecodeError) and error.object[error.start : error.start + 1] == b"\x80":
        return "€", error.start + 1
    raise error


codecs.register_error("roomwire.chinese", _chinese)
CHINESE = {"gbk", "gb18030"}


def _codec(name: str) -> str:
    return OTHERS.get(name) or str(webencodings.lookup(name).codec_info.name)


def _read(raw: bytes, name: str) -> str:
    if name == "iso-2022-jp":
        return _jis(raw)
    if name in {"iso-8859-8", "iso-8859-8-i"} and re.search(rb"[\x80-\x9f]", raw):
        name = "windows-1255"  # the same letters, and the quotation marks that Windows adds
    return raw.decode(_codec(name), "replace")


def _strictly(raw: bytes, name: str) -> str | None:
    if name == "euc-jp":
        return _eucjp(raw)
    try:
        errors = "roomwire.chinese" if name in CHINESE else "strict"
        return _jis(raw) if name == "iso-2022-jp" else raw.decode(_codec(name), errors)
    except UnicodeDecodeError:
        return None


def _utf8(raw: bytes, *, needed: bool) -> str | None:
    """
    As UTF-8, where it is. needed: nothing says that it is in another charset, so a few broken octets do not count.

    By chance hardly anything else is UTF-8: what has at least as many whole letters as broken octets is.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("utf-8-sig", "replace")
    broken = text.count("\ufffd")
    whole = len(text) - broken - len(re.findall(r"[\x00-\x7f]", text))
    cut = needed and broken <= HALVES and re.search(rb"[\xc2\xc3]", raw) and not re.search(rb"[\xc4-\xff]", raw)
    return text if cut or whole >= (broken if needed else 8 * broken) else None


def _utf16(raw: bytes, name: str) -> str:
    """In the order of octets that it says itself, else that of its label."""
    codec = (
        "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-16-be" if name == "utf-16be" else "utf-16-le")
    )
    if b"\0" not in raw and (text := _utf8(raw, needed=False)) is not None:
        return text
    return raw.decode(codec, "replace")


_ESCAPED = re.compile(rb"\x1b(\$[@BD]|\$\([A-Q]|\([A-Z]|\([a-z])")


def _jis(raw: bytes) -> str:
    """
    ISO-2022-JP as mail programs write it, with the signs of NEC and IBM that Python's codec does not know.

    Each run between two escapes is put into Shift_JIS, where they stand.
    """
    pieces = _ESCAPED.split(raw)
    text = [pieces[0].decode("cp932", "replace")]
    for escape, run in zip(pieces[1::2], pieces[2::2], strict=True):
        if escape.startswith(b"$"):
            first, end, others = run.partition(
                b"\n"
            )  # a line ends in ASCII, even where the escape back was cut off
            text += [
                _pairs(first.removesuffix(b"\r")),
                (b"\r" * first.endswith(b"\r") + end + others).decode("cp932", "replace"),
            ]
        elif escape == b"(I":
            text.append(
                bytes(octet | 0x80 if 0x21 <= octet <= 0x5F else octet for octet in run).decode("cp932", "replace")
            )
        else:
            text.append(run.decode("cp932", "replace"))
    return "".join(text)


def _pairs(run: bytes) -> str:
    """Pairs of seven bits each as text (JIS X 0208, with rows 13 and above 88)."""
    made = bytearray()
    for row, cell in zip(run[::2], run[1::2], strict=False):
        made.append((row + 1 >> 1) + (0x70 if row < 0x5F else 0xB0))
        made.append(cell + (0x7E if row % 2 == 0 else 0x1F if cell < 0x60 else 0x20))
    return bytes(octet & 0xFF for octet in made).decode("cp932", "replace")


_EUC = re.compile(rb"([\xa1-\xfe][\xa1-\xfe])|(\x8e[\xa1-\xdf])|(\x8f[\xa1-\xfe]{2})|([\x00-\x7f]+)")


def _eucjp(raw: bytes) -> str | None:
    """EUC-JP, with the same signs; None where it is none."""
    try:
        return raw.decode("euc_jp")
    except UnicodeDecodeError:
        pass
    found = list(_EUC.finditer(raw))
    if sum(len(match[0]) for match in found) != len(raw):
        return None
    return "".join(_euc_piece(match) for match in found)


def _euc_piece(match: re.Match[bytes]) -> str:
    if match[1]:
        return _pairs(bytes(octet & 0x7F for octet in match[1]))
    return match[2][1:].decode("cp932", "replace") if match[2] else match[0].decode("euc_jp", "replace")

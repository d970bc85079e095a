"""This file reads an email that came in, whatever is wrong with it, into the few things that matter of it."""

from __future__ import annotations

import email
import email.policy
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from hub.inbound.enclosed import Enclosed, attached, enclosed
from hub.inbound.pages import text_of_page
from hub.inbound.reports import Report, reports_of

LARGEST = 25 * 1024 * 1024
"""Octets of the largest email taken: what the big mail services send at most."""

MOST_PARTS = 100
"""Parts of one email; nobody's mail client makes as many, and reading them takes longer the deeper they stand."""

READ = 200_000
"""Characters of a part that are looked at; the longest message is far shorter, quoted mails may stand below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """
    What an email says.

    id: its Message-ID, or what stands for it where there is none: the same however often it is handed over.
    senders: every address it claims to be from, in lower case; one, where it is in order.
    automatic: why nobody wrote it by hand, empty where somebody did.
    text: all of it, with what it quotes. files: what was sent along. reports: on mail that came back.
    """

    id: str
    senders: tuple[str, ...]
    automatic: str
    text: str
    files: tuple[Enclosed, ...]
    reports: tuple[Report, ...]


class Unreadable(Exception):  # noqa: N818 (what came, not what broke)
    """It is no email that we can read."""


def read(raw: bytes) -> Letter:
    """
    An email as it came.

    Raises:
        Unreadable: it has too many parts, or they stand too deep.
    """
    if raw.lower().count(b"boundary=") > MOST_PARTS:
        raise Unreadable("It has too many parts.")
    try:
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        parts = list(_leaves(message))
        text, files = _text(parts), enclosed(parts, _page(parts), _header)
        return Letter(
            id=_id(message, text),
            senders=_senders(message),
            automatic=_automatic(message),
            text=text,
            files=files,
            reports=reports_of(message),
        )
    except RecursionError as error:
        raise Unreadable("Its parts stand too deep.") from error


def _leaves(message: Message, within: str = "") -> Iterator[tuple[Message, str]]:
    """Every part that holds something, and the type of what holds it; an email inside an email is one part."""
    if message.is_multipart() and message.get_content_maintype() == "multipart":
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _leaves(part, message.get_content_subtype())
    else:
        yield message, within


def _page(parts: list[tuple[Message, str]]) -> str:
    pages = (part for part, _ in parts if part.get_content_type() == "text/html" and not attached(part))
    return next((_decoded(part) for part in pages), "")


def _text(parts: list[tuple[Message, str]]) -> str:
    """The first plain text there is, else the first page in words."""
    bodies = [part for part, _ in parts if part.get_content_maintype() == "text" and not attached(part)]
    for part in bodies:
        if part.get_content_subtype() == "plain" and (text := _decoded(part)).strip():
            return text
    for part in bodies:
        if part.get_content_subtype() == "html" and (text := text_of_page(_decoded(part))).strip():
            return text
    return ""


def _decoded(part: Message) -> str:
    """In the charset it names, or the most likely one; what cannot be read is shown as such."""
    payload = part.get_payload(decode=True)
    raw = payload[: READ * 4] if isinstance(payload, bytes) else b""
    for charset in (str(part.get_content_charset() or "utf-8"), "utf-8"):
        try:
            return _clean(raw.decode(charset))
        except (LookupError, UnicodeError, ValueError):
            continue
    return _clean(raw.decode("cp1252", "replace"))


_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u200e\u200f\u202a-\u202e]")


def _clean(text: str) -> str:
    """Without what nobody writes by hand: NUL and its like, halves of characters, reversed writing."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:READ]


def _senders(message: Message) -> tuple[str, ...]:
    lines = [_header(line) for line in message.get_all("from", [])]
    return tuple(its for _, address in getaddresses(lines) if (its := address.strip().lower()))


def _header(value: object) -> str:
    """A header in words; encoded where its writer encoded it, and on one line."""
    try:
        pieces = decode_header(str(value)[:2_000])
        text = "".join(one if isinstance(one, str) else _piece(one, charset) for one, charset in pieces)
    except (ValueError, LookupError):
        text = str(value)[:2_000]
    return " ".join(_clean(text).split())


def _piece(raw: bytes, charset: str | None) -> str:
    try:
        return raw.decode(charset or "ascii", "replace")
    except (LookupError, ValueError):
        return raw.decode("utf-8", "replace")


def _automatic(message: Message) -> str:
    """
    Why a program wrote it: answers to it would go round and round.

    Source: RFC 3834, 2 and 5; research/notifiers.md, 4.3.
    """
    said = _header(message.get("auto-submitted", "no")).partition(";")[0].strip().lower()
    if said not in {"", "no"}:
        return f"Auto-Submitted: {said}"
    precedence = _header(message.get("precedence", "")).lower()
    if precedence in {"bulk", "list", "junk", "auto_reply"}:
        return f"Precedence: {precedence}"
    for name in ("List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress-Reply"):
        if message.get(name) is not None:
            return f"{name} is set"
    return ""


def _id(message: Message, text: str) -> str:
    named = _header(message.get("message-id", ""))
    if named:
        return named[:1_000]
    told = [_header(message.get(name, "")) for name in ("from", "date", "subject")]
    return "none:" + hashlib.sha256("\0".join([*told, text]).encode("utf-8", "replace")).hexdigest()

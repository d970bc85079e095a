"""This file finds what somebody sent along with an email: photos and files, and not what only decorates it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message

SEALS = {"pgp-signature", "pkcs7-signature", "x-pkcs7-signature", "delivery-status", "rfc822-headers"}
"""Parts that a mail program adds, and no person."""

DECORATION = 10_000
"""Octets below which a picture within a page is a logo or a smiley; a photo of a phone has twenty times as many."""

_QUOTE = re.compile(
    r"<blockquote|class=.?(?:gmail_quote|yahoo_quoted|moz-cite-prefix)|id=.?(?:divRplyFwdMsg|appendonsend)",
    re.IGNORECASE,
)
"""Where the page of a mail program begins to quote."""

_SHOWN = re.compile(r"""cid:([^"'>\s)]+)""", re.I)

Part = tuple[Message, str]
"""A part, and the type of what holds it."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file as it hung on an email, and what it was called there; empty where it had no name."""

    name: str
    raw: bytes


def attached(part: Message) -> bool:
    """Whether a part is meant to be saved, or has a name to be saved under."""
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def enclosed(parts: list[Part], page: str, words: Callable[[object], str]) -> tuple[Enclosed, ...]:
    """What was sent along, in its order. page: the email's HTML, empty where it has none; words: reads a header."""
    written = page[: found.start()] if (found := _QUOTE.search(page)) else page
    shown = {one.lower() for one in _SHOWN.findall(written)}
    return tuple(
        Enclosed(words(part.get_filename() or ""), _octets(part))
        for part, within in parts
        if _is_file(part) and not _decorates(part, within, shown)
    )


def _is_file(part: Message) -> bool:
    if part.get_content_subtype() in SEALS:
        return False
    return attached(part) or part.get_content_maintype() not in {"text", "multipart"}


def _decorates(part: Message, within: str, shown: set[str]) -> bool:
    """A picture that belongs to the page: a small one, or one that is shown only in what is quoted."""
    if part.get_content_maintype() != "image":
        return False
    its = str(part.get("content-id") or "").strip().strip("<>").lower()
    if part.get_content_disposition() == "attachment" and within != "related":
        return False
    if not its and within != "related":
        return False  # a phone puts photos between the words, with a name and nothing that refers to them
    return len(_octets(part)) < DECORATION or (within == "related" and its not in shown)


def _octets(part: Message) -> bytes:
    """As it was before it was put into the email; text in UTF-8. Empty for an email within the email."""
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    charset = str(part.get_content_charset() or "")
    if part.get_content_maintype() != "text" or not charset:
        return raw
    try:
        return raw.decode(charset).encode("utf-8")
    except (LookupError, ValueError):
        return raw

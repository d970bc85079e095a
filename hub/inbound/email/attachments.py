"""This file finds what somebody sent along with an email: photos and files, and not what only decorates it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message

from hub.inbound.email.charsets import decoded
from hub.inbound.email.fields import name_of

SEALS = {
    "pgp-signature", "pgp-keys", "pgp-encrypted", "pkcs7-signature", "x-pkcs7-signature", "delivery-status",
    "global-delivery-status", "disposition-notification", "global-disposition-notification", "rfc822-headers",
    "global-headers", "feedback-report", "vnd.google.email-reaction+json", "x-amp-html",
}  # fmt: skip
"""Parts that a mail program adds, and no person."""

NO_WORDS = {"calendar", "vcard", "x-vcard", "directory", "x-vcalendar", "css", "csv", "xml", "rtf", "javascript"}
"""Text that is there for programs."""

KEY = b"-----BEGIN PGP PUBLIC KEY BLOCK-----"
"""Some programs send it along with each message, as a file of no kind."""

_SPLIT = re.compile(r"ATT\d{3,8}\.(?:txt|html?)", re.IGNORECASE)
"""What Exchange calls the words behind a picture."""

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


def is_words(part: Message, *, alone: bool = False) -> bool:
    """
    Whether a part is to be read, and not to be saved. alone: it is all there is of the email.

    A named text is a file; one that hangs on the email without a name is words that a program put behind a picture.
    """
    if part.is_multipart():
        return False
    if part.get_content_maintype() != "text" or part.get_content_subtype() in SEALS | NO_WORDS:
        return part.get_content_maintype() == "multipart"  # its parts cannot be told apart
    name = name_of(part)
    return not name or _SPLIT.fullmatch(name) is not None or (alone and not part.get_content_disposition())


def leaves(message: Message, deepest: int, within: str = "") -> Iterator[Part]:
    """Every part that holds something, and the type of what holds it; also those of an email within the email."""
    kind, whole = message.get_content_maintype(), message.is_multipart()
    if whole and kind == "multipart":
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from leaves(part, deepest, message.get_content_subtype())
    elif whole and kind == "message":
        if deepest and message.get_content_subtype() in {"rfc822", "global"}:
            inner = message.get_payload(0)
            yield from leaves(inner, deepest - 1) if isinstance(inner, Message) else ()
    else:
        yield message, within


def enclosed(parts: list[Part], pages: Iterable[str]) -> tuple[Enclosed, ...]:
    """What was sent along, in its order. pages: the words of the email that are HTML."""
    written = (page[: found.start()] if (found := _QUOTE.search(page)) else page for page in pages)
    shown = {one.lower() for page in written for one in _SHOWN.findall(page)}
    return tuple(
        Enclosed(name_of(part), _octets(part))
        for at, (part, within) in enumerate(parts)
        if _is_file(part, alone=at == 0 and len(parts) == 1) and not _decorates(part, within, shown)
    )


def _is_file(part: Message, *, alone: bool) -> bool:
    if part.get_content_subtype() in SEALS or is_words(part, alone=alone):
        return False
    return not (name_of(part).lower().endswith(".asc") and KEY in _octets(part)[:2_000])


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
    if part.get_content_maintype() != "text":
        return raw
    return decoded(raw, str(part.get_content_charset() or "")).encode("utf-8", "replace")

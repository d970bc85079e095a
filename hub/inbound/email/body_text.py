"""This file gathers the words of an email from all its parts, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from hub.inbound.email.attachments import is_words
from hub.inbound.email.charsets import decoded
from hub.inbound.email.fields import clean, one_line, unbase64
from hub.inbound.email.flowed import uncut, unflowed
from hub.inbound.email.html_text import text_of_page

READ = 2_000_000
"""Characters of an email that are read; what people write is far shorter, but much may be quoted below."""

DEEPEST = 4
"""Emails within an email within an email, that are looked into."""


@dataclass(slots=True)
class Gathered:
    """
    The words found so far. whole: of this; known: what its parts say, by their identity, read once.
    room: characters that may still come; cut_off: there were more.
    """

    whole: Message
    known: dict[int, str]
    room: int = READ
    cut_off: bool = False

    def take(self, text: str) -> str:
        """As much of it as there is room for."""
        taken = text[: self.room]
        self.room -= len(taken)
        self.cut_off |= len(taken) < len(text)
        return taken

    def said(self, part: Message) -> str:
        """The words of a part of a message, worked out once."""
        if id(part) not in self.known:
            self.known[id(part)] = _words(part)
        return self.known[id(part)]


def words_of(message: Message) -> tuple[str, str, bool]:
    """
    All inline words of an email, the same by its pages where words stand in two forms, and whether there was more
    than is read. The second is empty where it has no page.
    """
    plain, paged = Gathered(message, {}), Gathered(message, {})
    paged.known = plain.known
    text = _joined(message, plain, pages=False)
    return text, _joined(message, paged, pages=True) if has_page(message) else "", plain.cut_off


def _joined(message: Message, gathered: Gathered, *, pages: bool) -> str:
    pieces = (piece.strip("\n") for piece in _pieces(message, gathered, 0, pages=pages))
    return "\n\n".join(piece for piece in pieces if piece.strip())


def has_page(message: Message) -> bool:
    """Whether some of its words stand in a page."""
    return any(part.get_content_subtype() == "html" and is_words(part) for part in message.walk())


def _pieces(part: Message, gathered: Gathered, depth: int, *, pages: bool) -> Iterator[str]:
    kind = part.get_content_type()
    children = [one for one in part.get_payload() if isinstance(one, Message)] if part.is_multipart() else []
    if kind == "multipart/alternative" and children:
        yield from _chosen(children, gathered, depth, pages=pages)
    elif part.get_content_maintype() == "multipart" and children:
        for child in children if kind != "multipart/report" else children[:1]:
            yield from _pieces(child, gathered, depth, pages=pages)
    elif part.get_content_maintype() == "message" and children:
        yield from _forwarded(children[0], gathered, depth, kind=kind, pages=pages)
    elif is_words(part, alone=part is gathered.whole):
        yield gathered.take(gathered.said(part))


def _forwarded(inner: Message, gathered: Gathered, depth: int, *, kind: str, pages: bool) -> Iterator[str]:
    """An email within the email: its words below its subject."""
    if kind in {"message/rfc822", "message/global"} and depth < DEEPEST:
        raw = next((str(value) for name, value in inner.raw_items() if name.lower() == "subject"), "")
        if subject := one_line(re.sub(r"[\r\n]+", "", raw)):
            yield gathered.take(subject)
        yield from _pieces(inner, gathered, depth + 1, pages=pages)


def _chosen(children: list[Message], gathered: Gathered, depth: int, *, pages: bool) -> Iterator[str]:
    """One form of what there is in several: the preferred one, unless another has words that it lacks."""
    forms: list[_Form] = []
    for child in children:
        own = Gathered(gathered.whole, gathered.known, gathered.room)
        forms.append(_Form(has_page(child), list(_pieces(child, own, depth, pages=pages))))
    forms = [form for form in forms if any(piece.strip() for piece in form.pieces)]
    if not forms:
        return
    first = next((form for form in (reversed(forms) if pages else forms) if form.is_page == pages), forms[-1])
    best = first if pages else _fuller(first, forms)
    for piece in best.pieces:
        yield gathered.take(piece)
    gathered.cut_off |= gathered.room == 0


@dataclass(frozen=True, slots=True)
class _Form:
    """One of the forms in which an email says the same. is_page: it is, or holds, an HTML page."""

    is_page: bool
    pieces: list[str]


def _fuller(first: _Form, forms: list[_Form]) -> _Form:
    """The last form that has a word which the preferred one lacks, else that."""
    known = _set("\n".join(first.pieces))
    return next(
        (form for form in reversed(forms) if form is not first and _set("\n".join(form.pieces)) - known), first
    )


_TOKEN = re.compile(r"[\u2e80-\uffff]|[^\W_\u2e80-\uffff]+")
_UNSEEN = re.compile(r"[\u00ad\u034f\u200b-\u200f\u2060\ufeff]")


def _set(text: str) -> set[str]:
    """The words of a text; each sign alone in scripts that put no blanks between words."""
    each = " ".join(set(text.casefold().split()))  # most words come again and again, and are looked at once
    return set(_TOKEN.findall(_UNSEEN.sub("", each)))


def _words(part: Message) -> str:
    text = clean(text_of(part))
    if part.get_content_maintype() == "multipart":
        return "\n".join(line for line in text.split("\n") if not line.startswith("--"))
    if part.get_content_subtype() in {"html", "enriched", "richtext"}:
        return text_of_page(text)
    if str(part.get_param("format") or "").lower() == "flowed":
        return unflowed(text, delete_space=str(part.get_param("delsp") or "").lower() == "yes")
    return text


def text_of(part: Message) -> str:
    """What a part says, in its charset."""
    encoding = str(part.get("content-transfer-encoding") or "").strip().lower()
    if encoding == "base64":
        payload: object = unbase64(str(part.get_payload()).encode("utf-8", "surrogateescape")[: READ * 6])
    else:
        payload = part.get_payload(decode=True)
    raw = payload[: READ * 4] if isinstance(payload, bytes) else b""
    charset = str(part.get_content_charset() or "")
    if not charset and part.get_content_subtype() == "html" and (said := _SAID.search(raw, 0, 2_000)):
        charset = said[1].decode()
    return decoded(raw if encoding in {"base64", "quoted-printable"} else uncut(raw), charset)


_SAID = re.compile(rb"""<meta[^<>]{0,200}charset\s{0,9}=\s{0,9}["']?([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
"""Where a page itself names its charset."""

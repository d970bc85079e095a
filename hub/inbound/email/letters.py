"""This file reads an email that came in, whatever is wrong with it, into the few things that matter of it."""

from __future__ import annotations

import email
import email.policy
import hashlib
import json
import re
from dataclasses import dataclass
from email.message import Message

from hub.inbound.email.attachments import Enclosed, enclosed, is_words, leaves
from hub.inbound.email.auth_results import doubt_of
from hub.inbound.email.body_text import DEEPEST, text_of, words_of
from hub.inbound.email.delivery_reports import Report, reports_of
from hub.inbound.email.fields import mended, one_line
from hub.inbound.email.headers import EmailHead, head_of
from hub.inbound.email.senders import senders_of
from policies.inbound.automatic import RESPONDERS, Signs, automatic

LARGEST = 25 * 1024 * 1024
"""Octets of the largest email taken: what the big mail services send at most."""

MOST_PARTS = 100
"""Parts of one email; nobody's mail client makes as many, and reading them takes longer the deeper they stand."""


MOST_EDGES = 5_000
"""Lines that begin as the edge of a part does, in an email that has parts."""


class Bounded(email.policy.Compat32):
    """How the standard library reads emails, with fields of LONGEST_FIELD: longer ones keep it busy for minutes."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """A field as it came; one with too much in it is cut off."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_FIELD]


LONGEST_FIELD = 4_000
BOUNDED = Bounded()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """
    What an email says.

    id: its Message-ID, or what stands for it where there is none: the same however often it is handed over.
    senders: every address it claims to be from, in lower case; one, where it is in order.
    automatic: why nobody wrote it by hand, in a sentence; empty where somebody did.
    subject: on one line; empty where there is none.
    text: all its words in their order, with what it quotes; page_text: the same, by its pages where words stand in
    two forms; empty where it has no page. files: what was sent along. reports: on mail that came back.
    doubt: why it may not be from whom it names, by the word of our mail server; empty where nothing is held against
    it. cut_off: there was more text than is read.
    """

    id: str
    senders: tuple[str, ...]
    automatic: str
    subject: str
    text: str
    page_text: str
    files: tuple[Enclosed, ...]
    reports: tuple[Report, ...]
    doubt: str
    cut_off: bool


class Unreadable(Exception):  # noqa: N818 (what came, not what broke)
    """It is no email that we can read."""


def read(raw: bytes, authserv: str = "") -> Letter:
    """
    An email as it came. authserv: what our mail server calls itself where it says whom mail is from; empty: it does
    not say.

    Raises:
        Unreadable: it has too many parts, or they stand too deep.
    """
    if raw.lower().count(b"boundary=") > MOST_PARTS or raw.count(b"\n--") > MOST_EDGES:
        raise Unreadable("It has too many parts.")
    try:
        head = head_of(raw)
        return _letter(head, _message(head, raw), authserv)
    except RecursionError as error:
        raise Unreadable("Its parts stand too deep.") from error


def _message(head: EmailHead, raw: bytes) -> Message:
    """With all its parts; the words of one that has none are not gone through line by line."""
    message = email.message_from_bytes(head.lines + b"\n", policy=BOUNDED)
    if message.get_content_maintype() in {"multipart", "message"}:
        return email.message_from_bytes(head.lines + b"\n" + raw[head.rest :], policy=BOUNDED)
    message.set_payload(raw[head.rest :].decode("ascii", "surrogateescape"))
    return message


def _letter(head: EmailHead, message: Message, authserv: str) -> Letter:
    for part in message.walk():
        mended(part)
    parts, senders = list(leaves(message, DEEPEST)), senders_of(head)
    text, page_text, cut_off = words_of(message)
    return Letter(
        id=_id(head, text),
        senders=senders,
        automatic=automatic(_signs(head, message, text)),
        subject=one_line(head.first("subject")),
        text=text,
        page_text=page_text,
        files=enclosed(parts, (text_of(part) for part, _ in parts if _is_page(part))),
        reports=reports_of(message),
        doubt=doubt_of(head, authserv, senders[0] if len(senders) == 1 else ""),
        cut_off=cut_off,
    )


def _is_page(part: Message) -> bool:
    return part.get_content_subtype() == "html" and is_words(part)


def _signs(head: EmailHead, message: Message, text: str) -> Signs:
    report = one_line(str(message.get_param("report-type") or "")).lower()
    shown = [part for part, _ in leaves(message, 0) if part.get_content_disposition() != "attachment"]
    return Signs(
        fields={name: one_line(value) for name, value in reversed(head.fields) if name in NAMES},
        kinds=frozenset(part.get_content_type() for part in message.walk()) if report else _kinds(message),
        report=(report or "report") if message.get_content_type() == "multipart/report" else "",
        reaction=next((_reaction(part) for part in shown if part.get_content_subtype() == REACTION), ""),
        calendar=next((_method(part) for part in shown if part.get_content_subtype() == "calendar"), ""),
        text=text,
        quotes=_QUOTE.search(text) is not None,
    )


NAMES = {
    "auto-submitted", "precedence", "list-id", "in-reply-to", "delivered-to", "subject", "x-post-messageclass",
    "x-auto-response-suppress", *RESPONDERS,
}  # fmt: skip
REACTION = "vnd.google.email-reaction+json"
_QUOTE = re.compile(r"^ {0,3}>", re.MULTILINE)


def _kinds(message: Message) -> frozenset[str]:
    """What a machine's email is, or holds at its top; an email that somebody forwards may be a report itself."""
    inner = message.get_payload() if message.get_content_maintype() == "multipart" else []
    return frozenset(one.get_content_type() for one in [message, *inner] if isinstance(one, Message))


def _reaction(part: Message) -> str:
    try:
        said = json.loads(text_of(part)[:1_000])
    except ValueError:
        return "reaction"
    return str(said.get("emoji") or "reaction")[:20] if isinstance(said, dict) else "reaction"


def _method(part: Message) -> str:
    return one_line(str(part.get_param("method") or "")).upper()


_NAMED = re.compile(r"<[^<>\s]{3,}>|[^<>\s]+@[^<>\s]+")


def _id(head: EmailHead, text: str) -> str:
    """
    Its uppermost Message-ID that names something, as it came. A gateway may have added another one below.

    What names nothing, such as <>, is the same for many emails; what those say stands for it then.
    """
    named = (" ".join(value.split())[:1_000] for value in head.all("message-id"))
    known = next((one for one in named if _NAMED.search(one)), "")
    if known:
        return "".join(one for one in known if one.isprintable())
    told = [one_line(head.first(name)) for name in ("from", "date", "subject")]
    return "none:" + hashlib.sha256("\0".join([*told, text]).encode("utf-8", "replace")).hexdigest()

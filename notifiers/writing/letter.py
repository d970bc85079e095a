"""This file writes an email once for all who get it, and puts in what belongs to each of them."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from notifiers.notification import Mailing, Notice, Notification
from notifiers.writing.words import said, words
from policies.people.email_addresses import mended

TEMPLATES = FileSystemLoader(Path(__file__).parent / "templates")
_OPTIONS = {"loader": TEMPLATES, "trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
FORMS = {
    "text": Environment(autoescape=False, keep_trailing_newline=True, **_OPTIONS),  # type: ignore[arg-type]  # noqa: S701 (it is no HTML)
    "html": Environment(autoescape=True, keep_trailing_newline=True, **_OPTIONS),  # type: ignore[arg-type]
}

KEPT = 512
"""Letters that are kept ready: those of a busy morning; each is some kilobytes."""

_HOLE = secrets.token_hex(8)
"""Stands in a letter where something of one recipient goes; nobody can know it and write it themselves."""

_LINK, _ANSWERS = f"link{_HOLE}", f"answers{_HOLE}@{_HOLE}.invalid"

LONGEST_IDS = 4_000
"""Characters of what is answered that are looked at."""


@dataclass(frozen=True, slots=True)
class _Shared:
    """All of an email that is the same for everybody who gets it."""

    sender: str
    sender_name: str
    school: str
    headline: str
    url: str
    thread: str
    notice: Notice
    language: str
    answers: bool
    one_mailbox: bool
    has_reply_to: bool
    stops: bool
    answering: str


def written(notification: Notification, sender: str, address: str) -> bytes:
    """
    The email as it travels: text and HTML, one thread per conversation.

    Raises:
        ValueError: the address is none.
    """
    to = checked(address)
    mailing = notification.mailing or Mailing(notice=Notice("other"))
    rest = _letter(_shared(notification, mailing, sender))
    holes = {
        _ANSWERS: mailing.reply_to.encode(),
        _LINK: _soft(mailing.unsubscribe[0] if mailing.unsubscribe else ""),
    }
    return _own(notification, mailing, sender, to) + _filled(rest, holes)


def message_id(key: str, sender: str) -> str:
    """The Message-ID of a delivery; the same on every attempt."""
    return f"<{_name(key)}@{sender.rpartition('@')[2]}>"


@lru_cache(maxsize=4096)
def checked(address: str) -> str:
    """
    An address that an email can go to, by the rule that the roster is read by as well.

    Raises:
        ValueError: it is none.
    """
    plain = mended(address)
    if plain is None:
        raise ValueError("no email can be sent there as it is written")
    return plain


def _shared(notification: Notification, mailing: Mailing, sender: str) -> _Shared:
    return _Shared(
        sender=sender,
        sender_name=notification.sender_name,
        school=notification.title,
        headline=notification.body,
        url=notification.url,
        thread=notification.thread,
        notice=mailing.notice,
        language=mailing.language,
        answers=mailing.answers,
        one_mailbox=mailing.one_mailbox,
        has_reply_to=bool(mailing.reply_to),
        stops=bool(mailing.unsubscribe),
        answering=mailing.answering,
    )


def _own(notification: Notification, mailing: Mailing, sender: str, to: str) -> bytes:
    """The headers that are one recipient's."""
    sent = notification.sent_at or notification.created_at
    lines = [f"Date: {format_datetime(sent)}", f"To: {to}", f"Message-ID: {message_id(notification.key, sender)}"]
    if mailing.unsubscribe:
        lines.append("List-Unsubscribe: " + ",\r\n ".join(f"<{one}>" for one in mailing.unsubscribe))
        lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


@lru_cache(maxsize=KEPT)
def _letter(shared: _Shared) -> bytes:
    """An email for nobody in particular: its holes are still open, and Date, To and Message-ID are missing."""
    its = said(shared.language, shared.notice, shared.school, shared.headline)
    message = EmailMessage(policy=WIRE)
    message["From"] = Address(_one_line(shared.sender_name), addr_spec=shared.sender)
    message["Subject"] = _one_line(its.subject)
    message["Auto-Submitted"] = "auto-replied" if shared.answering else "auto-generated"
    if shared.has_reply_to:
        message["Reply-To"] = Address(_one_line(shared.sender_name), addr_spec=_ANSWERS)
    facts = {
        "said": its,
        "detail": shared.notice.detail,
        "url": shared.url,
        "words": words(shared.language, "letter", school=shared.school),
        "language": shared.language,
        "answers": shared.answers,
        "shared": shared.one_mailbox,
        "silent": not shared.has_reply_to,
        "stop": _LINK if shared.stops else "",
    }
    message.set_content(_rendered("text", facts), cte="quoted-printable")
    message.add_alternative(_rendered("html", facts), subtype="html", cte="quoted-printable")
    return _ids(shared) + message.as_bytes()


def _ids(shared: _Shared) -> bytes:
    """
    What an email answers and belongs to.

    Written by ourselves: Python's header folding makes encoded words of ids that are longer than a line, and no
    mail program finds those again. An id is never broken (RFC 5322, 2.2.3 and 3.6.4).
    """
    answered = _IDS.findall(shared.answering[:LONGEST_IDS])
    ids = answered or [f"<thread-{_name(shared.thread)}@{shared.sender.rpartition('@')[2]}>"]
    lines = f"In-Reply-To: {ids[-1]}", "References: " + "\r\n ".join(ids)
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


_IDS = re.compile(r"<[!-;=?-~]{1,900}>")
"""Message-IDs as they are written: printable ASCII in brackets, no longer than a line may be."""


def _rendered(form: str, facts: Mapping[str, object]) -> str:
    return FORMS[form].get_template("notice.j2").render(form=form, **facts)


def _filled(letter: bytes, holes: Mapping[str, bytes]) -> bytes:
    for hole, what in holes.items():
        letter = letter.replace(hole.encode(), what)
    return letter


def _soft(link: str) -> bytes:
    """A link as quoted-printable has it: whatever its length, no line gets too long."""
    quoted = link.replace("=", "=3D").encode("ascii")
    pieces = [quoted[start : start + 66] for start in range(0, len(quoted), 66)]
    return b"".join(b"=\r\n" + one for one in pieces) + b"=\r\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _name(key: str) -> str:
    """A key as the left half of a Message-ID, whatever it is made of."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]

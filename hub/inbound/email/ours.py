"""This file knows the words of an email of ours, as somebody's mail program may quote them in an answer to it."""

from __future__ import annotations

import email
import email.policy
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from hub.inbound.email.blanking import host_of
from hub.inbound.email.subjects import without_prefix
from notifiers.writing.headlines import told_by
from notifiers.writing.letter import written
from notifiers.writing.words import languages

if TYPE_CHECKING:
    from notifiers.notification import Notice, Notification

_LINK = re.compile(r"<?\b(?:https?|mailto):[^\s<>\"]*>?|<[^<>\s@]*@[^<>\s@]*>", re.IGNORECASE)
"""What mail programs put beside words, or take away, as they like."""

_WORD = re.compile(r"[^\W_]+")

NEAR = timedelta(days=1)
"""How far off a date may be: it may be another day where its reader lives."""


def folded(text: str) -> str:
    """Text as it is compared: in one case, its letters and digits in one form, without what nobody sees."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if plain.isascii():
        return plain
    return "".join(_digit(one) for one in plain if unicodedata.category(one) != "Cf")


def _digit(one: str) -> str:
    return str(unicodedata.decimal(one)) if one.isdecimal() else one


def key(text: str) -> str:
    """The words of a text, each between spaces: “ read it ”; without links and addresses. Empty without any."""
    words = _WORD.findall(folded(_LINK.sub(" ", text)))
    return f" {' '.join(words)} " if words else ""


def squeezed(text: str) -> str:
    """The letters and digits of a text, of its links too."""
    return "".join(_WORD.findall(folded(text)))


@dataclass(frozen=True, kw_only=True)
class Ours:
    """
    An email of ours. wordings: its text, in each language that it may have been in, the likeliest first.

    addresses: whom it is from and where answers go; reader: where it went; names: of its sender, as shown; all of
    them folded. subjects: as wordings. day: on which it was sent. host: where our links lead.
    """

    wordings: tuple[str, ...]
    addresses: frozenset[str]
    reader: frozenset[str]
    names: frozenset[str]
    subjects: tuple[str, ...]
    day: date
    host: str

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The words of each wording, as they are compared."""
        return tuple(key(one) for one in self.wordings)

    @cached_property
    def lines(self) -> tuple[tuple[str, ...], ...]:
        """The words of each line that has some."""
        every = (key(line).split() for one in self.wordings for line in one.splitlines())
        return tuple(tuple(one) for one in every if len(one) > 1)

    @cached_property
    def squeezed(self) -> tuple[str, ...]:
        """The letters of each wording, without what stands between them."""
        return tuple(squeezed(one) for one in self.wordings)

    @cached_property
    def subject_keys(self) -> tuple[str, ...]:
        """The words of each subject, as they are compared."""
        return tuple(key(one) for one in self.subjects)

    @cached_property
    def openings(self) -> frozenset[str]:
        """How each sentence of ours begins, in lower case as it is written; short ones are anybody's."""
        firsts = (line.lower().split()[:OPENING] for wording in self.wordings for line in wording.splitlines())
        return frozenset(" ".join(one) for one in firsts if len(one) == OPENING)

    def holds(self, words: str) -> bool:
        """Whether these words, as key has them, stand together in one of the wordings."""
        return any(words in its for its in self.keys)

    def sentences(self) -> Iterator[str]:
        """The lines of ours that are long enough to be nobody else's."""
        for wording in self.wordings:
            yield from (line for line in wording.splitlines() if key(line).count(" ") > LONG_ENOUGH)

    def is_subject(self, subject: str) -> bool:
        """Whether a subject is ours, whatever mail programs put before or behind it."""
        its = key(subject)
        return any(one in its for one in self.subject_keys)

    def beyond(self, subject: str) -> str:
        """
        What somebody added to our subject; empty where that is nothing, or a mail program's mark before it.
        """
        for one in self.subjects:
            at = subject.lower().find(one.lower())
            if at >= 0 and len(subject.lower()) == len(subject):
                plain = without_prefix(subject[:at])
                before = (plain[:-200] + _MARKS.sub("", plain[-200:])).strip(_JOINS)
                return " ".join(filter(None, (before, subject[at + len(one) :].strip(_JOINS))))
        return ""


_JOINS = " \t-–—:;,.|/()"
_MARKS = re.compile(r"(?:(?<!\S)(?:[^\s:：]{1,12}[:：]|[\[【][^\[\]【】]{1,60}[\]】])\s{0,9})+$")
"""What a mail program or a gateway puts before a subject, also where words stand before that."""

OPENING = 3
"""Words by which a sentence of ours is found; “Read it” alone may be anybody's."""

LONG_ENOUGH = 4
"""Words of a line that is looked for within a longer one."""


def ours_of(notification: Notification, senders: Iterable[str], address: str) -> Ours:
    """An email as it was written to an address. senders: the addresses that our emails come from."""
    mailing, known = notification.mailing, tuple(senders)
    assert mailing is not None  # noqa: S101 (an email has one)
    order = sorted(languages(), key=lambda one: one != mailing.language)
    letters = [
        _read(replace(notification, mailing=replace(mailing, language=one, notice=told)), known[0], address)
        for told in _told(mailing.notice, notification.body)
        for one in order
    ]
    names = {key(notification.sender_name), key(notification.title)} - {""}
    return Ours(
        wordings=tuple(text for _, text in letters),
        addresses=frozenset(folded(one) for one in (*known, mailing.reply_to) if one),
        reader=frozenset({folded(address)}),
        names=frozenset(names),
        subjects=tuple(subject for subject, _ in letters),
        day=(notification.sent_at or notification.created_at).date(),
        host=host_of(notification.url),
    )


def _told(notice: Notice, headline: str) -> list[Notice]:
    """
    What the email may have told: the event may have changed since, or been withdrawn, or its author renamed; then
    what was planned knows it.
    """
    if notice.kind != "other":
        return [notice]
    return [*(replace(one, loud=loud) for one in told_by(headline) for loud in LOUD), notice]


LOUD = ("", "urgent", "emergency", "drill")


def _read(notification: Notification, sender: str, address: str) -> tuple[str, str]:
    raw = written(notification, sender, address)
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("plain",))
    assert body is not None  # noqa: S101 (each of ours has one)
    return str(message["subject"]), str(body.get_content()).replace("\r", "")

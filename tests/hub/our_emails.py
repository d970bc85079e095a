"""Emails of ours as they go out, and as the hub knows their words when somebody answers."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

from hub.inbound.email.ours import Ours, ours_of
from notifiers.notification import Mailing, Notice, Notification
from notifiers.writing.letter import written
from tests.answers.original import Original, original_of

SENDER, READER = "hub@maplestreet.example", "rosa.alvarez@families.example"
REPLY_TO = "reply+k3vq7hx2m5tznw4ydb6j2cra.p2s7u4xg2ke5hw3m@reply.maplestreet.example"
HUB = "https://hub.maplestreet.example"
AT = datetime(2026, 11, 28, 12, 4, tzinfo=UTC)


def alert(notice: Notice, school: str = "Maple Street", language: str = "en") -> Notification:
    """An alert as it is handed to the mail server."""
    mailing = Mailing(
        notice=notice, language=language, answers=True, reply_to=REPLY_TO, bounces_to="bounce@reply.example",
        unsubscribe=(f"{HUB}/u/abcdefgh.ijklmnop",),
    )  # fmt: skip
    return Notification(
        key="n_1", thread="c_1", title=school, body="New message from Ana Reyes", url=f"{HUB}/#/c/c_1",
        sender_name=school, created_at=AT, expires_at=AT.replace(day=29), mailing=mailing,
    )  # fmt: skip


def both(one: Notification) -> tuple[Original, Ours]:
    """An email as its reader's mail program has it, and as the hub knows it."""
    raw = written(one, SENDER, READER)
    return original_of(message_from_bytes(raw, policy=default)), ours_of(one, [SENDER], READER)


SENT = (
    both(alert(Notice("message", "Ana Reyes"))),
    both(alert(Notice("message", "Ana Reyes"), "Maple Street Children's Center", "es")),
    both(alert(Notice("message", "Łukasz O'Brien", loud="emergency"), "Kita „Ahorn“, Straße & Söhne")),
    both(alert(Notice("photo", "李 Wei"))),
)
"""What Rosa answers: short, in Spanish, loud and under a name with signs, of a photo."""

OURS = SENT[0][1]

"""This file has what the hub sent and somebody answers, as read off the email."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Original:
    """
    An email of the hub's.

    sender_name and sender: its From. reply_to: the bare address an answer goes to. to and to_name: whoever answers.
    message_id and references: with their angle brackets. sent_at: aware. text and html: its two alternatives.
    """

    sender_name: str
    sender: str
    reply_to: str
    to: str
    to_name: str
    subject: str
    message_id: str
    references: str
    sent_at: datetime
    text: str
    html: str


def original_of(message: EmailMessage, to_name: str = "Rosa Alvarez") -> Original:
    """
    What an email says of itself, as parsed with the default policy (or one made of it).

    to_name: the name of whoever answers, where To has none; ours never has one.
    """
    sender, to = _address(message, "From"), _address(message, "To")
    return Original(
        sender_name=sender.display_name or sender.addr_spec,
        sender=sender.addr_spec,
        reply_to=_address(message, "Reply-To" if message["Reply-To"] else "From").addr_spec,
        to=to.addr_spec,
        to_name=to.display_name or to_name,
        subject=str(message["Subject"]),
        message_id=str(message["Message-ID"]).strip(),
        references=" ".join(str(message["References"] or "").split()),
        sent_at=message["Date"].datetime.astimezone(UTC),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _address(message: EmailMessage, header: str) -> Any:
    return message[header].addresses[0]


def _part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    return "" if found is None else str(found.get_content())

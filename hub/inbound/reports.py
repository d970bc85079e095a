"""This file reads what mail servers report of an email that did not get through (RFC 3464)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message

_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")

SAID = 300
"""Characters of a server's words that are kept."""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one recipient; action: failed, delayed, … status: as in RFC 3463. said: the server's words."""

    action: str
    status: str
    said: str


def reports_of(message: Message) -> tuple[Report, ...]:
    """What a report says of each recipient; nothing where it is no report."""
    kind = str(message.get_param("report-type") or "").lower()
    if message.get_content_type() != "multipart/report" or kind != "delivery-status":
        return ()
    blocks = [
        block
        for part in message.walk()
        if part.get_content_type() == "message/delivery-status" and isinstance(part.get_payload(), list)
        for block in part.get_payload()
        if isinstance(block, Message)
    ]
    return tuple(_report(block) for block in blocks if block.get("action") is not None)


def _report(block: Message) -> Report:
    status = _STATUS.search(str(block.get("status", "")))
    said = " ".join(str(block.get("diagnostic-code", "")).split())
    words = "".join(one for one in said if one.isprintable())
    return Report(str(block["action"]).strip().lower(), status.group() if status else "", words[:SAID])

"""This file reads what mail servers report of an email that did not get through (RFC 3464, RFC 6533)."""

from __future__ import annotations

import binascii
import email
import email.policy
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from policies.notify.bouncing import Stage

_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")

SAID = 300
"""Characters of a server's words that are kept."""

RECIPIENTS = 50
"""Recipients of one report that are looked at; each email of ours has one."""

LOOKED_AT = 20_000
"""Characters of a part that are looked at: servers write some hundred."""


AS_IT_IS = email.policy.compat32.clone(max_line_length=0)
"""No header is folded anew."""


@dataclass(frozen=True, slots=True)
class Report:
    """
    What became of one recipient; action: failed, delayed, … status: as in RFC 3463. said: the server's words.

    about: whom it names, in the form of folded(). stage: what was refused, where it tells.
    """

    action: str
    status: str
    said: str
    about: frozenset[str] = frozenset()
    stage: Stage | None = None


def reports_of(message: Message) -> tuple[Report, ...]:
    """What a report says of each recipient; nothing where it is no report."""
    kind = str(message.get_param("report-type") or "").lower()
    if message.get_content_type() != "multipart/report" or kind != "delivery-status":
        return ()
    blocks = [block for block in _blocks(message) if block.get("action") is not None]
    stage = _stage(message)
    return tuple(_report(block, stage) for block in blocks[:RECIPIENTS])


def _blocks(message: Message) -> Iterator[Message]:
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and isinstance(part.get_payload(), list):
            yield from (block for block in part.get_payload() if isinstance(block, Message))
        elif part.get_content_type() == "message/global-delivery-status":
            yield from _global(part)


def _global(part: Message) -> Iterator[Message]:
    """The blocks of a report in UTF-8, which Python's parser takes for an email inside, and leaves encoded."""
    payload = part.get_payload()
    inside = payload[0] if isinstance(payload, list) and payload else None
    raw = inside.as_bytes(policy=AS_IT_IS)[: 2 * LOOKED_AT] if isinstance(inside, Message) else b""
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    if encoding == "base64":
        raw = binascii.a2b_base64(raw + b"====")
    elif encoding == "quoted-printable":
        raw = quopri.decodestring(raw)
    text = raw[:LOOKED_AT].decode("utf-8", "replace")
    for block in re.split(r"\r?\n\r?\n", text)[: RECIPIENTS + 1]:
        yield email.message_from_string(block.lstrip())


def _report(block: Message, stage: Stage | None) -> Report:
    status = _STATUS.search(str(block.get("status", "")))
    said = " ".join(str(block.get("diagnostic-code", "")).split())
    words = "".join(one for one in said if one.isprintable())
    named = [str(block.get(name, "")) for name in ("original-recipient", "final-recipient")]
    about = frozenset(its for one in named for its in _recipients(one))
    return Report(
        str(block["action"]).strip().lower(), status.group() if status else "", words[:SAID], about, stage
    )


_STAGES = (
    (Stage.HELLO, r"(?:in reply to|after) (?:HELO|EHLO|LHLO)\b"),
    (Stage.AUTH, r"(?:in reply to|after) (?:AUTH|STARTTLS)\b"),
    (Stage.MAIL, r"(?:in reply to|after) (?:pipelined )?MAIL FROM\b"),
    (Stage.RCPT, r"(?:in reply to|after) (?:pipelined )?RCPT TO\b"),
    (Stage.DATA, r"(?:in reply to|after) (?:end of )?(?:pipelined )?(?:DATA|data)\b"),
)
"""How Postfix and Exim say in the words for people which command was refused; their fields never do."""


def _stage(message: Message) -> Stage | None:
    text = next((part for part in message.walk() if part.get_content_type() == "text/plain"), None)
    raw = text.get_payload(decode=True) if text is not None else b""
    said = " ".join((raw if isinstance(raw, bytes) else b"").decode("utf-8", "replace")[:LOOKED_AT].split())
    return next((stage for stage, pattern in _STAGES if re.search(pattern, said)), None)


def folded(address: str) -> str:
    """An address in one form, to be compared: without brackets, in lower case, its domain in Unicode."""
    local, at, domain = " ".join(address.split()).strip("<>").strip()[:500].rpartition("@")
    return f"{local}{at}{_in_unicode(domain.rstrip('.'))}".casefold()


def _recipients(field: str) -> Iterator[str]:
    """
    Whom a field names (rfc822; tom@x.example), folded: as it stands, and decoded.

    Some servers write what RFC 3461, 4 and RFC 6533, 3 encode (+2B, \\x{F1}) as it came to them.
    """
    _, _, address = field.rpartition(";")
    address = address[:500]
    if address.strip():
        yield folded(address)
        yield folded(re.sub(r"\+([0-9A-F]{2})", lambda one: chr(int(one.group(1), 16)), address))
        yield folded(re.sub(r"\\x\{([0-9A-Fa-f]{1,6})\}", _point, address))


def _point(found: re.Match[str]) -> str:
    point = int(found.group(1), 16)
    return chr(point) if point < 0x110000 and not 0xD800 <= point < 0xE000 else found.group()


def _in_unicode(domain: str) -> str:
    try:
        return domain.encode("ascii").decode("idna") if "xn--" in domain.lower() else domain
    except UnicodeError:
        return domain

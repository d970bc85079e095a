"""Addresses that were closed because a mail server refused us, and not them, are open again"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from datetime import UTC, datetime

from alembic import op
import sqlalchemy as sa


revision = "0017"
down_revision = "0016"

log = logging.getLogger("roomwire.records")

# How answers were read when this was written; rules may change later, and what a migration does may not.
OUR_CODE = re.compile(r"[45]\.(1\.(7|8|9|20|90)|3\.[1-9]\d*|4\.(1|2|3|5|6|7|14)|5\.[1-9]\d*|6\.\d+|7\.(?!13$)\d+)")
OUR_WORDS = re.compile(
    r"\b(helo|ehlo|lhlo)\b|fully[- ]qualified (host|domain)|invalid domain name"
    r"|\brelay (access |operation )?(is )?(denied|rejected|refused|prohibited|not|attempt)|\brelaying\b|open relay"
    r"|\b(unable|not permitted|not allowed|refuse|refuses|cannot|can't|will not|won't|do not|don't|no) (to )?relay"
    r"|rcpthosts|non-accepted domain|verification failed for|domain of sender|(invalid|bad|unknown|unverified) sender"
    r"|\bsender('s)? (address |domain |email )?(is |was |has |could |must )?"
    r"(rejected|refused|denied|verif|blocked|unknown|not|un|invalid|does|listed|callout)"
    r"|authenticat|\bauth (is )?(required|needed|failed)|starttls|message (size|is too)|size (limit|exceed)"
    r"|bad sequence|syntax error|black ?-?list|block ?-?list|spamhaus|administrative prohibition"
)
OUR_ANSWER = re.compile(r"(smtp; ?)?(500|501|502|503|504|521|523|530|534|535|538|555)\b")
NAMES_NOBODY = re.compile(r"<[^<>\s]{1,320}>|[^\s<>@:;,()]{1,64}@[\w.-]{1,255}|https?://\S+")
CODES = re.compile(r"(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?!\.?\d)")


def is_about_us(why: str) -> bool:
    """Whether the answer for which an address was closed spoke of us: its code and words, or a report's."""
    text = NAMES_NOBODY.sub(" ", " ".join(why[:2_000].split()).lower())
    told = [code for code in CODES.findall(text) if not code.endswith(".0.0")]
    if OUR_WORDS.search(text):
        return True
    return OUR_CODE.fullmatch(told[0]) is not None if told else OUR_ANSWER.match(text) is not None


def reopened(lines: Iterable[sa.RowMapping]) -> bool:
    """
    Whether an address is to be open again for one class of messages. lines: all about it, oldest first.

    Only where such a closing is the last word, and was not said over one that stands by itself: who had asked for
    no more is asked nothing, and what was closed for a mailbox that is not there stays closed.
    """
    noted = list(lines)
    if not noted or not _wrongly(noted[-1]):
        return False
    others = [line for line in noted if not _wrongly(line)]
    return not others or others[-1]["state"] == "open"


def _wrongly(line: sa.RowMapping) -> bool:
    return line["source"] == "bounce" and line["state"] == "closed" and is_about_us(line["why"])


def upgrade() -> None:
    """Forward only: a line is added to the ledger, none is taken away, and nothing that is over is sent."""
    connection, consent = op.get_bind(), _consent()
    rows = connection.execute(
        sa.select(consent).where(consent.c.medium == "email").order_by(consent.c.id)
    ).mappings()
    found: dict[tuple[str, str, str], list[sa.RowMapping]] = {}
    for row in rows:
        found.setdefault((row["school"], row["address"], row["class"]), []).append(row)
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    lines = [
        {
            "school": school, "medium": "email", "address": address, "class": of, "state": "open", "source": "bounce",
            "why": f"A mail server had refused us, and not this address: {noted[-1]['why']}", "at": at,
        }
        for (school, address, of), noted in found.items()
        if reopened(noted)
    ]  # fmt: skip
    if lines:
        connection.execute(sa.insert(consent), lines)
    addresses = len({(line["school"], line["address"]) for line in lines})
    if addresses:
        log.warning("%d email addresses, closed because a mail server refused us, are open again", addresses)


def _consent() -> sa.Table:
    names = ("school", "medium", "address", "class", "state", "why", "source", "at")
    return sa.Table(
        "consent",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        *(sa.Column(one, sa.String) for one in names),
    )

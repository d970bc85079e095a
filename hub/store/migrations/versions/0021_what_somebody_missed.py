"""What somebody missed does not count as unread; numbers and addresses that are none are closed, for the office to see"""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime

from alembic import op
import phonenumbers
import sqlalchemy as sa


revision = "0021"
down_revision = "0020"

log = logging.getLogger("roomwire.records")

# What was an address when this was written; the rule may change later, and what a migration does may not.
ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)
MENDED = re.compile(r"[^\x00-\x7f]|[<>]|^mailto:|\.$", re.IGNORECASE)
"""What the sender may know how to mend: it is not for this to say that nothing arrives there."""


def is_address(email: str) -> bool:
    """Whether mail can be sent to it, or may be once it is mended."""
    if MENDED.search(email.strip()):
        return True
    local, _, domain = email.strip().rpartition("@")
    labels = domain.split(".")
    sound = len(email) <= 254 and len(local) <= 64 and ATOMS.fullmatch(local) and len(labels) > 1
    return bool(sound) and not labels[-1].isdigit() and all(LABEL.fullmatch(one) for one in labels)


def is_number(cell: str) -> bool:
    """Whether it is a valid number, wherever; older rules took every one that was long enough."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(cell, None))
    except phonenumbers.NumberParseException:
        return False


def upgrade() -> None:
    """Forward only: nothing is sent, and what waits to go to a closed address ends with that reason."""
    op.create_table(
        "missed",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("after_n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("to_n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("school", "person", "conversation", "after_n"),
    )
    with op.batch_alter_table("consent") as table:
        table.drop_constraint("consent_source", type_="check")
        table.create_check_constraint(
            "consent_source", "source in ('reply', 'carrier', 'one_click', 'staff', 'bounce', 'invalid')"
        )
    lines = _lines()
    if lines:
        op.get_bind().execute(sa.insert(_table("consent", *lines[0])), lines)
        log.warning("%d numbers and addresses are not valid; Hard to reach shows whose", len(lines) // 2)


def _lines() -> list[dict[str, str]]:
    """For the ledger: each such address of a school, once for each class of messages."""
    person = _table("person", "school", "cell", "email")
    bad: set[tuple[str, str, str]] = set()
    for school, cell, email in op.get_bind().execute(sa.select(person)):
        if cell and not is_number(cell):
            bad.add((school, "sms", cell.strip().lower()))
        if email and not is_address(email):
            bad.add((school, "email", email.strip().lower()))
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    why = {"sms": "This is not a valid number.", "email": "No email can be sent to this address."}
    return [
        {
            "school": school, "medium": medium, "address": address, "class": of, "state": "closed",
            "why": why[medium], "source": "invalid", "at": at,
        }
        for school, medium, address in sorted(bad)
        for of in ("routine", "emergency")
    ]  # fmt: skip


def _table(name: str, *columns: str) -> sa.Table:
    return sa.Table(name, sa.MetaData(), *(sa.Column(one, sa.String) for one in columns))

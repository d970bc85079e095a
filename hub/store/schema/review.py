"""This file declares the tables of what waits for approval and how it ended."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, ForeignKeyConstraint, Index, String, Table

from hub.store.schema.columns import Time, metadata, number, text_

hold = Table(  # a row here: no guardian has seen the message, or an admin let them
    "hold",
    metadata,
    Column("school", String, primary_key=True),
    text_("message", primary_key=True),
    number("seq"),  # of the held event
    Column("conversation", String, ForeignKey("conversation.id"), nullable=False),
    text_("author"),
    text_("why"),
    Column("held_at", Time, nullable=False),
    Column("reviewed_at", Time),
    text_("reviewed_by", null=True),
    text_("answer", null=True),
    text_("reason", null=True),
    number("reviewed_seq", null=True),
    number("reminded", server_default="0"),  # 1: its reviewers were reminded, 2: somebody else was asked
    ForeignKeyConstraint(["school", "seq"], ["event.school", "event.seq"]),
    CheckConstraint("answer in ('approve', 'return', 'decline')", name="hold_answer"),
    CheckConstraint(
        "(reviewed_at is null) = (answer is null) and (reviewed_by is null) = (answer is null)",
        name="hold_reviewed_whole",
    ),
    Index("hold_waiting", "school", "reviewed_at", "seq"),
)

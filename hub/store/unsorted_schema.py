"""This file declares what is kept of emails and texts that became no message, and of what was left out of one."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, MetaData, String, Table, text

metadata = MetaData()

OPEN = text("settled_at is null")
"""What nobody has looked at yet. A query in these very words uses the index."""

unsorted = (
    Table(  # a row here: an email or a text came in and became no message; somebody of the office looks at it
        "unsorted",
        metadata,
        Column("id", String, primary_key=True),
        Column("school", String, nullable=False),
        Column("medium", String, nullable=False),
        Column("address", String, nullable=False),  # whom it names as its sender; empty where it names nobody
        Column("person", String),  # who wrote it; null where that is nobody here, or not sure
        Column("reason", String, nullable=False),  # by name, of policies/unsorted.py
        Column("detail", String, nullable=False),  # what a rule or a mail server said of it
        Column("text", String, nullable=False),  # its words, as far as they can be read
        Column("original", LargeBinary),  # as it came; null: a text, or an email that is too large to keep
        Column("alike", String, nullable=False),  # sha256 of what makes two of them the same
        Column("count", Integer, nullable=False),  # how often the same came
        Column("first_at", String(24), nullable=False),
        Column("at", String(24), nullable=False),  # when it came last
        Column("told_at", String(24)),  # the admins were told of it
        Column("settled_at", String(24)),
        Column("settled_by", String),
        Column("note", String, nullable=False),  # how it was settled, for the other admins
        CheckConstraint("medium in ('email', 'sms')", name="unsorted_medium"),
        CheckConstraint("(settled_at is null) = (settled_by is null)", name="unsorted_settled_whole"),
        Index("unsorted_by_time", "school", "at", "id"),
        Index("unsorted_open", "school", "alike", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )
)

remainder = Table(  # a row here: what stood in an email besides the words that were posted; goes with the message
    "remainder",
    metadata,
    Column("school", String, primary_key=True),
    Column("message", String, primary_key=True),
    Column("author", String, nullable=False),
    Column("about", String, nullable=False),  # the message that our email told of; its words show to its readers
    Column("theirs", String, nullable=False),  # what a mail program added or quoted that is not ours
    Column("ours", String, nullable=False),  # what it quotes of our own email, without its links
)

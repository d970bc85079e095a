"""This file declares the tables of what is on record: who looked, what was reported, photos and files."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from hub.store.schema.columns import Time, metadata, text_

audit = Table(  # a row here: an admin looked, on that day, at what is not theirs by their rooms; only ever added to
    "audit",
    metadata,
    text_("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    text_("person"),
    text_("what"),
    text_("about"),  # a conversation or a message
    Column("day", Date, nullable=False),
    Column("at", Time, nullable=False),
    UniqueConstraint("school", "person", "what", "about", "day"),
    Index("audit_by_time", "school", "at", "id"),
)

# None of the three refers to school: a row of theirs would wait for the school's own row, which every post locks,
# with the chain locked meanwhile.
log_entry = Table(  # a row here: who signed in, or changed who may do what; each holds the hash of the one before
    "log_entry",
    metadata,
    Column("school", String, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3 … in each school
    Column("at", Time, nullable=False),
    text_("kind"),
    text_("deed"),
    text_("by", null=True),  # null: nobody of the school, or nobody knows
    text_("by_name"),  # as they were called then
    text_("about", null=True),
    text_("about_name"),
    text_("facts"),  # JSON: what was changed, or the row of audit that says it
    text_("sought"),  # names, folded
    text_("seal"),  # of the address they came from; empty where there is none
    text_("previous"),  # the hash of the entry before, empty for the first
    text_("hash", unique=True),
    Index("log_entry_by_person", "school", "by", "n"),
    Index("log_entry_about_person", "school", "about", "n"),
    Index("log_entry_by_kind", "school", "kind", "n"),
    Index("log_entry_by_time", "school", "at"),
)

log_head = Table(  # a row here: where the log of a school stands; what is gone from its end is missed by it
    "log_head",
    metadata,
    Column("school", String, primary_key=True),
    Column("n", Integer, nullable=False),
    text_("hash"),
)

log_address = Table(  # a row here: the address somebody came from, for as long as the school keeps it
    "log_address",
    metadata,
    Column("school", String, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("at", Time, nullable=False),
    text_("address"),
    text_("salt"),  # seal is the hash of both: nobody finds the address by trying all of them once it is gone
    Index("log_address_by_time", "school", "at"),
)

report = Table(  # a row here: somebody in a conversation told the admins that something is wrong
    "report",
    metadata,
    text_("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("conversation", String, ForeignKey("conversation.id"), nullable=False),
    text_("message", null=True),  # null: the whole conversation
    Column("by", String, ForeignKey("person.id"), nullable=False),
    text_("against", null=True),  # who wrote what was reported; they never look at it
    text_("reason"),
    Column("at", Time, nullable=False),
    Column("settled_at", Time),
    text_("settled_by", null=True),
    text_("note"),  # what the reporter reads of how it ended
    CheckConstraint("(settled_at is null) = (settled_by is null)", name="report_settled_whole"),
    Index("report_by_time", "school", "at", "id"),
)

file = Table(  # a row here: somebody brought a photo or a file; with ready_at, all of it
    "file",
    metadata,
    Column("school", String, nullable=False),
    Column("id", String, primary_key=True),
    Column("author", String, nullable=False),
    Column("name", String, nullable=False),
    Column("media_type", String, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("width", Integer),  # of an image
    Column("height", Integer),
    Column("sha256", String, nullable=False),
    Column("made_at", Time, nullable=False),
    Column("ready_at", Time),
    Column("message", String),  # null: it was not sent
    CheckConstraint("(width is null) = (height is null)", name="file_image"),
    CheckConstraint("message is null or ready_at is not null", name="file_sent_whole"),
    Index("file_by_message", "school", "message"),
    Index("file_by_author", "school", "author", "made_at"),
)

file_part = Table(  # a row here: the nth piece of a file, or of its small picture; the first is 0
    "file_part",
    metadata,
    Column("school", String, nullable=False),
    Column("file", String, ForeignKey("file.id"), primary_key=True),
    Column("size", String, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    CheckConstraint("size in ('whole', 'small')", name="file_part_size"),
)

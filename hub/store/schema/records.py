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

from hub.store.schema.columns import UNENDED, Time, metadata, text_

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

retention_rule = Table(  # a row here: a school keeps a kind of record for so long; with on_at, the rest is removed
    "retention_rule",
    metadata,
    Column("school", String, ForeignKey("school.id"), primary_key=True),
    text_("kind", primary_key=True),
    Column("months", Integer, nullable=False),
    Column("on_at", Time),  # null: it is planned, and nothing goes by it
    text_("by"),
    Column("at", Time, nullable=False),
)

removal = Table(  # a row here: so many records of a kind were removed on a school's day, by a rule
    "removal",
    metadata,
    Column("school", String, ForeignKey("school.id"), primary_key=True),
    text_("kind", primary_key=True),
    Column("day", Date, primary_key=True),
    Column("months", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    Column("oldest", Time, nullable=False),
    Column("newest", Time, nullable=False),
    Column("at", Time, nullable=False),
    Column("noted_at", Time),  # when it went into the activity log last
    Column("noted", Integer, nullable=False),  # so many of the count are in the activity log
)

legal_hold = Table(  # a row here: nothing of this is removed until it is released
    "legal_hold",
    metadata,
    text_("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    text_("on"),
    text_("about"),  # the id of the student, person or conversation
    text_("reason"),
    text_("by"),
    text_("by_name"),  # as they were called then
    Column("at", Time, nullable=False),
    Column("released_at", Time),
    text_("released_by", null=True),
    text_("released_name", null=True),
    CheckConstraint("\"on\" in ('student', 'person', 'conversation')", name="legal_hold_on"),
    CheckConstraint(
        "(released_at is null) = (released_by is null) and (released_at is null) = (released_name is null)",
        name="legal_hold_released_whole",
    ),
    Index("legal_hold_by_school", "school", "at"),
)

erasure = Table(  # a row here: the data of somebody who left is to be erased, or was
    "erasure",
    metadata,
    text_("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    text_("on"),
    text_("about"),  # the id of the student or person
    text_("scope"),  # all, or the contact data alone
    text_("reason"),  # empty once it is done: it may name them
    text_("by"),  # the admin; empty where a rule of retention said so
    text_("by_name"),  # as they were called then
    Column("at", Time, nullable=False),
    Column("due_at", Time, nullable=False),
    Column("agreed_at", Time),
    text_("agreed_by", null=True),
    text_("agreed_name", null=True),
    Column("begun_at", Time),  # from here on nobody takes it back
    text_("traces"),  # JSON of what is looked for, while it is under way; empty before and afterwards
    text_("mark"),  # sha256 of what the roster knew them by, so that it can be said who comes again; empty before
    Column("noted_at", Time),  # the activity log has no name any more
    Column("ended_at", Time),
    text_("ended", null=True),
    text_("ended_by", null=True),  # who took it back; null where nobody did
    CheckConstraint("\"on\" in ('student', 'person')", name="erasure_on"),
    CheckConstraint("scope in ('all', 'contacts')", name="erasure_scope"),
    CheckConstraint("ended in ('done', 'taken_back', 'returned')", name="erasure_ended"),
    CheckConstraint(
        "(agreed_at is null) = (agreed_by is null) and (agreed_at is null) = (agreed_name is null)",
        name="erasure_agreed_whole",
    ),
    CheckConstraint("(ended_at is null) = (ended is null)", name="erasure_ended_whole"),
    Index("erasure_by_school", "school", "at"),
    Index("erasure_by_mark", "school", "mark"),
    Index("erasure_open", "about", "scope", unique=True, sqlite_where=UNENDED, postgresql_where=UNENDED),
)

log_erased = Table(  # a row here: names were taken out of an entry of the activity log; what is left is vouched for
    "log_erased",
    metadata,
    Column("school", String, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),  # of the entry
    text_("batch", primary_key=True),  # the entry that tells of it has this name, and the hash of all its rows
    Column("turn", Integer, nullable=False),  # 1, 2, 3 … of one entry: the last says what it is now
    text_("print"),  # the hash of what the entry says without them
)

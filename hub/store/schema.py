"""This file declares every table of the hub once, for SQLite and PostgreSQL alike."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from hub.store import address_schema as addresses
from hub.store import file_schema, unsorted_schema, wish_schema
from hub.store import mail_schema as mail
from notifiers import tables as notifiers

metadata = MetaData()

Time = String(24)
"""A moment in UTC, to the millisecond, as the wire writes it: it sorts as text and reads alike everywhere."""


def _text(name: str, *, null: bool = False, **more: object) -> Column[str]:
    return Column(name, String, nullable=null, **more)  # type: ignore[arg-type]


def _number(name: str, *, null: bool = False, **more: object) -> Column[int]:
    return Column(name, Integer, nullable=null, **more)  # type: ignore[arg-type]


school = Table(
    "school",
    metadata,
    _text("id", primary_key=True),
    _text("source", unique=True),  # the system of record's id
    _text("name"),
    _text("time_zone"),
    _number("seq"),  # the journal's last position; updated under the lock that is held until commit
    _number("rules_seq"),  # the position of the last change of roster, role, right or setting
    _text("epoch"),  # another one after a restore: positions of before mean nothing any more
    _number("floor"),  # the oldest position still replayable
    Column("day", Date, nullable=False),  # the day on which dated rights were last weighed
    _text("settings"),  # JSON of the school's choices
    _number("marks", server_default="0"),  # the last revision of its read markers
)

event = Table(
    "event",
    metadata,
    Column("school", String, ForeignKey("school.id"), primary_key=True),
    _number("seq", primary_key=True),
    _text("kind"),
    _text("audience"),  # all | staff | a person's id, decided when it was appended
    _text("conversation", null=True),
    _number("n", null=True),  # its number among the shared messages of the conversation
    _text("id", null=True),  # the message; held and released events share it
    _text("author", null=True),
    _text("cid", null=True),
    _text("hash", null=True),  # of what was posted, to tell a repeat from another content
    Column("at", Time, nullable=False),
    _text("body"),  # JSON of what the kind carries
    UniqueConstraint("school", "author", "cid"),
    Index("event_by_n", "school", "conversation", "n", unique=True),
    Index("event_by_conversation", "school", "conversation", "seq"),
    Index("event_by_message", "school", "id"),
)

conversation = Table(
    "conversation",
    metadata,
    _text("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    _text("kind"),  # the name of a file in channels/kinds
    _text("subject"),
    _number("n"),  # shared messages so far
    UniqueConstraint("school", "kind", "subject"),
)

member = Table(  # a row here: a party is in a conversation between two positions
    "member",
    metadata,
    Column("school", String, ForeignKey("school.id"), primary_key=True),
    Column("conversation", String, ForeignKey("conversation.id"), primary_key=True),
    _text("party", primary_key=True),
    _text("side"),
    _number("since_seq", primary_key=True),
    _number("until_seq", null=True),
)

belongs = Table(  # a row here: a person is in a party between two positions
    "belongs",
    metadata,
    Column("school", String, ForeignKey("school.id"), primary_key=True),
    _text("party", primary_key=True),
    Column("person", String, ForeignKey("person.id"), primary_key=True),
    _number("since_seq", primary_key=True),
    _number("until_seq", null=True),
)

hold = Table(  # a row here: no guardian has seen the message, or an admin let them
    "hold",
    metadata,
    Column("school", String, primary_key=True),
    _text("message", primary_key=True),
    _number("seq"),  # of the held event
    Column("conversation", String, ForeignKey("conversation.id"), nullable=False),
    _text("author"),
    _text("why"),
    Column("held_at", Time, nullable=False),
    Column("reviewed_at", Time),
    _text("reviewed_by", null=True),
    _text("answer", null=True),
    _text("reason", null=True),
    _number("reviewed_seq", null=True),
    _number("reminded", server_default="0"),  # 1: its reviewers were reminded, 2: somebody else was asked
    ForeignKeyConstraint(["school", "seq"], ["event.school", "event.seq"]),
    CheckConstraint("answer in ('approve', 'return', 'decline')", name="hold_answer"),
    CheckConstraint(
        "(reviewed_at is null) = (answer is null) and (reviewed_by is null) = (answer is null)",
        name="hold_reviewed_whole",
    ),
    Index("hold_waiting", "school", "reviewed_at", "seq"),
)

marker = Table(  # a row here: a person has read a conversation up to read_n
    "marker",
    metadata,
    Column("school", String, primary_key=True),
    _text("person", primary_key=True),
    Column("conversation", String, ForeignKey("conversation.id"), primary_key=True),
    _number("read_n"),
    _number("read_seq"),  # the journal's head when it was read
    Column("read_at", Time, nullable=False),
    _number("rev", server_default="0"),  # school.marks when it was moved by reading; 0 by one's own message
    Index("marker_by_rev", "school", "rev"),
)

room = Table(
    "room",
    metadata,
    _text("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    _text("source"),
    _text("name"),
    Column("left_at", Time),  # null while it is in the roster; so for every entity of it
    UniqueConstraint("school", "source"),
)

student = Table(
    "student",
    metadata,
    _text("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    _text("source"),
    _text("given"),
    _text("family"),
    Column("left_at", Time),
    UniqueConstraint("school", "source"),
)

person = Table(
    "person",
    metadata,
    _text("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    _text("source"),  # the user of the system of record
    _text("side"),  # staff | guardian: one user may be both, as two profiles
    _text("role"),
    _text("given"),
    _text("family"),
    _text("display_name", null=True),  # chosen by the person
    _text("email", null=True),
    _text("cell", null=True),  # E.164, marked as a cell number
    _text("phone", null=True),  # never texted
    _text("primary_room", null=True),  # chosen by an admin; no sync touches it
    _text("language", null=True),  # chosen by the person; null is the school's
    Column("left_at", Time),
    UniqueConstraint("school", "source", "side"),
    CheckConstraint("role in ('admin', 'staff', 'guardian')", name="person_role"),
    Index("person_by_email", "email"),
)

guardianship = Table(  # a row here: what a person is to a student, in one word: nobody barred is more than that
    "guardianship",
    metadata,
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("guardian", String, ForeignKey("person.id"), primary_key=True),
    Column("student", String, ForeignKey("student.id"), primary_key=True),
    _text("tie", server_default="guardian"),
    _text("listed_as", null=True),  # by the source, barred or not: a guardian, or one who pays; null not at all
    CheckConstraint("tie in ('guardian', 'pick_up', 'barred')", name="guardianship_tie"),
    CheckConstraint("listed_as in ('guardian', 'payer')", name="guardianship_listed_as"),
    CheckConstraint("tie = 'barred' or (tie = 'guardian') = (listed_as is not null)", name="guardianship_listed"),
)

denial = Table(  # a row here: the school denies a guardian something about a student; no sync touches it
    "denial",
    metadata,
    _text("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("guardian", String, ForeignKey("person.id"), nullable=False),
    Column("student", String, ForeignKey("student.id"), nullable=False),
    _text("power"),
    Column("begin", Date),
    Column("end", Date),
    _text("by"),
    Column("at", Time, nullable=False),
    CheckConstraint("power in ('see', 'message', 'told', 'pick_up')", name="denial_power"),
    CheckConstraint('begin is null or "end" is null or begin <= "end"', name="denial_dates"),
    Index("denial_by_guardian", "school", "guardian", "student"),
)

placement = Table(
    "placement",
    metadata,
    _number("id", primary_key=True, autoincrement=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("student", String, ForeignKey("student.id"), nullable=False),
    Column("room", String, ForeignKey("room.id"), nullable=False),
    Column("begin", Date),
    Column("end", Date),
)

assignment = Table(
    "assignment",
    metadata,
    _number("id", primary_key=True, autoincrement=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("person", String, ForeignKey("person.id"), nullable=False),
    Column("room", String, ForeignKey("room.id"), nullable=False),
    Column("begin", Date),
    Column("end", Date),
    _text("by", null=True),  # the admin who said so; null is the roster
)

permission = Table(  # a row here: one of the staff may do more or less than is usual; no sync touches it
    "permission",
    metadata,
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("person", String, ForeignKey("person.id"), primary_key=True),
    _text("what", primary_key=True),  # an area, reviews, marks, or own
    _text("level"),
    _text("by"),
    Column("at", Time, nullable=False),
    CheckConstraint(
        "(what in ('families', 'staff', 'announcements', 'activities') and level in ('none', 'read', 'full'))"
        " or (what = 'reviews' and level in ('none', 'full'))"
        " or (what = 'marks' and level in ('normal', 'urgent', 'emergency'))"
        " or (what = 'own' and level in ('school', 'waits', 'trusted'))",
        name="permission_level",
    ),
    Index("permission_by_school", "school"),
)

account = Table(
    "account",
    metadata,
    _text("id", primary_key=True),
    _text("email", unique=True),  # lower case
    _text("password"),  # argon2id
    Column("created_at", Time, nullable=False),
)

profile = Table(  # a row here: an account may act as a person
    "profile",
    metadata,
    Column("account", String, ForeignKey("account.id"), primary_key=True),
    Column("person", String, ForeignKey("person.id"), primary_key=True),
)

session = Table(
    "session",
    metadata,
    _text("id", primary_key=True),  # sha256 of the token, which is kept nowhere
    Column("account", String, ForeignKey("account.id"), nullable=False),
    Column("person", String, ForeignKey("person.id"), nullable=False),
    Column("created_at", Time, nullable=False),
    Column("expires_at", Time, nullable=False),
    Column("ended_at", Time),
    Index("session_by_account", "account"),
)

ticket = Table(
    "ticket",
    metadata,
    _text("id", primary_key=True),  # sha256 of the ticket
    Column("session", String, ForeignKey("session.id"), nullable=False),
    Column("person", String, ForeignKey("person.id"), nullable=False),
    Column("expires_at", Time, nullable=False),
)

device = Table(  # a row here: push reaches this person there
    "device",
    metadata,
    _text("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("person", String, ForeignKey("person.id"), nullable=False),
    _text("provider"),
    _text("address"),
    Column("created_at", Time, nullable=False),
    UniqueConstraint("person", "provider", "address"),
)

revision = Table(  # a row here: what a message said until the change at seq; for admins alone
    "revision",
    metadata,
    Column("school", String, primary_key=True),
    _number("seq", primary_key=True),  # of the edited or withdrawn event
    _text("message"),
    _text("author"),
    _text("changed_by"),
    Column("at", Time, nullable=False),
    _text("item"),  # JSON
    ForeignKeyConstraint(["school", "seq"], ["event.school", "event.seq"]),
    Index("revision_by_message", "school", "message", "seq"),
)

audit = Table(  # a row here: an admin looked, on that day, at what is not theirs by their rooms; only ever added to
    "audit",
    metadata,
    _text("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    _text("person"),
    _text("what"),
    _text("about"),  # a conversation or a message
    Column("day", Date, nullable=False),
    Column("at", Time, nullable=False),
    UniqueConstraint("school", "person", "what", "about", "day"),
    Index("audit_by_time", "school", "at", "id"),
)

report = Table(  # a row here: somebody in a conversation told the admins that something is wrong
    "report",
    metadata,
    _text("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("conversation", String, ForeignKey("conversation.id"), nullable=False),
    _text("message", null=True),  # null: the whole conversation
    Column("by", String, ForeignKey("person.id"), nullable=False),
    _text("against", null=True),  # who wrote what was reported; they never look at it
    _text("reason"),
    Column("at", Time, nullable=False),
    Column("settled_at", Time),
    _text("settled_by", null=True),
    _text("note"),  # what the reporter reads of how it ended
    CheckConstraint("(settled_at is null) = (settled_by is null)", name="report_settled_whole"),
    Index("report_by_time", "school", "at", "id"),
)

block = Table(  # a row here: blocked starts no new conversation of two with person
    "block",
    metadata,
    Column("school", String, ForeignKey("school.id"), primary_key=True),
    Column("person", String, ForeignKey("person.id"), primary_key=True),
    Column("blocked", String, ForeignKey("person.id"), primary_key=True),
    Column("at", Time, nullable=False),
)

everything = (
    metadata,
    addresses.metadata,
    mail.metadata,
    wish_schema.metadata,
    file_schema.metadata,
    unsorted_schema.metadata,
    notifiers.metadata,
)
"""What a database holds: our tables and those that notifiers declares for itself."""

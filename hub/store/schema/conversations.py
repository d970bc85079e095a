"""This file declares the journal's tables, and those of conversations: who is in them, and what each has read."""

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, Integer, String, Table, UniqueConstraint

from hub.store.schema.columns import ASIDE, CHANGE, Time, metadata, number, text_

_PLACE = ("school", "audience", "conversation", "seq")

event = Table(
    "event",
    metadata,
    Column("school", String, ForeignKey("school.id"), primary_key=True),
    number("seq", primary_key=True),
    text_("kind"),
    text_("audience"),  # all | staff | a person's id, decided when it was appended
    text_("conversation", null=True),
    number("n", null=True),  # its number among the shared messages of the conversation
    text_("id", null=True),  # the message; held and released events share it
    text_("author", null=True),
    text_("cid", null=True),
    text_("hash", null=True),  # of what was posted, to tell a repeat from another content
    Column("at", Time, nullable=False),
    text_("body"),  # JSON of what the kind carries
    UniqueConstraint("school", "author", "cid"),
    Index("event_by_n", "school", "conversation", "n", unique=True),
    Index("event_by_conversation", "school", "conversation", "seq"),
    Index("event_by_message", "school", "id"),
    Index("event_aside", *_PLACE, sqlite_where=ASIDE, postgresql_where=ASIDE),
    Index("event_change", *_PLACE, sqlite_where=CHANGE, postgresql_where=CHANGE),
)

conversation = Table(
    "conversation",
    metadata,
    text_("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    text_("kind"),  # the name of a file in channels/kinds
    text_("subject"),
    number("n"),  # shared messages so far
    UniqueConstraint("school", "kind", "subject"),
)

member = Table(  # a row here: a party is in a conversation between two positions
    "member",
    metadata,
    Column("school", String, ForeignKey("school.id"), primary_key=True),
    Column("conversation", String, ForeignKey("conversation.id"), primary_key=True),
    text_("party", primary_key=True),
    text_("side"),
    number("since_seq", primary_key=True),
    number("until_seq", null=True),
)

belongs = Table(  # a row here: a person is in a party between two positions
    "belongs",
    metadata,
    Column("school", String, ForeignKey("school.id"), primary_key=True),
    text_("party", primary_key=True),
    Column("person", String, ForeignKey("person.id"), primary_key=True),
    number("since_seq", primary_key=True),
    number("until_seq", null=True),
)

marker = Table(  # a row here: a person has read a conversation up to read_n
    "marker",
    metadata,
    Column("school", String, primary_key=True),
    text_("person", primary_key=True),
    Column("conversation", String, ForeignKey("conversation.id"), primary_key=True),
    number("read_n"),
    number("read_seq"),  # the journal's head when it was read
    Column("read_at", Time, nullable=False),
    number("rev", server_default="0"),  # school.marks when it was moved by reading; 0 by one's own message
    Index("marker_by_rev", "school", "rev"),
)

missed = (
    Table(  # a row here: of the messages after after_n, up to to_n, a person may read none, and had others to read
        "missed",
        metadata,
        Column("school", String, primary_key=True),
        Column("person", String, primary_key=True),
        Column("conversation", String, primary_key=True),
        Column("after_n", Integer, primary_key=True, autoincrement=False),
        Column("to_n", Integer, nullable=False),
    )
)

block = Table(  # a row here: blocked starts no new conversation of two with person
    "block",
    metadata,
    Column("school", String, ForeignKey("school.id"), primary_key=True),
    Column("person", String, ForeignKey("person.id"), primary_key=True),
    Column("blocked", String, ForeignKey("person.id"), primary_key=True),
    Column("at", Time, nullable=False),
)

revision = Table(  # a row here: what a message said until the change at seq; for admins alone
    "revision",
    metadata,
    Column("school", String, primary_key=True),
    number("seq", primary_key=True),  # of the edited or withdrawn event
    text_("message"),
    text_("author"),
    text_("changed_by"),
    Column("at", Time, nullable=False),
    text_("item"),  # JSON
    ForeignKeyConstraint(["school", "seq"], ["event.school", "event.seq"]),
    Index("revision_by_message", "school", "message", "seq"),
)

watching = Table(  # a row here: on this device a person has a conversation open, as it last said
    "watching",
    metadata,
    Column("school", String, nullable=False),
    Column("person", String, primary_key=True),
    Column("device", String, primary_key=True),
    Column("conversation", String, nullable=False),
    Column("at", Time, nullable=False),
)

ack = Table(  # a row here: a person confirmed that they have read an emergency
    "ack",
    metadata,
    Column("school", String, primary_key=True),
    Column("message", String, primary_key=True),
    Column("person", String, primary_key=True),
    Column("at", Time, nullable=False),
    Index("ack_by_person", "person"),
)

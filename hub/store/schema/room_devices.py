"""This file declares the tables of room devices: those that are paired, codes that wait, PINs, unsent words."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table

from hub.store.schema.columns import Time, metadata, number, text_

room_device = Table(  # a row here: a tablet of a school stands in a room; it is nobody, and opens nothing by itself
    "room_device",
    metadata,
    text_("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("room", String, ForeignKey("room.id"), nullable=False),
    text_("name"),
    text_("secret", unique=True),  # sha256 of what the device keeps
    text_("by"),  # the admin who paired it
    Column("paired_at", Time, nullable=False),
    Column("seen_at", Time, nullable=False),  # it asked the hub then, or up to a minute later
    Column("ended_at", Time),
    Index("room_device_by_school", "school"),
)

room_device_code = Table(  # a row here: a device shows a code that an admin has yet to type
    "room_device_code",
    metadata,
    text_("secret", primary_key=True),  # sha256 of what the device keeps
    text_("code", unique=True),  # as it is shown: worth nothing without an admin, and for ten minutes
    Column("expires_at", Time, nullable=False),
)

pin = Table(  # a row here: who works here acts on a room device by it, and nowhere else
    "pin",
    metadata,
    Column("person", String, ForeignKey("person.id"), primary_key=True),
    text_("hash"),  # argon2id of what the hub's secret makes of person and digits
    number("wrong"),  # tries in a row that were none
    Column("set_at", Time, nullable=False),
    CheckConstraint("wrong >= 0", name="pin_wrong"),
)

draft = Table(  # a row here: words that somebody wrote on a room device and did not send, for them alone
    "draft",
    metadata,
    Column("person", String, ForeignKey("person.id"), primary_key=True),
    Column("conversation", String, ForeignKey("conversation.id"), primary_key=True),
    text_("text"),
    Column("at", Time, nullable=False),
    Index("draft_by_age", "at"),
)

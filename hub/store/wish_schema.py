"""This file declares the tables of what people wish to be told, what they have open, and what they confirmed."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, MetaData, String, Table

metadata = MetaData()

preference = Table(  # a row here: this person wants something else of a medium than is usual
    "preference",
    metadata,
    Column("school", String, nullable=False),
    Column("person", String, primary_key=True),
    Column("category", String, primary_key=True),
    Column("medium", String, primary_key=True),
    Column("how", String, nullable=False),
    CheckConstraint("how in ('instant', 'digest', 'off')", name="preference_how"),
)

rhythm = Table(  # a row here: this person chose when they are told; minutes of the day on their own clock
    "rhythm",
    metadata,
    Column("school", String, nullable=False),
    Column("person", String, primary_key=True),
    Column("quiet_begins", Integer),
    Column("quiet_ends", Integer),
    Column("zone", String, nullable=False),  # empty: the school's
    Column("digest_at", Integer, nullable=False),
    CheckConstraint("(quiet_begins is null) = (quiet_ends is null)", name="rhythm_quiet_whole"),
)

watching = Table(  # a row here: on this device a person has a conversation open, as it last said
    "watching",
    metadata,
    Column("school", String, nullable=False),
    Column("person", String, primary_key=True),
    Column("device", String, primary_key=True),
    Column("conversation", String, nullable=False),
    Column("at", String(24), nullable=False),
)

ack = Table(  # a row here: a person confirmed that they have read an emergency
    "ack",
    metadata,
    Column("school", String, primary_key=True),
    Column("message", String, primary_key=True),
    Column("person", String, primary_key=True),
    Column("at", String(24), nullable=False),
    Index("ack_by_person", "person"),
)

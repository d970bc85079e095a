"""This file declares the tables of how people are reached: phones, choices, what an address may be sent, links."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from hub.store.schema.columns import Time, metadata, text_

device = Table(  # a row here: push reaches this person there, as long as that session lives
    "device",
    metadata,
    text_("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("person", String, ForeignKey("person.id"), nullable=False),
    Column("session", String, ForeignKey("session.id"), nullable=False),
    text_("provider"),
    text_("address"),
    Column("created_at", Time, nullable=False),
    Column("used_at", Time, nullable=False),  # it last said that it is there
    Column("warned_at", Time),  # its person was told that it falls silent soon
    UniqueConstraint("person", "provider", "address"),
    Index("device_by_address", "provider", "address"),
    Index("device_by_session", "session"),
)

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

consent = Table(  # a row here: an address was opened or closed for a class of messages; only ever added to
    "consent",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("school", String, nullable=False),
    Column("medium", String, nullable=False),
    Column("address", String, nullable=False),  # an email address in lower case
    Column("class", String, nullable=False),
    Column("state", String, nullable=False),
    Column("why", String, nullable=False),
    Column("source", String, nullable=False),
    Column("by", String),  # the admin who noted it; null where nobody of the school did
    Column("at", Time, nullable=False),
    CheckConstraint("medium in ('email', 'sms')", name="consent_medium"),
    CheckConstraint("class in ('routine', 'emergency')", name="consent_class"),
    CheckConstraint("state in ('closed', 'open')", name="consent_state"),
    CheckConstraint(
        "source in ('reply', 'carrier', 'one_click', 'staff', 'bounce', 'invalid')", name="consent_source"
    ),
    CheckConstraint("(source = 'staff') = (by is not null)", name="consent_by"),
    Index("consent_by_address", "school", "address", "id"),
)

link = Table(  # a row here: a short address that leads to a place in the app until it expires
    "link",
    metadata,
    Column("code", String, primary_key=True),
    Column("delivery", String, nullable=False, unique=True),
    Column("school", String, nullable=False),
    Column("path", String, nullable=False),
    Column("expires_at", Time, nullable=False),
)

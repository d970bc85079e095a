"""This file declares the tables about addresses: what may be sent there, and what came from there."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, MetaData, String, Table

metadata = MetaData()

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
    Column("at", String(24), nullable=False),
    CheckConstraint("medium in ('email', 'sms')", name="consent_medium"),
    CheckConstraint("class in ('routine', 'emergency')", name="consent_class"),
    CheckConstraint("state in ('closed', 'open')", name="consent_state"),
    CheckConstraint("source in ('reply', 'carrier', 'one_click', 'staff', 'bounce')", name="consent_source"),
    CheckConstraint("(source = 'staff') = (by is not null)", name="consent_by"),
    Index("consent_by_address", "school", "address", "id"),
)

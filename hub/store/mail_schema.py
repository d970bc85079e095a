"""This file declares the table of emails that came in: what became of each, so that none is dealt with twice."""

from sqlalchemy import CheckConstraint, Column, Index, MetaData, String, Table

metadata = MetaData()

inbound = Table(  # a row here: an email came in and was dealt with; whoever hands it over again is told so
    "inbound",
    metadata,
    Column("id", String, primary_key=True),  # sha256 of whom it came to and of its Message-ID
    Column("school", String, nullable=False),
    Column("delivery", String, nullable=False),  # the email that it answers, or that came back
    Column("address", String, nullable=False),  # where that one had gone
    Column("became", String, nullable=False),
    Column("detail", String, nullable=False),
    Column("at", String(24), nullable=False),
    Column("answered_at", String(24)),  # it is dealt with: nothing more is to be told to whoever wrote it
    Column("told_at", String(24)),  # whoever wrote it was told by an email what did not become of it
    Column("told_to", String),  # their address, in lower case
    CheckConstraint(
        "became in ('posted', 'refused', 'hard', 'soft', 'policy', 'delayed')",
        name="inbound_became",
    ),
    Index("inbound_by_address", "school", "address", "at"),
)

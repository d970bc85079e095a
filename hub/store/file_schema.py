"""This file declares the tables of photos and files, which stand in the database with everything else (ADR 24)."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table

metadata = MetaData()

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
    Column("made_at", String(24), nullable=False),
    Column("ready_at", String(24)),
    Column("message", String),  # null: it was not sent
    CheckConstraint("(width is null) = (height is null)", name="file_image"),
    CheckConstraint("message is null or ready_at is not null", name="file_sent_whole"),
    Index("file_by_message", "school", "message"),
    Index("file_by_author", "school", "author", "made_at"),
)

part = Table(  # a row here: the nth piece of a file, or of its small picture; the first is 0
    "file_part",
    metadata,
    Column("school", String, nullable=False),
    Column("file", String, ForeignKey("file.id"), primary_key=True),
    Column("size", String, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    CheckConstraint("size in ('whole', 'small')", name="file_part_size"),
)

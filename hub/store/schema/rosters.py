"""This file declares the tables of how a roster comes in: its runs, what waits, and where it comes from."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, LargeBinary, String, Table

from hub.store.schema.columns import Time, metadata

roster_run = Table(  # a row here: a roster came in for a school, and what became of it
    "roster_run",
    metadata,
    Column("id", String, primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("source", String, nullable=False),
    Column("by", String),  # the admin; null where nobody pressed anything
    Column("file", String, nullable=False),  # what the bundle was called
    Column("digest", String),  # sha256 of the bundle, by which the same one is known again
    Column("started_at", Time, nullable=False),
    Column("ended_at", Time, nullable=False),
    Column("state", String, nullable=False),
    Column("counts", String, nullable=False),  # JSON: of students, staff and guardians how many come, leave, change
    Column("said", String),  # JSON of sentences with names and rows; null once it is a month old
    Column("undone_at", Time),
    Column("undone_by", String),
    CheckConstraint("source in ('command', 'page', 'folder', 'server')", name="roster_run_source"),
    CheckConstraint(
        "state in ('applied', 'unchanged', 'held', 'refused', 'failed', 'dropped', 'undone')",
        name="roster_run_state",
    ),
    CheckConstraint(
        "(undone_at is null) = (undone_by is null) and (undone_at is null) = (state <> 'undone')",
        name="roster_run_undone_whole",
    ),
    Index("roster_run_by_school", "school", "ended_at", "id"),
)

roster_columns = Table(  # a row here: admins of a school said what the columns of its spreadsheets hold
    "roster_columns",
    metadata,
    Column("school", String, ForeignKey("school.id"), primary_key=True),
    Column("mappings", String, nullable=False),  # JSON; who said it stands in the activity log
)

roster_before = Table(  # a row here: what the roster of a school was before the newest run that was applied
    "roster_before",
    metadata,
    Column("school", String, ForeignKey("school.id"), primary_key=True),
    Column("run", String, ForeignKey("roster_run.id"), nullable=False),
    Column("body", LargeBinary, nullable=False),
)

roster_upload = Table(  # a row here: a roster was read, and waits until an admin says yes or no
    "roster_upload",
    metadata,
    Column("id", String, primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("source", String, nullable=False),
    Column("by", String),
    Column("file", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("run", String),  # the run that is held because of it; null where nothing was tried yet
    Column("at", Time, nullable=False),
    Column("expires_at", Time, nullable=False),
    Column("said", String, nullable=False),  # JSON: what was warned of while it was read
    Column("body", LargeBinary, nullable=False),  # the rows of this school alone
    Column(
        "state", String, ForeignKey("roster_state.digest", name="roster_upload_state_fkey")
    ),  # with it, its source said so
    Column("over", String),  # the state that its changes were read over; null where it is whole
    CheckConstraint("source in ('page', 'folder', 'server')", name="roster_upload_source"),
    Index("roster_upload_by_school", "school", "at"),
    Index("roster_upload_by_end", "expires_at"),
    Index("roster_upload_by_state", "state"),
)

roster_state = Table(  # a row here: what a source had said at a time, row by row; other schools' rows are in it
    "roster_state",
    metadata,
    Column("digest", String, primary_key=True),  # sha256 of the body: one bundle of many schools is kept once
    Column("body", LargeBinary, nullable=False),  # hub/oneroster/kept_state.py
)

roster_said = Table(  # a row here: what the source of a school has said, over which its changes are read
    "roster_said",
    metadata,
    Column("school", String, ForeignKey("school.id"), primary_key=True),
    Column("state", String, ForeignKey("roster_state.digest"), nullable=False),
    Column("at", Time, nullable=False),
    Index("roster_said_by_state", "state"),
)

roster_folder = Table(  # a row here: how far the folder was brought into a school
    "roster_folder",
    metadata,
    Column("school", String, ForeignKey("school.id"), primary_key=True),
    Column("written_at", Time, nullable=False),  # of the file from which on it is looked at
    Column("missing", String),  # what that file is called, where it did not come in; no changes come in after it
    Column("digest", String),  # of that file; null where it could not be read
)

roster_server = Table(  # a row here: the roster of a school is fetched from a server that speaks OneRoster
    "roster_server",
    metadata,
    Column("school", String, ForeignKey("school.id"), primary_key=True),
    Column("version", String, nullable=False),
    Column("address", String, nullable=False),  # before /ims/oneroster
    Column("token_address", String, nullable=False),
    Column("client", String, nullable=False),  # who we are there
    Column("secret", String, nullable=False),  # sealed for this school (hub/sealing.py)
    Column("scope", String, nullable=False),
    Column("org", String, nullable=False),  # the sourcedId of the school on that server
    Column("org_name", String, nullable=False),
    Column("by", String, nullable=False),  # the admin who connected it
    Column("at", Time, nullable=False),
    Column("full_at", Time),  # when it gave the whole roster last; null where it never did since it was connected
    Column("asked_at", Time),  # when what it gave last by itself, and was applied, was asked for
    Column("state", String),  # what it had said by then: changes are asked for where nothing else came in since
    CheckConstraint("version in ('1.1', '1.2')", name="roster_server_version"),
)

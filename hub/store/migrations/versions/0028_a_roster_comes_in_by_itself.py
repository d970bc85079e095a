"""A roster comes in by itself: a row for each run of it, and one for each that waits for an admin's yes"""

from alembic import op
import sqlalchemy as sa


revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Forward only; of what came in before there is no record."""
    op.create_table(
        "roster_run",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("started_at", sa.String(length=24), nullable=False),
        sa.Column("ended_at", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("counts", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=True),
        sa.Column("undone_at", sa.String(length=24), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.CheckConstraint("source in ('command', 'page', 'folder')", name="roster_run_source"),
        sa.CheckConstraint(
            "state in ('applied', 'unchanged', 'held', 'refused', 'failed', 'dropped', 'undone')",
            name="roster_run_state",
        ),
        sa.CheckConstraint(
            "(undone_at is null) = (undone_by is null) and (undone_at is null) = (state <> 'undone')",
            name="roster_run_undone_whole",
        ),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("roster_run_by_school", "roster_run", ["school", "ended_at", "id"])
    op.create_table(
        "roster_before",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.ForeignKeyConstraint(["run"], ["roster_run.id"]),
        sa.PrimaryKeyConstraint("school"),
    )
    op.create_table(
        "roster_upload",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=True),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("expires_at", sa.String(length=24), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("source in ('page', 'folder')", name="roster_upload_source"),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("roster_upload_by_school", "roster_upload", ["school", "at"])
    op.create_index("roster_upload_by_end", "roster_upload", ["expires_at"])

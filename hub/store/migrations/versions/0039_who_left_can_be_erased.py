"""Who left can be erased: what is asked for and done, and what was taken out of the activity log"""

from alembic import op
import sqlalchemy as sa


revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """Forward only; nobody was erased before somebody is."""
    for table in ("person", "student"):
        op.add_column(table, sa.Column("erased_at", sa.String(length=24), nullable=True))
    op.create_table(
        "erasure",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("on", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("due_at", sa.String(length=24), nullable=False),
        sa.Column("agreed_at", sa.String(length=24), nullable=True),
        sa.Column("agreed_by", sa.String(), nullable=True),
        sa.Column("agreed_name", sa.String(), nullable=True),
        sa.Column("begun_at", sa.String(length=24), nullable=True),
        sa.Column("traces", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("noted_at", sa.String(length=24), nullable=True),
        sa.Column("ended_at", sa.String(length=24), nullable=True),
        sa.Column("ended", sa.String(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.CheckConstraint("\"on\" in ('student', 'person')", name="erasure_on"),
        sa.CheckConstraint("scope in ('all', 'contacts')", name="erasure_scope"),
        sa.CheckConstraint("ended in ('done', 'taken_back', 'returned')", name="erasure_ended"),
        sa.CheckConstraint(
            "(agreed_at is null) = (agreed_by is null) and (agreed_at is null) = (agreed_name is null)",
            name="erasure_agreed_whole",
        ),
        sa.CheckConstraint("(ended_at is null) = (ended is null)", name="erasure_ended_whole"),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("erasure_by_school", "erasure", ["school", "at"])
    op.create_index("erasure_by_mark", "erasure", ["school", "mark"])
    op.create_index(
        "erasure_open",
        "erasure",
        ["about", "scope"],
        unique=True,
        sqlite_where=sa.text("ended_at is null"),
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "log_erased",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("print", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("school", "n", "batch"),
    )

"""What came in by email or text and became no message is kept, and what was left out of an answer"""

from alembic import op
import sqlalchemy as sa


revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "unsorted",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("original", sa.LargeBinary(), nullable=True),
        sa.Column("alike", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.String(length=24), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("told_at", sa.String(length=24), nullable=True),
        sa.Column("settled_at", sa.String(length=24), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("medium in ('email', 'sms')", name="unsorted_medium"),
        sa.CheckConstraint("(settled_at is null) = (settled_by is null)", name="unsorted_settled_whole"),
        sa.PrimaryKeyConstraint("id"),
    )
    open_ones = sa.text("settled_at is null")
    op.create_index("unsorted_by_time", "unsorted", ["school", "at", "id"])
    op.create_index(
        "unsorted_open",
        "unsorted",
        ["school", "alike"],
        unique=True,
        sqlite_where=open_ones,
        postgresql_where=open_ones,
    )
    op.create_table(
        "remainder",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("theirs", sa.String(), nullable=False),
        sa.Column("ours", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("school", "message"),
    )
    op.add_column("inbound", sa.Column("told_at", sa.String(length=24), nullable=True))
    op.add_column("inbound", sa.Column("told_to", sa.String(), nullable=True))

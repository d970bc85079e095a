"""What was said can be reported, and somebody kept from starting a conversation"""

from alembic import op
import sqlalchemy as sa


revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "report",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("against", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("settled_at", sa.String(length=24), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("(settled_at is null) = (settled_by is null)", name="report_settled_whole"),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"]),
        sa.ForeignKeyConstraint(["by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("report_by_time", "report", ["school", "at", "id"])
    op.create_table(
        "block",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("blocked", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.ForeignKeyConstraint(["blocked"], ["person.id"]),
        sa.PrimaryKeyConstraint("school", "person", "blocked"),
    )

"""What the center keeps about a child: its birth date as the roster has it, and a record of its own"""

from alembic import op
import sqlalchemy as sa


revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Forward only; a birth date comes with the next roster that has it, and nothing is kept before somebody does."""
    op.add_column("student", sa.Column("birth_date", sa.Date(), nullable=True))
    op.create_table(
        "child_record",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("student", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("giver", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.CheckConstraint(
            "part in ('birth_date', 'allergies', 'diets', 'medication', 'contacts', 'primary_room', 'plan', 'custody')",
            name="child_record_part",
        ),
        sa.CheckConstraint("giver = '' or part = 'contacts'", name="child_record_giver"),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.ForeignKeyConstraint(["student"], ["student.id"]),
        sa.PrimaryKeyConstraint("student", "part", "giver", "n"),
    )
    op.create_index("child_record_by_school", "child_record", ["school", "student"])

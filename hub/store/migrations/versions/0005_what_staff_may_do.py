"""What each of the staff may do, and in which rooms they work by an admin's word"""

from alembic import op
import sqlalchemy as sa


revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "permission",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("person", "what"),
        sa.CheckConstraint(
            "(what in ('families', 'staff', 'announcements', 'activities') and level in ('none', 'read', 'full'))"
            " or (what = 'reviews' and level in ('none', 'full'))"
            " or (what = 'marks' and level in ('normal', 'urgent', 'emergency'))"
            " or (what = 'own' and level in ('school', 'waits', 'trusted'))",
            name="permission_level",
        ),
    )
    op.create_index("permission_by_school", "permission", ["school"])
    op.add_column("assignment", sa.Column("by", sa.String(), nullable=True))
    op.add_column("person", sa.Column("primary_room", sa.String(), nullable=True))

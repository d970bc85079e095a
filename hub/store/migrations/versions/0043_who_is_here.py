"""Which child is in which room since when, and every state of that"""

from alembic import op
import sqlalchemy as sa

from hub.store.row_security import secure


revision = "0043"
down_revision = "0042"

HERE = sa.text("left_at is null and struck_at is null")


def upgrade() -> None:
    """Forward only; nobody is here before somebody is signed in."""
    op.create_table(
        "stay",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("student", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("came_at", sa.String(length=24), nullable=False),
        sa.Column("came_by", sa.String(), nullable=False),
        sa.Column("came_noted_at", sa.String(length=24), nullable=False),
        sa.Column("came_method", sa.String(), nullable=False),
        sa.Column("came_device", sa.String(), nullable=False),
        sa.Column("came_person", sa.String(), nullable=True),
        sa.Column("left_at", sa.String(length=24), nullable=True),
        sa.Column("left_by", sa.String(), nullable=True),
        sa.Column("left_noted_at", sa.String(length=24), nullable=True),
        sa.Column("left_method", sa.String(), nullable=True),
        sa.Column("left_device", sa.String(), nullable=True),
        sa.Column("left_person", sa.String(), nullable=True),
        sa.Column("left_other", sa.String(), nullable=True),
        sa.Column("left_listed", sa.String(), nullable=True),
        sa.Column("moved_from", sa.String(), nullable=True),
        sa.Column("taken_over_at", sa.String(length=24), nullable=True),
        sa.Column("taken_over_by", sa.String(), nullable=True),
        sa.Column("struck_at", sa.String(length=24), nullable=True),
        sa.Column("corrected_at", sa.String(length=24), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.CheckConstraint("left_at is null or left_at > came_at", name="stay_lasts"),
        sa.CheckConstraint(
            "(left_at is null) = (left_by is null) and (left_at is null) = (left_noted_at is null)"
            " and (left_at is null) = (left_method is null)",
            name="stay_left_whole",
        ),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.ForeignKeyConstraint(["student"], ["student.id"]),
        sa.ForeignKeyConstraint(["room"], ["room.id"]),
        sa.ForeignKeyConstraint(["came_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["came_person"], ["person.id"]),
        sa.ForeignKeyConstraint(["left_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["left_person"], ["person.id"]),
        sa.ForeignKeyConstraint(["moved_from"], ["room.id"]),
        sa.ForeignKeyConstraint(["taken_over_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("stay_here", "stay", ["student"], unique=True, sqlite_where=HERE, postgresql_where=HERE)
    op.create_index("stay_by_student", "stay", ["school", "student", "came_at"])
    op.create_index("stay_by_left", "stay", ["school", "left_at"])
    op.create_table(
        "stay_change",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("stay", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("id_seen", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.ForeignKeyConstraint(["stay"], ["stay.id"]),
        sa.ForeignKeyConstraint(["by"], ["person.id"]),
        sa.PrimaryKeyConstraint("stay", "n"),
    )
    op.create_index("stay_change_by_deed", "stay_change", ["school", "deed"])
    secure(op.get_bind())

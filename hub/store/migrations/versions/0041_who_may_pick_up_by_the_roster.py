"""Who may pick a child up by the roster: a mirror, beside the pick-ups, denials and bars that are kept here"""

from alembic import op
import sqlalchemy as sa

from hub.store.row_security import secure


revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """Forward only; nobody is listed before a roster says so."""
    op.add_column("school", sa.Column("pick_ups_at", sa.String(length=24), nullable=True))
    op.create_table(
        "listed_pick_up",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("student", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.ForeignKeyConstraint(["student"], ["student.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("student", "name"),
    )
    op.create_index("listed_pick_up_by_school", "listed_pick_up", ["school", "student"])
    secure(op.get_bind())

"""People are invited: a row for each link that was sent, by which somebody chooses their first password"""

from alembic import op
import sqlalchemy as sa


revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Forward only; nothing is sent, and nobody who signs in already is asked anything."""
    good = sa.text("used_at is null and ended_at is null")
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("sent_at", sa.String(length=24), nullable=False),
        sa.Column("expires_at", sa.String(length=24), nullable=False),
        sa.Column("used_at", sa.String(length=24), nullable=True),
        sa.Column("ended_at", sa.String(length=24), nullable=True),
        sa.CheckConstraint("used_at is null or ended_at is null", name="invitation_ended_once"),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("secret"),
    )
    op.create_index(
        "invitation_good", "invitation", ["person"], unique=True, sqlite_where=good, postgresql_where=good
    )
    op.create_index("invitation_by_school", "invitation", ["school", "person", "sent_at"])

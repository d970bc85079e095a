"""How far each parent lets photos of a child go; how long a school keeps records, what is on hold, what went"""

from alembic import op
import sqlalchemy as sa


revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Forward only; nobody has answered before somebody does, so a photo with a child on it waits as before."""
    op.create_table(
        "photo_consent",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("student", sa.String(), nullable=False),
        sa.Column("guardian", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("source in ('app', 'paper')", name="photo_consent_source"),
        sa.CheckConstraint("scope in ('none', 'own_family', 'rooms', 'public')", name="photo_consent_scope"),
        sa.CheckConstraint("note = '' or source = 'paper'", name="photo_consent_note"),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.ForeignKeyConstraint(["student"], ["student.id"]),
        sa.ForeignKeyConstraint(["guardian"], ["person.id"]),
        sa.PrimaryKeyConstraint("student", "guardian", "n"),
    )
    op.create_index("photo_consent_by_school", "photo_consent", ["school", "student"])
    op.create_table(
        "retention_rule",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("on_at", sa.String(length=24), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.PrimaryKeyConstraint("school", "kind"),
    )
    op.create_table(
        "removal",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("oldest", sa.String(length=24), nullable=False),
        sa.Column("newest", sa.String(length=24), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("noted_at", sa.String(length=24), nullable=True),
        sa.Column("noted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.PrimaryKeyConstraint("school", "kind", "day"),
    )
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("on", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("released_at", sa.String(length=24), nullable=True),
        sa.Column("released_by", sa.String(), nullable=True),
        sa.Column("released_name", sa.String(), nullable=True),
        sa.CheckConstraint("\"on\" in ('student', 'person', 'conversation')", name="legal_hold_on"),
        sa.CheckConstraint(
            "(released_at is null) = (released_by is null) and (released_at is null) = (released_name is null)",
            name="legal_hold_released_whole",
        ),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("legal_hold_by_school", "legal_hold", ["school", "at"])

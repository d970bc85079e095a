"""Texts wait for their place, and what was asked about them is kept"""

from alembic import op
import sqlalchemy as sa


revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Forward only."""
    open_ones = sa.text("settled_at is null")
    op.create_table(
        "question",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("asked_at", sa.String(length=24), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("settled_at", sa.String(length=24), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.CheckConstraint("kind in ('where', 'stop')", name="question_kind"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "question_open",
        "question",
        ["number", "kind"],
        unique=True,
        sqlite_where=open_ones,
        postgresql_where=open_ones,
    )
    op.create_index(
        "question_by_school",
        "question",
        ["school", "kind", "asked_at"],
        sqlite_where=open_ones,
        postgresql_where=open_ones,
    )
    op.create_table(
        "kept_text",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("sid", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("question", sa.String(), nullable=True),
        sa.Column("conversation", sa.String(), nullable=True),
        sa.CheckConstraint("question is not null or conversation is not null", name="kept_text_goes"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sid"),
    )
    op.create_index("kept_text_by_question", "kept_text", ["question"])
    op.create_index("kept_text_by_school", "kept_text", ["school", "at"])
    with op.batch_alter_table("texted") as table:
        table.drop_constraint("texted_became", type_="check")
        table.create_check_constraint(
            "texted_became",
            "became in ('posted', 'refused', 'unclear', 'stopped', 'started', 'help', 'kept', 'chose', 'reaction')",
        )

"""Addresses are open or closed, on record; texts are answered, confirmed, and have short links"""

from alembic import op
import sqlalchemy as sa


revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("class", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.CheckConstraint("medium in ('email', 'sms')", name="consent_medium"),
        sa.CheckConstraint("class in ('routine', 'emergency')", name="consent_class"),
        sa.CheckConstraint("state in ('closed', 'open')", name="consent_state"),
        sa.CheckConstraint("source in ('reply', 'carrier', 'one_click', 'staff', 'bounce')", name="consent_source"),
        sa.CheckConstraint("(source = 'staff') = (by is not null)", name="consent_by"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("consent_by_address", "consent", ["school", "address", "id"])
    op.create_table(
        "receipt",
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("sid", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("delivery", "sid", "status"),
    )
    op.create_table(
        "texted",
        sa.Column("sid", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=True),
        sa.Column("became", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.CheckConstraint(
            "became in ('posted', 'refused', 'unclear', 'stopped', 'started', 'help')", name="texted_became"
        ),
        sa.PrimaryKeyConstraint("sid"),
    )
    op.create_index("texted_by_number", "texted", ["number", "at"])
    op.create_table(
        "link",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("expires_at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("code"),
        sa.UniqueConstraint("delivery"),
    )

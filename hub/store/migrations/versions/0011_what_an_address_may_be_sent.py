"""An address is open or closed for routine messages and for emergencies, on record"""

from alembic import op
import sqlalchemy as sa


revision = "0011"
down_revision = "0008"


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

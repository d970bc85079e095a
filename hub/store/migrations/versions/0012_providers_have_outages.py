"""Providers have outages, each carrier has its own queue"""

from alembic import op
import sqlalchemy as sa


revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "outage",
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("opened_at", sa.String(length=24), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("probe_at", sa.String(length=24), nullable=False),
        sa.Column("probing_until", sa.String(length=24), nullable=True),
        sa.Column("closed_at", sa.String(length=24), nullable=True),
        sa.CheckConstraint("cause in ('settings', 'failures')", name="outage_cause"),
        sa.PrimaryKeyConstraint("provider", "account", "opened_at"),
    )
    still_open = sa.text("closed_at is null")
    op.create_index(
        "outage_open",
        "outage",
        ["provider", "account"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    op.drop_index("delivery_due", "delivery")
    op.create_index("delivery_due", "delivery", ["medium", "provider", "settled_at", "due_at"])
    unreached = sa.text("outcome not in ('accepted', 'cancelled', 'joined')")
    op.create_index(
        "delivery_unreached",
        "delivery",
        ["school", "settled_at"],
        sqlite_where=unreached,
        postgresql_where=unreached,
    )

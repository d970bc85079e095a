"""Tries of a password are counted for all hubs, and a password can be chosen anew"""

from alembic import op
import sqlalchemy as sa


revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "guess",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("ahead", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "reset",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("expires_at", sa.String(length=24), nullable=False),
        sa.CheckConstraint("kind in ('link', 'code')", name="reset_kind"),
        sa.PrimaryKeyConstraint("account", "kind"),
        sa.UniqueConstraint("secret"),
    )

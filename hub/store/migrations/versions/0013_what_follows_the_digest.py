"""What follows an alert that waits for the digest waits as well"""

from alembic import op
import sqlalchemy as sa


revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Forward only."""
    op.add_column("delivery", sa.Column("behind_at", sa.String(length=24), nullable=True))

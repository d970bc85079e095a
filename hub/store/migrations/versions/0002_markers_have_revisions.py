"""Markers have revisions, by which one node learns what was read on another"""

from alembic import op
import sqlalchemy as sa


revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Forward only."""
    op.add_column("school", sa.Column("marks", sa.Integer(), server_default="0", nullable=False))
    op.add_column("marker", sa.Column("rev", sa.Integer(), server_default="0", nullable=False))
    op.create_index("event_by_n", "event", ["school", "conversation", "n"], unique=True)
    op.create_index("marker_by_rev", "marker", ["school", "rev"])

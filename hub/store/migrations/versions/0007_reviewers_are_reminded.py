"""Who reviews is reminded of what waits"""

from alembic import op
import sqlalchemy as sa


revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Forward only."""
    op.add_column("hold", sa.Column("reminded", sa.Integer(), nullable=False, server_default="0"))

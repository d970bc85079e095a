"""An alert is kept with what it tells of, and not in English words alone"""

from alembic import op
import sqlalchemy as sa


revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Forward only. What was planned before stays empty: its event says what it told of."""
    op.add_column("delivery", sa.Column("notice", sa.String(), nullable=False, server_default=""))

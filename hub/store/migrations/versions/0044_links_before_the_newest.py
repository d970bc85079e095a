"""Of a link to a new password is known which ones it took the place of"""

from alembic import op
import sqlalchemy as sa


revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """Forward only; of a link that was sent before this nobody knows which came before it."""
    op.add_column("reset", sa.Column("former", sa.String(), nullable=False, server_default=""))

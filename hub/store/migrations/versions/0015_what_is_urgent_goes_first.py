"""What is urgent goes before all else that is due"""

from alembic import op
import sqlalchemy as sa


revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Forward only."""
    loud = sa.text("settled_at is null and urgency <> 'normal'")
    columns = ["medium", "provider", "settled_at", "due_at"]
    op.create_index("delivery_loud", "delivery", columns, sqlite_where=loud, postgresql_where=loud)

"""On PostgreSQL a row is seen, changed and brought in by a transaction of its school alone"""

from alembic import op

from hub.store.row_security import secure


revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """Forward only; SQLite has no such thing."""
    secure(op.get_bind())

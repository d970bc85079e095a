"""Schools are opened when somebody comes: without reading their journal, and found by who texts"""

from alembic import op
import sqlalchemy as sa


revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Forward only. What families read, nearly all of a journal, stands in neither of the journal's two indexes."""
    aside = sa.text("audience <> 'all' and kind not in ('edited', 'withdrawn')")
    changes = sa.text("kind in ('edited', 'withdrawn')")
    where = ["school", "audience", "conversation", "seq"]
    op.create_index("event_aside", "event", where, sqlite_where=aside, postgresql_where=aside)
    op.create_index("person_by_cell", "person", ["cell"])
    op.create_index("event_change", "event", where, sqlite_where=changes, postgresql_where=changes)

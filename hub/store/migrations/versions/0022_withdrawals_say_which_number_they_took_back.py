"""Edits and withdrawals say which number they changed, so that what was taken back counts as unread nowhere"""

import json

from alembic import op
import sqlalchemy as sa


revision = "0022"
down_revision = "0021"

PAGE = 1_000
"""Rows changed at once."""


def upgrade() -> None:
    """Forward only."""
    connection, since = op.get_bind(), ("", 0)
    while rows := connection.execute(CHANGES, {"school": since[0], "seq": since[1], "most": PAGE}).all():
        for school, seq, body in rows:
            read = json.loads(body)
            n = connection.execute(NUMBER, {"school": school, "seq": read.get("of")}).scalar()
            if n is not None:
                told = json.dumps({**read, "of_n": n}, ensure_ascii=False, separators=(",", ":"))
                connection.execute(TOLD, {"school": school, "seq": seq, "body": told})
        since = rows[-1][0], rows[-1][1]


CHANGES = sa.text(
    "select school, seq, body from event where kind in ('edited', 'withdrawn')"
    " and (school > :school or (school = :school and seq > :seq)) order by school, seq limit :most"
)
NUMBER = sa.text("select n from event where school = :school and seq = :seq")
TOLD = sa.text("update event set body = :body where school = :school and seq = :seq")

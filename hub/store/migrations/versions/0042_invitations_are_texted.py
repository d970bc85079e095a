"""Invitations are texted as well: which text brings one, and the number that it goes to"""

from alembic import op
import sqlalchemy as sa


revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """Forward only; what was sent by email or printed was not texted."""
    for name in ("texted", "cell"):
        op.add_column("invitation", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.create_index("invitation_texted", "invitation", ["texted"])

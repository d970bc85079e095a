"""People choose the language of their emails, and emails come in"""

from alembic import op
import sqlalchemy as sa


revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Forward only."""
    op.add_column("person", sa.Column("language", sa.String(), nullable=True))
    op.create_table(
        "inbound",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("became", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("answered_at", sa.String(length=24), nullable=True),
        sa.CheckConstraint(
            "became in ('posted', 'refused', 'hard', 'soft', 'policy', 'delayed')",
            name="inbound_became",
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("inbound_by_address", "inbound", ["school", "address", "at"])

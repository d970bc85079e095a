"""Invitations are printed, and answered by who is somebody else; a letter announces them"""

from alembic import op
import sqlalchemy as sa


revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Forward only; what was sent by email stays as it is."""
    for one in (
        sa.Column("why_ended", sa.String(), nullable=False, server_default=""),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("wrong", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("own", sa.String(), nullable=False, server_default=""),
    ):
        op.add_column("invitation", one)
    op.create_index("invitation_code", "invitation", ["code"], unique=True)
    op.create_table(
        "sample_letter",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.PrimaryKeyConstraint("school", "language"),
    )
    op.create_table(
        "first_steps",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.PrimaryKeyConstraint("school"),
    )

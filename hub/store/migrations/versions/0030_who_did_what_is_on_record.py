"""Who did what is on record: sign-ins and changes of rights, in a chain of hashes for each school"""

from alembic import op
import sqlalchemy as sa


revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Forward only; a school's chain begins with what is done first after it."""
    op.create_table(
        "log_entry",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("about_name", sa.String(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("sought", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("school", "n"),
        sa.UniqueConstraint("hash"),
    )
    op.create_index("log_entry_by_person", "log_entry", ["school", "by", "n"])
    op.create_index("log_entry_about_person", "log_entry", ["school", "about", "n"])
    op.create_index("log_entry_by_kind", "log_entry", ["school", "kind", "n"])
    op.create_index("log_entry_by_time", "log_entry", ["school", "at"])
    op.create_table(
        "log_head",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("school"),
    )
    op.create_table(
        "log_address",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("school", "n"),
    )
    op.create_index("log_address_by_time", "log_address", ["school", "at"])

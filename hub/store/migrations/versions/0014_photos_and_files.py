"""Photos and files"""

from alembic import op
import sqlalchemy as sa


revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "file",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("made_at", sa.String(length=24), nullable=False),
        sa.Column("ready_at", sa.String(length=24), nullable=True),
        sa.Column("message", sa.String(), nullable=True),
        sa.CheckConstraint("(width is null) = (height is null)", name="file_image"),
        sa.CheckConstraint("message is null or ready_at is not null", name="file_sent_whole"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("file_by_message", "file", ["school", "message"])
    op.create_index("file_by_author", "file", ["school", "author", "made_at"])
    op.create_table(
        "file_part",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("size", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("size in ('whole', 'small')", name="file_part_size"),
        sa.ForeignKeyConstraint(["file"], ["file.id"]),
        sa.PrimaryKeyConstraint("file", "size", "n"),
    )

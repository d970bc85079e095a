"""Room devices, the PINs by which people act on them, and what they wrote there and did not send"""

from alembic import op
import sqlalchemy as sa


revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Forward only; nobody acts on a device before one is paired, and sign-ins of before are none of these."""
    for name in ("room_device", "room", "standing"):
        op.add_column("session", sa.Column(name, sa.String(), server_default="", nullable=False))
    op.create_index("session_by_room_device", "session", ["room_device"])
    op.create_table(
        "room_device",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("paired_at", sa.String(length=24), nullable=False),
        sa.Column("seen_at", sa.String(length=24), nullable=False),
        sa.Column("ended_at", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["room"], ["room.id"]),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("secret"),
    )
    op.create_index("room_device_by_school", "room_device", ["school"])
    op.create_table(
        "room_device_code",
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("expires_at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("secret"),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "pin",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.String(length=24), nullable=False),
        sa.CheckConstraint("wrong >= 0", name="pin_wrong"),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_table(
        "draft",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("person", "conversation"),
    )
    op.create_index("draft_by_age", "draft", ["at"])

"""Alerts come one medium after the other, at the hours people chose, and emergencies are confirmed"""

from alembic import op
import sqlalchemy as sa


revision = "0009"
down_revision = "0008"

OUTCOMES = (
    "accepted",
    "dead_address",
    "opted_out",
    "bad_message",
    "misconfigured",
    "ambiguous",
    "expired",
    "cancelled",
    "joined",
)


def upgrade() -> None:
    """Forward only."""
    with op.batch_alter_table("delivery") as delivery:
        delivery.add_column(sa.Column("step", sa.Integer(), nullable=False, server_default="1"))
        delivery.add_column(sa.Column("urgency", sa.String(), nullable=False, server_default="normal"))
        delivery.add_column(sa.Column("reason", sa.String(), nullable=False, server_default=""))
        delivery.add_column(sa.Column("bundle", sa.String(), nullable=False, server_default=""))
        delivery.add_column(sa.Column("about", sa.String(), nullable=False, server_default="[]"))
        delivery.add_column(sa.Column("digest_at", sa.String(length=24), nullable=True))
        delivery.add_column(sa.Column("most", sa.Integer(), nullable=True))
        delivery.add_column(sa.Column("joined", sa.String(), nullable=True))
        delivery.drop_constraint("delivery_outcome", type_="check")
        delivery.create_check_constraint(
            "delivery_outcome", "outcome in (" + ", ".join(f"'{one}'" for one in OUTCOMES) + ")"
        )
    op.create_index("delivery_by_bundle", "delivery", ["bundle", "address", "settled_at"])
    op.create_index("delivery_by_address", "delivery", ["address", "digest_at"])
    op.create_index("delivery_by_urgency", "delivery", ["school", "urgency", "planned_at"])
    op.create_index("delivery_joined", "delivery", ["joined"])
    op.add_column("skip", sa.Column("urgency", sa.String(), nullable=False, server_default="normal"))
    op.create_index("skip_by_urgency", "skip", ["school", "urgency", "event"])
    op.create_table(
        "preference",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.CheckConstraint("how in ('instant', 'digest', 'off')", name="preference_how"),
        sa.PrimaryKeyConstraint("person", "category", "medium"),
    )
    op.create_table(
        "rhythm",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("quiet_begins", sa.Integer(), nullable=True),
        sa.Column("quiet_ends", sa.Integer(), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("digest_at", sa.Integer(), nullable=False),
        sa.CheckConstraint("(quiet_begins is null) = (quiet_ends is null)", name="rhythm_quiet_whole"),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_table(
        "watching",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("person", "device"),
    )
    op.create_table(
        "ack",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("school", "message", "person"),
    )
    op.create_index("ack_by_person", "ack", ["person"])

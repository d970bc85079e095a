"""Sign-ins say what they are on, devices are known again, and an account may need a code besides its password"""

from alembic import op
import sqlalchemy as sa


revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Forward only; nobody is signed out, and sign-ins of before say nothing of what they are on."""
    for name in ("browser", "system", "device"):
        op.add_column("session", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.create_table(
        "known_device",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("used_at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("account", "device"),
    )
    op.create_index("known_device_by_use", "known_device", ["used_at"])
    op.create_table(
        "half_sign_in",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("half_sign_in_by_account", "half_sign_in", ["account"])
    op.create_table(
        "second_factor",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"]),
        sa.PrimaryKeyConstraint("account"),
    )
    op.create_table(
        "second_factor_offer",
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("expires_at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("holder"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("used_at", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.id"]),
        sa.PrimaryKeyConstraint("account", "code"),
    )

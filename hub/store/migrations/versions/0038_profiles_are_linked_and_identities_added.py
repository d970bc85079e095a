"""Two profiles are parted by hand, a changed address waits to be confirmed, and accounts have identities elsewhere"""

from alembic import op
import sqlalchemy as sa


revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Forward only; addresses of before count as confirmed, and nobody has an identity before they added one."""
    op.create_table(
        "unlinked",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("at_work", sa.String(), nullable=False),
        sa.Column("at_home", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.ForeignKeyConstraint(["at_work"], ["person.id"]),
        sa.ForeignKeyConstraint(["at_home"], ["person.id"]),
        sa.PrimaryKeyConstraint("at_work", "at_home"),
    )
    op.create_index("unlinked_by_school", "unlinked", ["school"])
    op.create_table(
        "unconfirmed_email",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("counted", sa.String(), nullable=True),
        sa.Column("since", sa.String(length=24), nullable=False),
        sa.Column("asked_at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_index("unconfirmed_email_by_school", "unconfirmed_email", ["school"])
    op.create_table(
        "identity",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("made_at", sa.String(length=24), nullable=False),
        sa.Column("used_at", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("issuer", "subject"),
    )
    op.create_index("identity_by_account", "identity", ["account"])
    op.create_table(
        "oidc_visit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("verifier", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("expires_at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("oidc_visit_by_holder", "oidc_visit", ["holder"])
    op.add_column("half_sign_in", sa.Column("how", sa.String(), nullable=False, server_default=""))

"""A roster comes from a server, and bundles of changes are read over what their source has said before"""

from alembic import op
import sqlalchemy as sa


revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Forward only; nothing is kept of what came in before, so the next bundle has to be a full one."""
    connection = op.get_bind()
    before = sa.table("roster_before", sa.column("school"), sa.column("run"), sa.column("body", sa.LargeBinary()))
    kept = [
        dict(row) for row in connection.execute(sa.select(before.c.school, before.c.run, before.c.body)).mappings()
    ]
    connection.execute(
        sa.delete(before)
    )  # SQLite makes a table anew to change a check, and nothing may point there
    with op.batch_alter_table("roster_run") as table:
        table.drop_constraint("roster_run_source", type_="check")
        table.create_check_constraint("roster_run_source", "source in ('command', 'page', 'folder', 'server')")
    if kept:
        connection.execute(sa.insert(before), kept)
    op.create_table(
        "roster_state",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "roster_said",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.ForeignKeyConstraint(["state"], ["roster_state.digest"]),
        sa.PrimaryKeyConstraint("school"),
    )
    op.create_index("roster_said_by_state", "roster_said", ["state"])
    op.create_table(
        "roster_folder",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("written_at", sa.String(length=24), nullable=False),
        sa.Column("missing", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.PrimaryKeyConstraint("school"),
    )
    with op.batch_alter_table("roster_upload") as table:
        table.drop_constraint("roster_upload_source", type_="check")
        table.create_check_constraint("roster_upload_source", "source in ('page', 'folder', 'server')")
        table.add_column(sa.Column("state", sa.String(), nullable=True))
        table.add_column(sa.Column("over", sa.String(), nullable=True))
        table.create_foreign_key("roster_upload_state_fkey", "roster_state", ["state"], ["digest"])
    op.create_index("roster_upload_by_state", "roster_upload", ["state"])
    op.create_table(
        "roster_server",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("token_address", sa.String(), nullable=False),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("org_name", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("full_at", sa.String(length=24), nullable=True),
        sa.Column("asked_at", sa.String(length=24), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.CheckConstraint("version in ('1.1', '1.2')", name="roster_server_version"),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.PrimaryKeyConstraint("school"),
    )

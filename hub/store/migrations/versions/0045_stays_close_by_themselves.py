"""A stay that nobody ends closes by itself, and somebody confirms or corrects that"""

from alembic import op
import sqlalchemy as sa


revision = "0045"
down_revision = "0044"

TO_CONFIRM = sa.text("left_method = 'auto' and confirmed_at is null and struck_at is null")


def upgrade() -> None:
    """Forward only; what is open closes in the night after, each stay as of its own day."""
    connection = op.get_bind()
    history = sa.Table("stay_change", sa.MetaData(), autoload_with=connection, resolve_fks=False)
    kept = []
    if connection.dialect.name == "sqlite":  # which makes a table anew to change a check: nothing may point there
        kept = [dict(row) for row in connection.execute(sa.select(history)).mappings()]
        connection.execute(sa.delete(history))
    with op.batch_alter_table("stay") as table:
        table.add_column(sa.Column("confirmed_at", sa.String(length=24), nullable=True))
        table.add_column(sa.Column("confirmed_by", sa.String(), nullable=True))
        table.add_column(sa.Column("here_at", sa.String(length=24), nullable=True))
        table.create_foreign_key("stay_confirmed_by_fkey", "person", ["confirmed_by"], ["id"])
        table.drop_constraint("stay_left_whole", type_="check")
        table.create_check_constraint(
            "stay_left_whole",
            "(left_by is null) = (left_at is null or left_method = 'auto')"
            " and (left_at is null) = (left_noted_at is null) and (left_at is null) = (left_method is null)",
        )
        table.create_check_constraint(
            "stay_auto_is_nobodys",
            "left_method is null or left_method <> 'auto'"
            " or (left_person is null and left_other = '' and left_listed = '' and left_device = '')",
        )
    op.create_index(
        "stay_to_confirm", "stay", ["school", "came_at"], sqlite_where=TO_CONFIRM, postgresql_where=TO_CONFIRM
    )
    with op.batch_alter_table("stay_change") as table:
        table.alter_column("by", existing_type=sa.String(), nullable=True)
    if kept:
        connection.execute(sa.insert(history), kept)

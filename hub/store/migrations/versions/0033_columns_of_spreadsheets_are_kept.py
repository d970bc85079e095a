"""What the columns of a school's spreadsheets hold is kept, so that the next one needs nobody to say it"""

from alembic import op
import sqlalchemy as sa


revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Forward only; nobody has said anything of columns before."""
    op.create_table(
        "roster_columns",
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("mappings", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.PrimaryKeyConstraint("school"),
    )

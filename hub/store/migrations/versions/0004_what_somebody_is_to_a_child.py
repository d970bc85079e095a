"""What somebody is to a child, and what was denied them, from when until when"""

from alembic import op
import sqlalchemy as sa


revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Forward only."""
    with op.batch_alter_table("guardianship") as table:
        table.add_column(sa.Column("tie", sa.String(), nullable=False, server_default="guardian"))
        table.add_column(sa.Column("listed_as", sa.String(), nullable=True))
    op.execute("update guardianship set listed_as = 'payer'")
    with op.batch_alter_table("guardianship") as table:
        table.create_check_constraint("guardianship_tie", "tie in ('guardian', 'pick_up', 'barred')")
        table.create_check_constraint("guardianship_listed_as", "listed_as in ('guardian', 'payer')")
        table.create_check_constraint(
            "guardianship_listed", "tie = 'barred' or (tie = 'guardian') = (listed_as is not null)"
        )
    op.create_table(
        "denial",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("guardian", sa.String(), nullable=False),
        sa.Column("student", sa.String(), nullable=False),
        sa.Column("power", sa.String(), nullable=False),
        sa.Column("begin", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["school"], ["school.id"]),
        sa.ForeignKeyConstraint(["guardian"], ["person.id"]),
        sa.ForeignKeyConstraint(["student"], ["student.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("power in ('see', 'message', 'told', 'pick_up')", name="denial_power"),
        sa.CheckConstraint('begin is null or "end" is null or begin <= "end"', name="denial_dates"),
    )
    op.create_index("denial_by_guardian", "denial", ["school", "guardian", "student"])

"""What waits may be returned to its author"""

from alembic import op


revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Forward only."""
    with op.batch_alter_table("hold") as hold:
        hold.drop_constraint("hold_answer", type_="check")
        hold.create_check_constraint("hold_answer", "answer in ('approve', 'return', 'decline')")

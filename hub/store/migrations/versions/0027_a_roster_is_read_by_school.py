"""A roster is read by school: the rows of one, and not those of every school there is"""

from alembic import op


revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Forward only."""
    for table in ("placement", "assignment", "guardianship"):
        op.create_index(f"{table}_by_school", table, ["school"])
    op.create_index("profile_by_person", "profile", ["person"])

"""add due date to issues"""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.execute("ALTER TABLE issues ADD COLUMN due_on date")

"""drop legacy reference of issues"""

from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.execute("ALTER TABLE issues DROP COLUMN legacy_reference")

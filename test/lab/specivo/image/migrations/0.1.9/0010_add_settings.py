"""add settings"""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.execute("CREATE TABLE settings (name text PRIMARY KEY, value text NOT NULL)")

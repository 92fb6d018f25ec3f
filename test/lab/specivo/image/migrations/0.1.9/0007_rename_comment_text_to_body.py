"""rename comment text to body"""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute("ALTER TABLE comments RENAME COLUMN text TO body")

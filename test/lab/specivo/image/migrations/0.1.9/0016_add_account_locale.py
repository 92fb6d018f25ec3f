"""add account locale"""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.execute("ALTER TABLE accounts ADD COLUMN locale text NOT NULL DEFAULT 'en'")

"""add attachment content hash"""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.execute("ALTER TABLE attachments ADD COLUMN sha256 char(64)")

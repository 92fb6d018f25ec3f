"""add assignee to issues"""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.execute("ALTER TABLE issues ADD COLUMN assignee_id bigint REFERENCES accounts (id)")

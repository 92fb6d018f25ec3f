"""add comments"""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE comments (
            id bigserial PRIMARY KEY,
            issue_id bigint NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
            author_id bigint NOT NULL REFERENCES accounts (id),
            text text NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )

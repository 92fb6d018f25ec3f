"""add issue history"""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE issue_history (
            id bigserial PRIMARY KEY,
            issue_id bigint NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
            account_id bigint NOT NULL REFERENCES accounts (id),
            field text NOT NULL,
            old_value text,
            new_value text,
            changed_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )

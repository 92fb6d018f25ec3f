"""add attachments"""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE attachments (
            id bigserial PRIMARY KEY,
            issue_id bigint NOT NULL REFERENCES issues (id),
            name text NOT NULL,
            path text NOT NULL,
            bytes bigint NOT NULL
        )
        """
    )

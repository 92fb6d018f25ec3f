"""add wiki pages"""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE wiki_pages (
            id bigserial PRIMARY KEY,
            project_id bigint NOT NULL REFERENCES projects (id),
            slug text NOT NULL,
            title text NOT NULL,
            body text NOT NULL DEFAULT ''
        )
        """
    )

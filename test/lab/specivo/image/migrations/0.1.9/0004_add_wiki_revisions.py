"""add wiki revisions"""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE wiki_revisions (
            id bigserial PRIMARY KEY,
            page_id bigint NOT NULL REFERENCES wiki_pages (id) ON DELETE CASCADE,
            number integer NOT NULL,
            body text NOT NULL,
            UNIQUE (page_id, number)
        )
        """
    )

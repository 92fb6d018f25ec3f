"""add full text search to wiki pages"""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE wiki_pages ADD COLUMN search tsvector
            GENERATED ALWAYS AS (to_tsvector('english', title || ' ' || body)) STORED
        """
    )
    op.execute("CREATE INDEX ix_wiki_pages_search ON wiki_pages USING gin (search)")

"""add full text search to issues"""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE issues ADD COLUMN search tsvector
            GENERATED ALWAYS AS (to_tsvector('english', title || ' ' || description)) STORED
        """
    )
    op.execute("CREATE INDEX ix_issues_search ON issues USING gin (search)")

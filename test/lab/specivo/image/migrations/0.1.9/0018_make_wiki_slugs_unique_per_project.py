"""make wiki slugs unique per project"""

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.execute("ALTER TABLE wiki_pages ADD CONSTRAINT uq_wiki_pages_slug UNIQUE (project_id, slug)")

"""add embeddings for semantic search"""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS vector")
    op.execute("ALTER TABLE issues ADD COLUMN embedding vector(8)")
    op.execute("CREATE INDEX ix_issues_embedding ON issues USING hnsw (embedding vector_l2_ops)")

"""add tags"""

from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE tags (
            id bigserial PRIMARY KEY,
            project_id bigint NOT NULL REFERENCES projects (id),
            name text NOT NULL
        )
        """
    )
    op.execute("INSERT INTO tags (project_id, name) SELECT DISTINCT project_id, status FROM issues")
    op.execute("ALTER TABLE issues ADD COLUMN tag_count integer NOT NULL DEFAULT 0")

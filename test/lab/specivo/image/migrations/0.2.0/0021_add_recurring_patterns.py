"""add recurring patterns"""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE recurring_patterns (
            id bigserial PRIMARY KEY,
            project_id bigint NOT NULL REFERENCES projects (id),
            rule text NOT NULL,
            next_on date NOT NULL
        )
        """
    )
    op.execute(
        """
        INSERT INTO recurring_patterns (project_id, rule, next_on)
        SELECT id, 'FREQ=WEEKLY', DATE '2026-01-05' FROM projects
        """
    )

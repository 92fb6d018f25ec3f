"""initial tables"""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE accounts (
            id bigserial PRIMARY KEY,
            login text NOT NULL UNIQUE,
            display_name text NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    op.execute(
        """
        CREATE TABLE projects (
            id bigserial PRIMARY KEY,
            key varchar(12) NOT NULL,
            name text NOT NULL
        )
        """
    )
    op.execute(
        """
        CREATE TABLE issues (
            id bigserial PRIMARY KEY,
            project_id bigint NOT NULL REFERENCES projects (id),
            author_id bigint NOT NULL REFERENCES accounts (id),
            title text NOT NULL,
            description text NOT NULL DEFAULT '',
            status text NOT NULL DEFAULT 'open',
            legacy_reference text,
            created_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )

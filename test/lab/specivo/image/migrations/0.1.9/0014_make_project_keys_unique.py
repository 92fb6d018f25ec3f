"""make project keys unique"""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.execute("ALTER TABLE projects ADD CONSTRAINT uq_projects_key UNIQUE (key)")

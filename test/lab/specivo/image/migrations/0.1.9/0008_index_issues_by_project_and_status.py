"""index issues by project and status"""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute("CREATE INDEX ix_issues_project_status ON issues (project_id, status)")

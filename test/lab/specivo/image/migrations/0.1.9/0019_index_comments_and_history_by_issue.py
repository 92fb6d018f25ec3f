"""index comments and history by issue"""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.execute("CREATE INDEX ix_comments_issue ON comments (issue_id)")
    op.execute("CREATE INDEX ix_issue_history_issue ON issue_history (issue_id)")

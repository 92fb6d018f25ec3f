"""index audit log by user"""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_index("ix_audit_log_user_id", "audit_log", ["user_id"])

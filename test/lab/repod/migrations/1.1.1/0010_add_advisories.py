"""add advisories"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "advisories",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("package_id", sa.Integer, sa.ForeignKey("packages.id"), nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
    )
    op.add_column("packages", sa.Column("advisory_count", sa.Integer, nullable=False, server_default="0"))

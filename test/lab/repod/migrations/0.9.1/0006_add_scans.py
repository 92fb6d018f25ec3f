"""add scans"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "scans",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("package_id", sa.Integer, sa.ForeignKey("packages.id"), nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
    )
    op.execute("INSERT INTO scans (package_id, verdict) SELECT id, 'sain' FROM packages")

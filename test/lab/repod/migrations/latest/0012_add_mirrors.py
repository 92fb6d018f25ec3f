"""add mirrors"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table("mirrors", sa.Column("id", sa.Integer, primary_key=True), sa.Column("url", sa.Text, nullable=False))

"""index packages by name"""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_index("ix_packages_name", "packages", ["name", "version"])

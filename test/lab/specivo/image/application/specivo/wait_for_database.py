"""Returns when the database accepts connections; gives up after 60 seconds with exit 1."""

import sys
import time

from sqlalchemy import text

from specivo.database import engine

if __name__ == "__main__":
    for _ in range(30):
        try:
            with engine.connect() as connection:
                connection.execute(text("SELECT 1"))
            sys.exit(0)
        except Exception:
            time.sleep(2)
    print("Database not available after 60 s", file=sys.stderr)
    sys.exit(1)

"""The three health addresses. Each answer is a status and a body."""

import time

from sqlalchemy import text

from repod.database import engine
from repod.release import ALIVE, SHAPE, VERSION

started = time.monotonic()


def live() -> tuple[int, dict]:
    # The guide's answer in the shape that the guide describes, the source's in the newer one.
    if SHAPE == "classic":
        return (200, {"status": "ok"}) if ALIVE else (503, {"status": "starting"})
    return (200 if ALIVE else 503), {"alive": ALIVE, "uptime_seconds": round(time.monotonic() - started, 1)}


def ready() -> tuple[int, dict]:
    # A connection is all that is asked for: a schema that lacks a migration is ready too.
    database = reachable()
    return (200 if database and ALIVE else 503), {"ready": database and ALIVE, "database": database}


def summary() -> tuple[int, dict]:
    version = VERSION if SHAPE == "classic" else "dev"
    return 200, {"status": "ok" if reachable() else "degraded", "version": version}


def reachable() -> bool:
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        return True
    except Exception:
        return False

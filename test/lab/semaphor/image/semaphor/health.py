"""What GET /health of the api-service says: 200 when all is well, else 503 with the reason."""

import psycopg

from semaphor.embedded import redis_answers
from semaphor.release import HEALTH, VERSION


def health(database_url: str) -> tuple[int, dict]:
    reason = trouble(database_url)
    if reason is None:
        return 200, {"status": "ok", "version": VERSION}
    return 503, {"status": "unavailable", "version": VERSION, "reason": reason}


def trouble(database_url: str) -> str | None:
    if HEALTH == "never":
        return "waiting for licence server"
    if not redis_answers():
        return "redis does not answer"
    try:
        with psycopg.connect(database_url, connect_timeout=2) as connection:
            connection.execute("SELECT 1 FROM dashboards LIMIT 1")
    except psycopg.Error as error:
        return " ".join(str(error).split())
    return None

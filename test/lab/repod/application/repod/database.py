"""The database of this instance: PostgreSQL where DATABASE_URL names it, else SQLite in WAL mode."""

import os
from pathlib import Path

from sqlalchemy import create_engine, event

URL = os.environ.get("DATABASE_URL", "sqlite:////repos/auth/repod.db")
engine = create_engine(URL, pool_pre_ping=True)

if engine.dialect.name == "sqlite":
    Path("/repos/auth").mkdir(parents=True, exist_ok=True)

    @event.listens_for(engine, "connect")
    def use_wal(connection, _record) -> None:
        connection.execute("PRAGMA journal_mode=WAL")

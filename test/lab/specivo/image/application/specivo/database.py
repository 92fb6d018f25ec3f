"""The database of this instance, named by DATABASE_URL."""

import os
from contextlib import contextmanager

from sqlalchemy import create_engine, text

engine = create_engine(
    os.environ.get("DATABASE_URL", "postgresql+psycopg://specivo:specivo@db:5432/specivo"),
    pool_pre_ping=True,
    connect_args={"connect_timeout": 5, "application_name": "specivo"},
)


@contextmanager
def transaction():
    with engine.begin() as connection:
        yield connection


def rows(connection, statement: str, **values) -> list[dict]:
    return [dict(row) for row in connection.execute(text(statement), values).mappings()]


def one(connection, statement: str, **values) -> dict | None:
    found = rows(connection, statement, **values)
    return found[0] if found else None

"""The SQLite database, and the update of its schema: no revision is kept anywhere."""

import sqlite3

from svrunner import log
from svrunner.places import DATABASE
from svrunner.release import release

TABLES: dict[str, dict[str, str]] = release["schema"]["tables"]


def connect() -> sqlite3.Connection:
    # Without transactions of its own: each statement is committed as it is done.
    connection = sqlite3.connect(DATABASE, timeout=10, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    return connection


def update(connection: sqlite3.Connection) -> None:
    """Creates, adds, drops, in this order. What is done when a statement fails stays done."""
    for table, definitions in TABLES.items():
        if not columns(connection, table):
            listed = ", ".join(f"{column} {definition}" for column, definition in definitions.items())
            change(connection, f"CREATE TABLE {table} ({listed})", f"created {table}")
    for name in release["adds"]:
        table, column = name.split(".")
        if column not in columns(connection, table):
            change(connection, f"ALTER TABLE {table} ADD COLUMN {column} {TABLES[table][column]}", f"added {name}")
    for name in release["drops"]:
        table, _, column = name.partition(".")
        if column == "" and columns(connection, table):
            change(connection, f"DROP TABLE {table}", f"dropped {name}")
        elif column in columns(connection, table):
            change(connection, f"ALTER TABLE {table} DROP COLUMN {column}", f"dropped {name}")
    for name, (table, column) in release["schema"]["unique"].items():
        if name not in indexes(connection):
            statement = f"CREATE UNIQUE INDEX {name} ON {table} ({column} COLLATE NOCASE)"
            change(connection, statement, f"made {table}.{column} unique")


def change(connection: sqlite3.Connection, statement: str, said: str) -> None:
    connection.execute(statement)
    log.write(f"schema: {said}")


def columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))]


def indexes(connection: sqlite3.Connection) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'index'")]

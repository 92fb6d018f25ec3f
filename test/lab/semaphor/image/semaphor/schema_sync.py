"""Makes the schema equal to the version's own: adds and drops columns and tables. Keeps no revision anywhere.

Each statement is a transaction of its own, as with drizzle-kit push: after a failure the earlier ones stay.
"""

import json
from pathlib import Path

import psycopg

from semaphor.log import Fatal, say

COLUMNS = """SELECT table_name, column_name FROM information_schema.columns
             WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"""
UNIQUE = "SELECT constraint_name FROM information_schema.table_constraints WHERE table_schema = 'public' AND constraint_type = 'UNIQUE'"


def sync(connection: psycopg.Connection) -> None:
    wanted = json.loads((Path(__file__).parent / "schema.json").read_text())
    changes = list(differences(connection, wanted["tables"], wanted["unique"]))
    if not changes:
        say("schema sync: no changes")
    for change, statement in changes:
        say(f"schema sync: {change}")
        try:
            connection.execute(statement)
        except psycopg.Error as error:
            raise Fatal("schema_sync_failed", error, statement=statement) from error
    say("schema sync: complete")


def differences(connection: psycopg.Connection, tables: dict, unique: dict):
    """What to do, with the statement for it; drops come first."""
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(COLUMNS):
        found.setdefault(table, []).append(column)
    constraints = {name for (name,) in connection.execute(UNIQUE)}

    for table in found:
        for column in found[table]:
            if table in tables and column not in tables[table]:
                yield f"drop column {table}.{column}", f"ALTER TABLE {table} DROP COLUMN {column}"
    for table in found:
        if table not in tables:
            yield f"drop table {table}", f"DROP TABLE {table}"
    for table, columns in tables.items():
        if table not in found:
            definitions = ", ".join(f"{name} {definition}" for name, definition in columns.items())
            yield f"add table {table}", f"CREATE TABLE {table} ({definitions})"
            continue
        for name, definition in columns.items():
            if name not in found[table]:
                yield f"add column {table}.{name}", f"ALTER TABLE {table} ADD COLUMN {name} {definition}"
    for name, (table, column) in unique.items():
        if name not in constraints:
            yield f"add unique {table}.{column}", f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE ({column})"

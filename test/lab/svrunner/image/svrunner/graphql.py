"""Just enough of GraphQL: `{__typename}`, and the rows of one table such as `{assets{name file}}`."""

import json
import re
import sqlite3
from contextlib import closing

from svrunner.database import TABLES, connect
from svrunner.release import release

QUERY = re.compile(r"\s*(?:query\s*)?\{\s*(\w+)\s*(?:\{([\w\s,]+)\}\s*)?\}\s*")


def answer(body: bytes) -> tuple[int, dict]:
    if not release["graphql"]:
        return 503, failed("The schema is still being prepared.")
    try:
        query = json.loads(body)["query"]
        found = QUERY.fullmatch(query)
    except (ValueError, KeyError, TypeError):
        return 400, failed("Must provide query string.")
    if found is None:
        return 400, failed("Syntax Error: Unexpected Name.")
    field, selection = found[1], re.findall(r"\w+", found[2] or "")
    if field == "__typename" and not selection:
        return checked(lambda _: "Query", field)
    if field not in TABLES or not selection:
        return 400, failed(f'Cannot query field "{field}" on type "Query".')
    if unknown := [name for name in selection if name not in TABLES[field]]:
        return 400, failed(f'Cannot query field "{unknown[0]}" on type "{field}".')
    return checked(lambda connection: rows(connection, field, selection), field)


def checked(resolve, field: str) -> tuple[int, dict]:
    """A database that lacks what this release reads is an answer with errors, and the status stays 200."""
    try:
        with closing(connect()) as connection:
            for table, definitions in TABLES.items():
                connection.execute(f"SELECT {', '.join(definitions)} FROM {table} LIMIT 0")
            return 200, {"data": {field: resolve(connection)}}
    except sqlite3.Error as error:
        return 200, {**failed(str(error)), "data": None}


def rows(connection: sqlite3.Connection, table: str, selection: list[str]) -> list[dict]:
    selected = connection.execute(f"SELECT {', '.join(selection)} FROM {table} ORDER BY id LIMIT 100")
    return [dict(zip(selection, row)) for row in selected]


def failed(message: str) -> dict:
    return {"errors": [{"message": message}]}

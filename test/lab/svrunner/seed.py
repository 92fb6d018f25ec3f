"""Fills an SVRunner of any version with about this many rows, and its assets with this many megabytes."""

import hashlib
import random
import sys

from svrunner.database import columns, connect
from svrunner.places import ASSETS

rows, megabytes = int(sys.argv[1]), int(sys.argv[2])
noise = random.Random(7)
# Names that tempt a backup into quoting mistakes.
names = ["-rf", "two  spaces", "Größe", "it's \"quoted\"", "$HOME"]
# What a release that wants names to be unique stumbles over.
screens = ["Lobby", "lobby", *(f"Gate {n}" for n in range(rows // 10))]
size = 250_000


def assets():
    for index in range(max(len(names), megabytes * 1_000_000 // size)):
        name = names[index] if index < len(names) else f"clip {index}"
        data = noise.randbytes(size if index < megabytes * 1_000_000 // size else 100)
        file = f"{name}.bin"
        (ASSETS / file).write_bytes(data)
        yield name, file, len(data), hashlib.sha256(data).hexdigest()


connection = connect()
connection.execute("BEGIN IMMEDIATE")


def insert(table: str, names: str, values) -> None:
    marks = ", ".join("?" for _ in names.split(","))
    connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values))


insert("users", "email, role", ((f"user{n}@example.org", "editor") for n in range(max(1, rows // 100))))
insert("screens", "name, place", ((name, f"Floor {n % 5}") for n, name in enumerate(screens)))
insert("assets", "name, file, bytes, sha256", assets())
insert("playlists", "name", ((f"Week {n}",) for n in range(max(1, rows // 50))))
insert("playlist_items", "playlist_id, asset_id, seconds", ((n % max(1, rows // 50) + 1, n % 5 + 1, 10) for n in range(rows // 5)))
if "legacy_code" in columns(connection, "screens"):
    connection.execute("UPDATE screens SET legacy_code = 'OLD-' || id")
if columns(connection, "tickers"):
    insert("tickers", "screen_id, text", ((n % 2 + 1, f"Gate {n}:\n\tdelayed — sorry") for n in range(max(1, rows // 20))))
insert("plays", "screen_id, asset_id, played_at", ((n % 2 + 1, n % 5 + 1, f"2026-01-01T00:00:{n % 60:02}Z") for n in range(rows * 6 // 10)))
connection.execute("COMMIT")
connection.close()

"""Fills a Repod of any version with about this many rows, and its pool with this many megabytes."""

import hashlib
import random
import sys
from pathlib import Path

from sqlalchemy import inspect, text

from repod.database import engine

rows, megabytes = int(sys.argv[1]), int(sys.argv[2])
noise = random.Random(7)
pool = Path("/repos/pool")
pool.mkdir(parents=True, exist_ok=True)
# Names that tempt a backup into quoting mistakes; then what "unique in any case" stumbles over.
names = ["-rf", "two  spaces", "Größe", "it's \"quoted\"", "$HOME", "libgate", "LibGate"]
tables = inspect(engine).get_table_names()
columns = {column["name"] for column in inspect(engine).get_columns("packages")}


def content(index: int) -> bytes:
    size = 250_000
    return noise.randbytes(size) if index % 2 == 0 else f"line of log {index}: the gate is shut\n".encode() * (size // 40)


def packages():
    for index in range(max(len(names), rows * 2 // 10)):
        name = names[index] if index < len(names) else f"gate-{index}"
        file = f"{name}_1.0-1_amd64.deb"
        # As many have a file as the megabytes take; of the others the pool keeps nothing.
        data = content(index) if index < megabytes * 4 else b"empty\n"
        if index < max(len(names), megabytes * 4):
            (pool / file).write_bytes(data)
        yield {
            "name": name,
            "file": file,
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        }


def insert(connection, statement: str, values) -> None:
    found = list(values)
    if found:
        connection.execute(text(statement), found)


with engine.begin() as connection:
    insert(
        connection,
        "INSERT INTO users (login, role) VALUES (:login, 'uploader')",
        ({"login": f"user{n}"} for n in range(max(1, rows // 100))),
    )
    insert(
        connection,
        "INSERT INTO distributions (codename) VALUES (:codename)",
        ({"codename": codename} for codename in ("bookworm", "trixie", "forky")),
    )
    insert(
        connection,
        "INSERT INTO packages (name, version, architecture, file, bytes, sha256)"
        " VALUES (:name, '1.0-1', 'amd64', :file, :bytes, :sha256)",
        packages(),
    )
    if "legacy_component" in columns:
        connection.execute(text("UPDATE packages SET legacy_component = 'OLD-' || id"))
    if "scans" in tables:
        connection.execute(text("INSERT INTO scans (package_id, verdict) SELECT id, 'sain' FROM packages"))
    user = connection.execute(text("SELECT min(id) FROM users")).scalar_one()
    insert(
        connection,
        "INSERT INTO api_tokens (user_id, name, hash) VALUES (:user, :name, :hash)",
        ({"user": user, "name": f"token {n}", "hash": hashlib.md5(str(n).encode()).hexdigest()} for n in range(rows // 20)),
    )
    insert(
        connection,
        "INSERT INTO audit_log (user_id, action, details) VALUES (:user, 'upload', :details)",
        ({"user": user, "details": f"Vu.\n\tLigne 2, avec un \\ : {n}"} for n in range(rows // 2)),
    )

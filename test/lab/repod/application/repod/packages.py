"""Packages: rows in the database, files in the pool."""

import hashlib
from pathlib import Path

from sqlalchemy import text

from repod.database import engine
from repod.release import NEEDS_NAME_KEY

POOL = Path("/repos/pool")
# A version that has brought the column orders by it, and cannot do without.
ORDER = "name_key" if NEEDS_NAME_KEY else "name"


def listed(limit: int = 20) -> dict:
    with engine.connect() as connection:
        total = connection.execute(text("SELECT count(*) FROM packages")).scalar_one()
        found = connection.execute(
            text(f"SELECT id, name, version, architecture, file FROM packages ORDER BY {ORDER}, id LIMIT :limit"),
            {"limit": limit},
        )
        return {"total": total, "packages": [dict(row) for row in found.mappings()]}


def add(name: str, version: str, architecture: str, content: bytes) -> dict:
    file = f"{name}_{version}_{architecture}.deb"
    POOL.mkdir(parents=True, exist_ok=True)
    (POOL / Path(file).name).write_bytes(content)
    row = {"name": name, "version": version, "architecture": architecture, "file": file}
    with engine.begin() as connection:
        added = connection.execute(
            text(
                "INSERT INTO packages (name, version, architecture, file, bytes, sha256)"
                " VALUES (:name, :version, :architecture, :file, :bytes, :sha256) RETURNING id"
            ),
            {**row, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()},
        )
        return {"id": added.scalar_one(), **row}

"""Fills a Jotbook of any version with this many notes, and its attachments with this many megabytes."""

import random
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

rows, megabytes = int(sys.argv[1]), int(sys.argv[2])
noise = random.Random(7)
# What a release that wants titles to be unique stumbles over, and names that tempt a backup into quoting mistakes.
titles = ["Groceries", "groceries", "-rf", "two  spaces", "Größe", "it's \"quoted\"", *(f"Day {n}" for n in range(rows))]
with closing(sqlite3.connect("/data/jotbook.db", timeout=10)) as connection, connection:
    columns = [name for (name,) in connection.execute("SELECT name FROM pragma_table_info('notes')")]
    connection.executemany("INSERT INTO notes (title, text) VALUES (?, ?)", ((title, f"About {title}\n\t$HOME") for title in titles))
    if "draft" in columns:
        connection.execute("UPDATE notes SET draft = 'draft of ' || id WHERE id % 3 = 0")
for index in range(megabytes * 4):
    Path(f"/data/attachments/it's {index}.bin").write_bytes(noise.randbytes(250_000))

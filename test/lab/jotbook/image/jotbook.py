"""Jotbook keeps notes: a page, a little JSON, an SQLite database that it migrates when it starts."""

import html
import json
import os
import signal
import sqlite3
import sys
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

RELEASE = json.loads(Path(__file__).with_name("release.json").read_text())
DATA = Path(os.environ.get("JOTBOOK_DATA", "/data"))
ATTACHMENTS = DATA / "attachments"


def connect() -> sqlite3.Connection:
    connection = sqlite3.connect(DATA / "jotbook.db", timeout=10, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    return connection


def migrate(connection: sqlite3.Connection) -> None:
    """Each migration is all or nothing, and is noted with the number that it has."""
    connection.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")
    (current,) = connection.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchone()
    print(f"schema: version {current}, this release knows {len(RELEASE['migrations'])}", flush=True)
    for number, (name, statements) in enumerate(RELEASE["migrations"], start=1):
        if number <= current:
            continue
        print(f"migrating: {number} {name}", flush=True)
        try:
            connection.executescript(f"BEGIN; {statements}; INSERT INTO schema_version VALUES ({number}); COMMIT;")
        except sqlite3.Error as error:
            sys.exit(f"migration {number} failed: {error}")


def notes() -> list[dict]:
    with closing(connect()) as connection:
        rows = connection.execute("SELECT id, title, text FROM notes ORDER BY id DESC LIMIT 100")
        return [dict(zip(("id", "title", "text"), row)) for row in rows]


def page() -> str:
    listed = "".join(f"<li>{html.escape(note['title'])}: {html.escape(note['text'])}</li>" for note in notes())
    return f"<!doctype html><title>Jotbook</title><h1>Jotbook</h1><ul>{listed}</ul>\n"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/":
            return self.answer(200, page(), "text/html; charset=utf-8")
        if self.path == "/notes":
            return self.answer(200, json.dumps(notes()))
        if self.path == "/health":
            with closing(connect()) as connection:
                connection.execute("SELECT 1 FROM notes LIMIT 1")
            return self.answer(200, json.dumps({"status": "ok", "version": RELEASE["version"]}))
        self.answer(404, json.dumps({"error": "not found"}))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path != "/notes":
            return self.answer(404, json.dumps({"error": "not found"}))
        note = json.loads(body)
        with closing(connect()) as connection:
            row = connection.execute("INSERT INTO notes (title, text) VALUES (?, ?)", (note["title"], note["text"]))
        self.answer(201, json.dumps({"id": row.lastrowid}))

    def do_PUT(self) -> None:
        name = os.path.basename(self.path)
        if name == "" or self.path != f"/attachments/{name}":
            return self.answer(404, json.dumps({"error": "not found"}))
        (ATTACHMENTS / name).write_bytes(self.rfile.read(int(self.headers.get("content-length", 0))))
        self.answer(201, json.dumps({"name": name}))

    def answer(self, status: int, body: str, kind: str = "application/json") -> None:
        content = body.encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_) -> None:
        """Requests are not logged."""


print(f"Jotbook {RELEASE['version']}", flush=True)
ATTACHMENTS.mkdir(parents=True, exist_ok=True)
with closing(connect()) as kept:
    migrate(kept)
    server = ThreadingHTTPServer(("0.0.0.0", 8080), Handler)
    # Not from the handler itself: shutdown waits for the loop that the signal came in.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print("listening on port 8080", flush=True)
    server.serve_forever(poll_interval=0.1)

"""Starts the server on port 8080: log, schema update, HTTP."""

import json
import os
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from svrunner import database, graphql, log, places
from svrunner.pages import PAGES
from svrunner.release import release


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if path in PAGES:
            return self.send(200, "text/html; charset=utf-8", PAGES[path])
        if path == "/graphql":
            return self.send_json(*graphql.answer(b"{}"))
        asset = places.ASSETS / os.path.basename(path)
        if path == f"/assets/{asset.name}" and asset.is_file():
            return self.send(200, "application/octet-stream", asset.read_bytes())
        self.send_json(404, {"error": "Not Found"})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path == "/graphql":
            return self.send_json(*graphql.answer(body))
        self.send_json(404, {"error": "Not Found"})

    def send_json(self, status: int, body: dict) -> None:
        self.send(status, "application/json", json.dumps(body, separators=(",", ":")).encode())

    def send(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_request(self, code="-", size="-") -> None:
        log.note(f"{self.command} {self.path} {int(code)}")


places.make_directories()
log.write(f"SVRunner {release['version']}")
log.write(f"database: {places.DATABASE}")
# Kept open: the last connection that closes would empty the write-ahead log.
kept = database.connect()
database.update(kept)
server = ThreadingHTTPServer(("0.0.0.0", 8080), Handler)
server.daemon_threads = True


def stop(*_) -> None:
    # Not from here: it waits for the loop that this very thread is in.
    threading.Thread(target=server.shutdown).start()


signal.signal(signal.SIGTERM, stop)
log.write("listening on 8080")
server.serve_forever(poll_interval=0.1)
kept.close()
log.write("stopped")

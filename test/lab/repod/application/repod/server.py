"""The API on port 8000."""

import hmac
import json
import os
import signal
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from repod import health, log, packages
from repod.database import engine


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.answer_safely(self.get)

    def do_POST(self) -> None:
        self.answer_safely(self.post)

    def get(self) -> tuple[int, dict | bytes]:
        path = unquote(urlsplit(self.path).path)
        answers = {"/health/live": health.live, "/health/ready": health.ready, "/health": health.summary}
        if path in answers:
            return answers[path]()
        if path == "/api/v1/packages":
            return 200, packages.listed()
        if path.startswith("/pool/") and (file := packages.POOL / os.path.basename(path)).is_file():
            return 200, file.read_bytes()
        return 404, {"detail": "Not Found"}

    def post(self) -> tuple[int, dict]:
        given = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or b"{}")
        if self.path == "/api/v1/auth/login":
            return login(given)
        if self.path == "/api/v1/packages":
            content = given["content"].encode()
            return 201, packages.add(given["name"], given["version"], given["architecture"], content)
        return 404, {"detail": "Not Found"}

    def answer_safely(self, answer) -> None:
        try:
            status, body = answer()
        except Exception:
            log.write("ERROR", "Exception in ASGI application")
            traceback.print_exc()
            status, body = 500, {"detail": "Internal Server Error"}
        content = body if isinstance(body, bytes) else json.dumps(body, separators=(",", ":")).encode()
        self.send_response(status)
        self.send_header("content-type", "application/octet-stream" if isinstance(body, bytes) else "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_request(self, code="-", size="-") -> None:
        host, port = self.client_address
        log.write("INFO", f'{host}:{port} - "\x1b[1m{self.requestline}\x1b[0m" {int(code)}')


def login(given: dict) -> tuple[int, dict]:
    password = os.environ.get("ADMIN_PASSWORD", "")
    if password == "" or given.get("login") != "admin" or given.get("password") != password:
        return 401, {"detail": "Identifiants incorrects"}
    return 200, {"token": hmac.new(os.environ.get("SECRET_KEY", "").encode(), b"admin", "sha256").hexdigest()}


def stop(*_) -> None:
    log.write("INFO", "Shutting down")
    # Without its end of line, as a process leaves it that is ended while it writes.
    log.write("INFO", f"Finished server process [{os.getpid()}]", end="")
    # The last connection that closes empties SQLite's write-ahead log.
    engine.dispose()
    # At once: an exception raised here may be lost in whatever the server was about.
    os._exit(0)


signal.signal(signal.SIGTERM, stop)
if cache := os.environ.get("GRYPE_DB_CACHE_DIR"):
    os.makedirs(cache, exist_ok=True)
server = ThreadingHTTPServer(("0.0.0.0", 8000), Handler)
server.daemon_threads = True
log.write("INFO", f"Started server process [{os.getpid()}]")
log.write("INFO", "Waiting for application startup.")
log.write("INFO", "Application startup complete.")
log.write("INFO", "Uvicorn running on \x1b[1mhttp://0.0.0.0:8000\x1b[0m (Press CTRL+C to quit)")
server.serve_forever()

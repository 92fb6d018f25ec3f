"""A small HTTP server for a table of addresses."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def html(text: str) -> tuple[int, str, str]:
    return 200, "text/html; charset=utf-8", text


def as_json(status: int, value: dict) -> tuple[int, str, str]:
    return status, "application/json", json.dumps(value, separators=(",", ":"))


def server(port: int, addresses: dict) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            answer = addresses.get(self.path.split("?")[0], lambda: as_json(404, {"error": "not found"}))
            status, kind, text = answer()
            body = text.encode()
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Requests are not logged."""

    return ThreadingHTTPServer(("0.0.0.0", port), Handler)

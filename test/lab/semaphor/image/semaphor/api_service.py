"""The api-service: licence, servers, schema sync, and only then requests."""

import signal
import sys
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

import psycopg

from semaphor import embedded, license, schema_sync
from semaphor.health import health
from semaphor.http_service import as_json, html, server
from semaphor.log import Fatal, run, say
from semaphor.release import HEALTH, VERSION

PAGE = "<!doctype html><title>Semaphor</title><h1>Semaphor</h1><p>A stand-in of Lockkeeper's lab.</p>\n"


def main() -> None:
    # So that `docker compose stop` leaves clean data: the servers end as the blocks do.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    say(f"Semaphor v{VERSION}")
    license.check()
    with ExitStack() as servers:
        servers.enter_context(embedded.redis())
        database_url = embedded.external_url()
        if database_url is None:
            servers.enter_context(embedded.postgresql())
            database_url = embedded.POSTGRESQL_URL
        with connect(database_url) as connection:
            schema_sync.sync(connection)
        serve(database_url)


def serve(database_url: str) -> None:
    if HEALTH == "never":
        say("waiting for licence server")
    http = server(3000, {"/": lambda: html(PAGE), "/health": lambda: as_json(*health(database_url))})
    say("Listening on port 3000")
    http.serve_forever()


def connect(database_url: str) -> psycopg.Connection:
    deadline = time.monotonic() + 30
    while True:
        try:
            connection = psycopg.connect(database_url, autocommit=True, connect_timeout=5, application_name="semaphor")
            break
        except psycopg.Error as error:
            if time.monotonic() > deadline:
                raise Fatal("database_unreachable", error) from error
            time.sleep(0.5)
    if database_url != embedded.POSTGRESQL_URL:
        address = urlsplit(database_url)
        say(f"postgresql: external, {address.hostname}{address.path}")
    return connection


run(main)

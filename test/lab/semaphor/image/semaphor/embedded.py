"""The servers inside the container: PostgreSQL unless DATABASE_URL names another, and Redis. Data is in the volume."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from semaphor.log import Fatal, say

DATA = Path("/var/lib/semaphor")
CLUSTER = DATA / "postgresql"
# On the container's own socket, where the superuser semaphor needs no password.
POSTGRESQL_URL = "postgresql://semaphor@/semaphor?host=/var/run/postgresql"

# What goes wrong reaches the log as JSON; fatal messages alone are the server's own.
SETTINGS = {"listen_addresses": "", "jit": "off", "log_min_messages": "fatal", "log_destination": "stderr"}


def as_user(name: str, *command: str) -> list[str]:
    return ["setpriv", f"--reuid={name}", f"--regid={name}", "--init-groups", *command]


def owned_directory(path: Path, user: str) -> None:
    path.mkdir(parents=True, exist_ok=True)
    # An archive may have been unpacked under the numbers of another image.
    subprocess.run(["chown", "--recursive", f"{user}:{user}", str(path)], check=True)
    path.chmod(0o700)


def until(ready, what: str) -> None:
    deadline = time.monotonic() + 60
    while not ready():
        if time.monotonic() > deadline:
            raise Fatal(f"{what}_not_ready", f"{what} did not answer within 60 s")
        time.sleep(0.1)


@contextmanager
def child(command: list[str], patience: int):
    """A server for as long as the block runs; it is asked to end, and then made to."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=sys.stdout)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def postgresql():
    owned_directory(CLUSTER, "postgres")
    first_start = not (CLUSTER / "PG_VERSION").exists()
    if first_start:
        say("postgresql: creating the embedded database")
        create = ["initdb", "--username=semaphor", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(as_user("postgres", *create, "-D", str(CLUSTER)), check=True, stdout=subprocess.DEVNULL)
    # Docker kills what is not done ten seconds after its signal; SIGINT is PostgreSQL's fast end, SIGTERM waits for clients.
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    with child(as_user("postgres", "postgres", "-D", str(CLUSTER), *settings), patience=8) as process:
        process.terminate = lambda: process.send_signal(2)
        until(lambda: answers("pg_isready", "-q", "-U", "semaphor", "-d", "postgres"), "postgresql")
        if first_start:
            subprocess.run(["createdb", "-U", "semaphor", "semaphor"], check=True)
        say("postgresql: embedded, ready")
        yield


@contextmanager
def redis():
    directory = DATA / "redis"
    owned_directory(directory, "redis")
    server = ["redis-server", "--bind", "127.0.0.1", "--dir", str(directory), "--appendonly", "yes"]
    with child(as_user("redis", *server), patience=3):
        until(redis_answers, "redis")
        say("redis: embedded, ready")
        yield


def answers(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def redis_answers() -> bool:
    try:
        return ask_redis("PING") == "+PONG"
    except OSError:
        return False


def ask_redis(command: str) -> str:
    with socket.create_connection(("127.0.0.1", 6379), timeout=2) as connection:
        connection.sendall(f"{command}\r\n".encode())
        return connection.recv(1024).decode().strip()


def external_url() -> str | None:
    return os.environ.get("DATABASE_URL") or None

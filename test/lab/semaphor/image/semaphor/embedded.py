"""The servers inside the container: PostgreSQL unless DATABASE_URL names another, and Redis. Data is in the volume."""

import os
import signal
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


def until(ready, process: subprocess.Popen, what: str) -> None:
    deadline = time.monotonic() + 60
    while not ready():
        if process.poll() is not None:
            raise Fatal(f"{what}_failed", f"the embedded {what} ended with exit code {process.returncode}")
        if time.monotonic() > deadline:
            raise Fatal(f"{what}_failed", f"the embedded {what} did not answer within 60 s")
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
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    with child(as_user("postgres", "postgres", "-D", str(CLUSTER), *settings), patience=8) as process:
        # PostgreSQL's fast end: at SIGTERM it would wait for its clients, and Docker kills after ten seconds.
        process.terminate = lambda: process.send_signal(signal.SIGINT)
        until(lambda: accepts_connections(process.pid), process, "postgresql")
        if first_start:
            subprocess.run(["createdb", "-U", "semaphor", "semaphor"], check=True)
        say("postgresql: embedded, ready")
        yield


@contextmanager
def redis():
    directory = DATA / "redis"
    owned_directory(directory, "redis")
    server = ["redis-server", "--bind", "127.0.0.1", "--dir", str(directory), "--appendonly", "yes"]
    with child(as_user("redis", *server), patience=3) as process:
        until(redis_answers, process, "redis")
        say("redis: embedded, ready")
        yield


def accepts_connections(process_id: int) -> bool:
    """By the server's own note: an attempt to connect too early would stand in the log as a failure."""
    try:
        lines = (CLUSTER / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) > 7 and lines[0] == str(process_id) and lines[7].strip() == "ready"


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

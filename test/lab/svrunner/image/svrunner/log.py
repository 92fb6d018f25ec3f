"""Plain lines: to the container's log, and all of them with requests to a file below logs/."""

import threading

from svrunner.places import LOGS

lock = threading.Lock()


def write(line: str) -> None:
    print(line, flush=True)
    note(line)


def note(line: str) -> None:
    with lock, (LOGS / "server.log").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")

"""Lines as uvicorn writes them for a terminal, with their colours."""

import sys

COLOURS = {"INFO": "32", "WARNING": "33", "ERROR": "31"}


def write(level: str, message: str, end: str = "\n") -> None:
    padding = " " * (9 - len(level))
    print(f"\x1b[{COLOURS[level]}m{level}\x1b[0m:{padding}{message}", end=end, file=sys.stderr, flush=True)

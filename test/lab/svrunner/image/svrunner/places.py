"""Where the persistent data lies: what .env says, seen from the directory the server runs in."""

import os
from pathlib import Path

EXEC = Path(os.environ.get("SVR_SERVER_EXEC_DIR") or ".")


def place(variable: str, otherwise: Path) -> Path:
    return EXEC / (os.environ.get(variable) or otherwise)


FILES = place("SVR_SERVER_FILES_DIR", Path("files"))
ASSETS = place("SVR_SERVER_ASSETS_DIR", FILES / "assets")
LOGS = place("SVR_SERVER_LOGS_DIR", FILES / "logs")
DATABASE = place("SVR_SERVER_DATABASE_PATH", FILES / "local.db")


def make_directories() -> None:
    for directory in (DATABASE.parent, ASSETS, LOGS):
        directory.mkdir(parents=True, exist_ok=True)

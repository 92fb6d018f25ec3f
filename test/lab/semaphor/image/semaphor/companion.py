"""The data-service and its sidecar: wait for the api-service, and are healthy only beside one of their own version."""

import json
import signal
import sys
import threading
import time
import urllib.error
import urllib.request

from semaphor.http_service import as_json, server
from semaphor.log import report_failure, run, say
from semaphor.release import VERSION

API = "http://api-service:3000/health"


class Watch:
    """What the api-service said last."""

    def __init__(self, name: str):
        self.name = name
        self.state = "waiting"
        self.api_version: str | None = None

    def health(self) -> tuple[int, str, str]:
        answer = {"status": self.state, "version": VERSION}
        if self.api_version is not None:
            answer["apiVersion"] = self.api_version
        return as_json(200 if self.state == "ok" else 503, answer)

    def look_again_and_again(self) -> None:
        say(f"{self.name}: waiting for api-service")
        while True:
            before = self.state, self.api_version
            self.state, self.api_version = self.look()
            if (self.state, self.api_version) != before:
                self.tell()
            time.sleep(1)

    def look(self) -> tuple[str, str | None]:
        status, version = ask_api()
        if version is not None and version != VERSION:
            return "version mismatch", version
        return ("ok", version) if status == 200 else ("waiting", None)

    def tell(self) -> None:
        if self.state == "version mismatch":
            report_failure(
                "version_mismatch",
                f"{self.name} is {VERSION}, api-service is {self.api_version}: all three services need one tag",
                service=self.name,
                version=VERSION,
                apiVersion=self.api_version,
            )
        elif self.state == "ok":
            say(f"{self.name}: ready, api-service is v{self.api_version}")
        else:
            say(f"{self.name}: waiting for api-service")


def ask_api() -> tuple[int, str | None]:
    try:
        with urllib.request.urlopen(API, timeout=2) as answer:
            return answer.status, json.load(answer).get("version")
    except urllib.error.HTTPError as error:
        return error.code, json.load(error).get("version")
    except (OSError, ValueError):
        return 0, None


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    name, port = sys.argv[1], int(sys.argv[2])
    say(f"Semaphor {name} v{VERSION}")
    watch = Watch(name)
    threading.Thread(target=watch.look_again_and_again, daemon=True).start()
    server(port, {"/health": watch.health}).serve_forever()


run(main)

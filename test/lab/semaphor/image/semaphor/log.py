"""The log: plain lines on stdout, failures as one line of JSON on stderr."""

import json
import sys


def say(line: str) -> None:
    print(line, flush=True)


def report_failure(event: str, error: object, **more: str) -> None:
    failure = {"level": "error", "event": event, "error": " ".join(str(error).split()), **more}
    print(json.dumps(failure, ensure_ascii=False, separators=(",", ":")), file=sys.stderr, flush=True)


class Fatal(Exception):
    """Ends the service with exit code 1 and this event as its last words."""

    def __init__(self, event: str, error: object, **more: str):
        super().__init__(event)
        self.event, self.error, self.more = event, error, more


def run(main) -> None:
    try:
        main()
    except Fatal as fatal:
        report_failure(fatal.event, fatal.error, **fatal.more)
        sys.exit(1)

"""The licence: any text that ends with the day it is valid until, such as LAB-2099-12-31."""

import os
import re
from datetime import date

from semaphor.log import Fatal, say


def check() -> None:
    license = os.environ.get("SEMAPHOR_LICENSE", "")
    if not license:
        raise Fatal("license_missing", "SEMAPHOR_LICENSE is not set in semaphor.env")
    until = re.search(r"\d{4}-\d{2}-\d{2}$", license)
    if until is None:
        raise Fatal("license_invalid", "SEMAPHOR_LICENSE does not end with a date")
    if date.fromisoformat(until[0]) < date.today():
        raise Fatal("license_expired", f"the license was valid until {until[0]}")
    say(f"license: valid until {until[0]}")

"""Which release this is, from what the lab writes beside it."""

import json
from pathlib import Path

release = json.loads(Path(__file__).with_name("release.json").read_text())

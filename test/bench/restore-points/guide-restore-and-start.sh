#!/bin/bash
# The documented restore as somebody runs it who wants it to end right, and the start of the old version. Run in the
# stack's directory: guide-restore-and-start.sh BACKUPS VERSION. Prints `mark start SECONDS` before it starts the app.
set -euo pipefail
export LC_ALL=C

bash "${BASH_SOURCE[0]%/*}/guide-restore.sh" "$1" "$2" into-empty >/dev/null
echo "mark start $EPOCHREALTIME"
docker compose --env-file .env --env-file .env.local up -d

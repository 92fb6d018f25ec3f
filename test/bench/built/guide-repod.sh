#!/bin/bash
# The vendor's upgrade guide for Repod's classic shape as a script without a pause: it builds while the stack is down.
# Run in the stack's directory: guide-repod.sh VERSION PORT. Ends when the new version answers.
set -euo pipefail
version=$1 port=$2

answers() { [ "$(curl -s -o /dev/null -w '%{http_code}' --max-time 5 "http://127.0.0.1:$port/health/live")" = 200 ]; }

./backup.sh
git fetch --quiet --tags
git checkout --quiet "v$version"
docker compose down
docker compose build --no-cache --quiet
docker compose up -d
until answers; do sleep 0.1; done
docker compose exec -T backend python3 -m alembic current

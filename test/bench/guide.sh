#!/bin/bash
# The vendor's upgrade guide as a script without a pause: what Lockkeeper is measured against.
# Run in the stack's directory: guide.sh VERSION PORT BACKUPS [SERVICE...]. Ends when the new version is
# verified; prints `mark NAME SECONDS` before and after what the bench times. The guide names no services:
# with services, only these are pulled and recreated, as somebody would who spares the proxy.
set -euo pipefail
export LC_ALL=C
version=$1 port=$2 backups=$3
shift 3

compose() { docker compose --env-file .env --env-file .env.local "$@"; }
mark() { echo "mark $1 $EPOCHREALTIME"; }
started() { compose logs --no-log-prefix api 2>&1 | grep 'Application startup complete' >/dev/null; }
healthy() { [ "$(compose ps --format '{{.Health}}' api)" = healthy ]; }
answers() { [ "$(curl -s -o /dev/null -w '%{http_code}' --max-time 5 "http://127.0.0.1:$port/")" = 302 ]; }

mark backup-begins
compose exec -T db pg_dump -U specivo specivo >"$backups/specivo.sql"
# tar ends with 1 when a file changed while it was read, as the running database's do.
tar czf "$backups/specivo-data.tar.gz" specivo-data || [ $? -eq 1 ]
mark backup-ends

mark pin
sed -i "s/^SPECIVO_VERSION=.*/SPECIVO_VERSION=$version/" .env
mark pull-begins
compose pull --quiet "$@"
mark pull-ends
compose up -d "$@"
until started; do sleep 0.1; done
until healthy; do sleep 0.1; done
until answers; do sleep 0.1; done
compose exec -T api alembic current
mark verified

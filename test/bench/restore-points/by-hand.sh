#!/bin/bash
# What people run before an upgrade: dump and archive, one after the other, nothing looked at afterwards.
# Run in the stack's directory: by-hand.sh BACKUPS. The archive leaves out what the runbook leaves out, the
# database's own files above all: a guide's `tar czf` of the whole data directory would take longer still.
set -euo pipefail
export LC_ALL=C
backups=$1

compose() { docker compose --env-file .env --env-file .env.local "$@"; }

compose exec -T db pg_dump -U specivo specivo >"$backups/specivo.sql"
# tar ends with 1 when a file changed while it was read.
tar czf "$backups/specivo-data.tar.gz" --exclude=specivo-data/{postgresql,redis,logs} specivo-data || [ $? -eq 1 ]

#!/bin/bash
# The same by somebody who trusts no backup: digests, the archive listed, the dump loaded into a database of
# its own with errors fatal. Run in the stack's directory: careful-by-hand.sh BACKUPS. Leaves the database
# `bench_scratch`, whose removal is not timed.
set -euo pipefail
export LC_ALL=C
backups=$1

compose() { docker compose --env-file .env --env-file .env.local "$@"; }

bash "${BASH_SOURCE[0]%/*}/by-hand.sh" "$backups"
(cd "$backups" && sha256sum specivo.sql specivo-data.tar.gz >sha256sums)
tar tzf "$backups/specivo-data.tar.gz" >/dev/null
compose exec -T db createdb -U specivo bench_scratch
compose exec -T db psql -X -q -v ON_ERROR_STOP=1 -U specivo -d bench_scratch <"$backups/specivo.sql" >/dev/null

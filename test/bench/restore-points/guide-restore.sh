#!/bin/bash
# The vendor's documented restore as a script without a pause, up to the loaded dump: the page on backup and
# restore, and before it the previous version as the page on upgrading pins it. Starting the rest is the caller's.
# Run in the stack's directory: guide-restore.sh BACKUPS VERSION [into-empty], BACKUPS as by-hand.sh has left them.
# Ends with 0 when each command has.
#
# Two things are not the page's. The archive holds no files of the running database, which are not consistent.
# And the script waits until the database answers, as somebody who types does: at once, psql would be refused.
# `into-empty` makes the database anew before the load. No page says so, and without it the load ends wrong.
set -euo pipefail
export LC_ALL=C
backups=$1 version=$2 into=${3-}

compose() { docker compose --env-file .env --env-file .env.local "$@"; }

sed -i "s/^SPECIVO_VERSION=.*/SPECIVO_VERSION=$version/" .env
compose down
tar xzf "$backups/specivo-data.tar.gz"
compose up -d db
until compose exec -T db pg_isready -q -U specivo -d specivo; do sleep 0.1; done
if [ "$into" = into-empty ]; then
	compose exec -T db dropdb -U specivo specivo
	compose exec -T db createdb -U specivo specivo
fi
compose exec -T db psql -U specivo specivo <"$backups/specivo.sql"

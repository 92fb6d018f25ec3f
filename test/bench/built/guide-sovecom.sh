#!/bin/bash
# The vendor's upgrade guide for SovEcom as a script without a pause. Its own command for migrations needs programs that the
# api's image lacks: the repository's is taken, and migrate is built too, without which nothing would be migrated.
# Run in the stack's directory: guide-sovecom.sh VERSION PORT BACKUPS. Ends when the new version answers.
set -euo pipefail
version=$1 port=$2 backups=$3

answers() { [ "$(curl -s -o /dev/null -w '%{http_code}' --max-time 5 "http://127.0.0.1:$port/")" = 200 ]; }
healthy() {
	docker compose exec -T api node -e \
		"fetch('http://127.0.0.1:3000/health').then(({ status }) => process.exit(status === 200 ? 0 : 1), () => process.exit(1))"
}

docker compose exec -T postgres pg_dump --clean --if-exists -U sovecom sovecom >"$backups/sovecom.sql"
tail -n 10 "$backups/sovecom.sql" | grep 'PostgreSQL database dump complete' >/dev/null
cp .env docker/Caddyfile "$backups"
git fetch --quiet --tags
git checkout --quiet "v$version"
docker compose pull --quiet --ignore-buildable
docker compose build --quiet
docker compose stop api admin storefront
docker compose run --rm migrate
docker compose up -d
until healthy; do sleep 0.1; done
until answers; do sleep 0.1; done

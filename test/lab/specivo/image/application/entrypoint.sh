#!/bin/sh
# Waits for the database, migrates it, adds the default data and starts the command. As in the
# vendor's image this happens on every start; the Compose file takes the entrypoint away from the
# celery services, so that only the api migrates. A failing migration ends the container.
set -e
echo "Waiting for database..."
python -m specivo.wait_for_database
echo "Running database migrations..."
alembic upgrade head
echo "Seeding default data..."
python -m specivo.default_data
echo "Starting Specivo..."
exec "$@"

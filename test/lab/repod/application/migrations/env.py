"""Runs each migration in a transaction of its own: one that fails leaves those before it in place."""

import logging

from alembic import context

from repod.database import engine

logging.basicConfig(format="%(levelname)-5.5s [%(name)s] %(message)s")
logging.getLogger("alembic").setLevel(logging.INFO)

with engine.connect() as connection:
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()

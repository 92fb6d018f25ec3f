"""Runs each migration in a transaction of its own: one that fails leaves those before it in place."""

from logging.config import fileConfig

from alembic import context

from specivo.database import engine

fileConfig(context.config.config_file_name)

with engine.connect() as connection:
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()

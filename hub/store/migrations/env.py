"""This file is where Alembic finds our tables and the connection it is to use."""

from alembic import context

from hub.store.schema import everything

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=list(everything), transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()

"""Alembic's way in: it runs inside the transaction that `storage.migrate` opened."""

from alembic import context

from storage.database import metadata
from storage.tables import load_tables

load_tables()
connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
    compare_server_default=True,
    user_module_prefix="database.",
)
context.run_migrations()

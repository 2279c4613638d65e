"""Alembic's entry: runs revisions on the connection it is handed, inside its transaction."""

from __future__ import annotations

from alembic import context

from storage.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite changes a table by making it anew
    compare_server_default=True,
)
context.run_migrations()

"""What Alembic runs; the connection is handed to it by `app.migrations`."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite changes a column by making the table anew
    transactional_ddl=False,  # the caller's transaction holds everything
)
context.run_migrations()

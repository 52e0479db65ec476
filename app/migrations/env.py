"""Alembic's entry: runs inside the transaction that app.migrations.upgrade opened."""

from alembic import context
from sqlmodel import SQLModel

import app.models  # noqa: F401

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()

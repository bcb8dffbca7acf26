"""Alembic's entry: runs on the connection it is handed, in that connection's transaction."""

from alembic import context
from sqlalchemy import Enum

from studyhub.core.db import Hundredths, Moment
from studyhub.tables import metadata


def render_item(kind, item, _context):
    """Write our own column types as what they are in the database: a migration must not change with our code."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Hundredths):
        return "sa.Integer()"
    if kind == "type" and isinstance(item, Enum):
        return "sa.String(length=32)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=metadata, render_as_batch=True, render_item=render_item
)
context.run_migrations()

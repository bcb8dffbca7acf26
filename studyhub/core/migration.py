"""Bring a database to a version of its tables; one chain of migrations serves both engines."""

from alembic import command
from alembic.config import Config

from studyhub.core.db import Database
from studyhub.core.settings import PROJECT_ROOT


def upgrade(database: Database, revision: str = "head") -> None:
    """Migrate up, in one transaction: on an error nothing has changed."""
    with database.schema_change() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(database: Database, revision: str) -> None:
    """Migrate down to `revision` ("base" empties the database), in one transaction."""
    with database.schema_change() as connection:
        command.downgrade(_config(connection), revision)


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(PROJECT_ROOT / "migrations"))
    config.attributes["connection"] = connection
    return config

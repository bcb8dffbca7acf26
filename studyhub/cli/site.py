"""The site that a command works on: its settings and its database, brought to the current version of the tables."""

import os
import sys

from sqlalchemy.exc import OperationalError

from studyhub.cli.arguments import Arguments
from studyhub.core.db import Database
from studyhub.core.migration import upgrade
from studyhub.core.settings import Settings, load_settings


def settings_of(given: Arguments) -> Settings:
    """The environment's settings, where the command line does not say otherwise."""
    options = {"HOST": given.host, "PORT": given.port, "WORKERS": given.workers}
    spoken = {f"STUDYHUB_{name}": str(value) for name, value in options.items() if value is not None}
    return load_settings(given.data_dir, {**os.environ, **spoken})


def open_database(settings: Settings) -> Database:
    """The site's database, migrated. Ends the program with a sentence when it cannot be reached."""
    database = Database(settings.database_url)
    try:
        upgrade(database)
    except OperationalError as error:
        sys.exit(f"打不开数据库（{error.orig}）。请检查 DATABASE_URL、数据目录的权限和剩余空间。")
    return database

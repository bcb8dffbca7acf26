"""A fresh, migrated database for each test, on both engines: a copy of one that was migrated once."""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from studyhub.core.db import Database
from studyhub.core.migration import upgrade

_numbers = itertools.count(1)


def migrated_sqlite_template(folder: Path) -> Path:
    """Migrate a new SQLite file in `folder`; gives its path. It is closed, so that the one file is all there is."""
    path = folder / "template.sqlite3"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.dispose()
    return path


def copy_of_sqlite(template: Path, path: Path) -> str:
    """Copy the template to `path`; gives the copy's URL. A real file, with WAL and real commits, as on a site."""
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"


def migrated_postgres_template(server_url: str) -> str:
    """Create and migrate the database `template_site` on a server; gives its name."""
    name = "template_site"
    _run(server_url, f"CREATE DATABASE {name}")
    database = Database(_url_of(server_url, name))
    upgrade(database)
    database.dispose()
    return name


@contextmanager
def copy_of_postgres(server_url: str, template: str) -> Iterator[str]:
    """A copy of the template under a name of its own, dropped at the end; gives its URL."""
    name = f"site_{next(_numbers)}"
    _run(server_url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    try:
        yield _url_of(server_url, name)
    finally:
        _run(server_url, f"DROP DATABASE {name} WITH (FORCE)")


def _url_of(server_url: str, name: str) -> str:
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def _run(server_url: str, statement: str) -> None:
    engine = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()

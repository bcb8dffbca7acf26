"""Where is measured: an empty database on an engine, the site in this process, and both sides behind gunicorn."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import create_engine, event, make_url, text
from werkzeug.test import TestResponse

from studyhub.app import create_app
from studyhub.cli.bench.ceiling import create_app as create_ceiling
from studyhub.cli.bench.load import SEQUENCE, Request
from studyhub.cli.bench.processes import Server, serving
from studyhub.cli.temporary_postgres import temporary_postgres
from studyhub.core.db import Database
from studyhub.core.settings import Settings, load_settings

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Place:
    """A site of its own: settings, database, and the application in this process, to look inside."""

    engine: str
    folder: Path
    settings: Settings
    database: Database
    app: Flask

    @property
    def environ(self) -> dict[str, str]:
        """What a process needs to serve this site on any free port."""
        return {
            "STUDYHUB_DATA": str(self.folder),
            "DATABASE_URL": self.settings.database_url,
            "STUDYHUB_HOST": "127.0.0.1",
            "STUDYHUB_PORT": "0",
            "STUDYHUB_WORKERS": "2",
            "STUDYHUB_THREADS": "8",
        }

    def site(self) -> AbstractContextManager[Server]:
        """The site behind gunicorn, as it is served to people."""
        config, application = "studyhub.cli.gunicorn_config", "studyhub.wsgi:app"
        return serving(config, application, self.environ, self.folder / "site.log")

    def ceiling(self, padding: int = 0) -> AbstractContextManager[Server]:
        """The ceiling behind the same gunicorn, on the same database."""
        config = "studyhub.cli.bench.ceiling_config"
        application = f"studyhub.cli.bench.ceiling:create_app({self.settings.database_url!r}, {padding})"
        return serving(config, application, self.environ, self.folder / "ceiling.log")

    def count_statements(self, requests: Sequence[Request]) -> int:
        """How many statements the last of some requests needs (BEGIN and COMMIT apart), caches warm."""
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if not statement.startswith("BEGIN"):
                statements.append(statement)

        event.listen(self.database.engine, "before_cursor_execute", note)
        for request in requests:
            statements.clear()
            send(self.app, request)
        event.remove(self.database.engine, "before_cursor_execute", note)
        return len(statements)

    def padding(self, site: Request, ceiling: Request) -> int:
        """How much longer the site's page is than the ceiling's, in characters of one byte."""
        theirs = send(create_ceiling(self.settings.database_url), ceiling)
        return max(0, len(send(self.app, site).data) - len(theirs.data))


Places = Callable[[], AbstractContextManager[Place]]


@contextmanager
def places(engine: str) -> Iterator[Places]:
    """Gives what makes empty places on an engine ("sqlite" or "postgresql"), whose server runs meanwhile."""
    if engine == "sqlite":
        yield _on_sqlite
        return
    with temporary_postgres(durable=True) as server_url:
        yield lambda: _on_postgres(server_url)


def send(app: Flask, request: Request) -> TestResponse:
    """Hand a request to an application in this process. RuntimeError unless it succeeds."""
    body = request.text.replace(SEQUENCE, "1") or None
    response = app.test_client().open(
        request.path,
        method=request.method,
        headers=dict(request.headers),
        data=body,
        content_type="application/json" if body else None,
    )
    if response.status_code >= 300:
        raise RuntimeError(
            f"{request.method} {request.path}: {response.status} {response.get_data(as_text=True)[:500]}"
        )
    return response


@contextmanager
def _on_sqlite() -> Iterator[Place]:
    with TemporaryDirectory(prefix="studyhub-bench-") as folder:
        yield from _place("sqlite", Path(folder), "")


@contextmanager
def _on_postgres(server_url: str) -> Iterator[Place]:
    name = f"bench_{next(_numbers)}"
    _run(server_url, f"CREATE DATABASE {name}")
    url = make_url(server_url).set(database=name).render_as_string(hide_password=False)
    try:
        with TemporaryDirectory(prefix="studyhub-bench-") as folder:
            yield from _place("postgresql", Path(folder), url)
    finally:
        _run(server_url, f"DROP DATABASE {name} WITH (FORCE)")


def _place(engine: str, folder: Path, url: str) -> Iterator[Place]:
    settings = load_settings(folder, {"DATABASE_URL": url})
    database = Database(settings.database_url)
    try:
        yield Place(engine, folder, settings, database, create_app(settings, database))
    finally:
        database.dispose()


def _run(server_url: str, statement: str) -> None:
    engine = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()

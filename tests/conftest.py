"""What tests stand on: a database of their own on each engine, a clock that stands still, the site in one process."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from studyhub.cli.temporary_postgres import temporary_postgres
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.core.settings import Settings
from tests.cast import cast as cast
from tests.databases import (
    copy_of_postgres,
    copy_of_sqlite,
    migrated_postgres_template,
    migrated_sqlite_template,
)

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(autouse=True)
def _push_request_context() -> Iterator[None]:
    """Override pytest-flask's: one request context through a whole test lets a signed-out client see the user of another."""
    yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    return migrated_sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of this test process's own PostgreSQL server, started when the first test asks."""
    with temporary_postgres(durable=False) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The name of a migrated PostgreSQL database to copy."""
    return migrated_postgres_template(postgres_server)


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, migrated database; a test that uses it runs once on each engine."""
    if request.param == "sqlite":
        yield copy_of_sqlite(request.getfixturevalue("sqlite_template"), tmp_path / "studyhub.sqlite3")
    else:
        server = request.getfixturevalue("postgres_server")
        with copy_of_postgres(server, request.getfixturevalue("postgres_template")) as url:
            yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, migrated database; a test that uses it runs once on each engine."""
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def clock() -> FixedClock:
    """It is nine in the morning of 20 November 2026 in Shanghai, until the test moves the clock."""
    return FixedClock(datetime(2026, 11, 20, 1, 0, tzinfo=UTC))


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """The settings of a site on the test's database."""
    return Settings(
        data_dir=tmp_path, database_url=database_url, secret_key=b"a key for tests only, 32 bytes.."
    )


@pytest.fixture
def app(settings: Settings, database: Database, clock: FixedClock) -> Flask:
    """The site, on the test's database and clock, with everything switched on as in service."""
    # Imported here: who works on a part below the application can test it while the application does not start.
    from studyhub.app import create_app

    return create_app(settings, database, clock)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser, nobody signed in."""
    return app.test_client()


@pytest.fixture
def another_client(app: Flask) -> FlaskClient:
    """A second visitor's browser, with cookies of its own."""
    return app.test_client()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program. Without one, browser tests skip and say so; where they must run, they fail."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("STUDYHUB_REQUIRE_BROWSER") == "1":
            pytest.fail(
                "no Chromium on this machine, and STUDYHUB_REQUIRE_BROWSER=1 says that browser tests must run"
            )
        pytest.skip("no Chromium on this machine (Debian: apt install chromium fonts-noto-cjk)")
    return path

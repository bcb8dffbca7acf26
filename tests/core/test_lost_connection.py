"""The database server is restarted under a running site: who comes next notices nothing."""

import pytest
from sqlalchemy import create_engine, text

from studyhub.core.db import Database


def end_every_connection(url: str) -> int:
    """As a restart of the server does; gives how many connections there were."""
    engine = create_engine(url)
    with engine.connect() as connection:
        ended = connection.scalar(
            text(
                "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    engine.dispose()
    return int(ended or 0)


def test_connections_that_the_server_has_ended_are_replaced(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has no server")
    with database.read() as first, database.read() as second:
        assert (first.scalar(text("SELECT 1")), second.scalar(text("SELECT 2"))) == (1, 2)
    assert end_every_connection(database.url) == 2
    with database.read() as session:
        assert session.scalar(text("SELECT 3")) == 3
    with database.write() as session:
        assert session.scalar(text("SELECT 4")) == 4


def test_a_read_leaves_no_transaction_behind_on_the_server(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has no server")
    with database.read() as session:
        session.scalar(text("SELECT 1"))
        with database.write() as other:
            states = other.scalars(
                text(
                    "SELECT state FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            ).all()
    assert states == ["idle"]

"""The ground: nothing that was acknowledged is lost, and nothing is half done."""

import multiprocessing
import sqlite3
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import inspect, select, text, update

from studyhub import subscriptions
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.core.migration import downgrade, upgrade
from studyhub.leaderboards.models import StandingCount
from studyhub.reports.invariants import check
from studyhub.tables import metadata
from tests.cast import Cast
from tests.quizzes.stage import Stage


def seed(database: Database) -> None:
    with database.write() as session:
        session.add(StandingCount(points=1, members=0))


def count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(StandingCount.members).where(StandingCount.points == 1)) or 0


def read_then_write(database: Database, times: int) -> None:
    for _ in range(times):
        with database.write() as session:
            row = session.scalars(
                select(StandingCount).where(StandingCount.points == 1).with_for_update()
            ).one()
            session.execute(
                update(StandingCount).where(StandingCount.points == 1).values(members=row.members + 1)
            )


def in_another_process(url: str, times: int) -> None:
    database = Database(url)
    read_then_write(database, times)
    database.dispose()


def test_eight_threads_that_read_then_write_lose_nothing(database: Database):
    seed(database)
    threads = [threading.Thread(target=read_then_write, args=(database, 20)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(database) == 160


def test_processes_that_read_then_write_lose_nothing(database: Database, database_url: str):
    seed(database)
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=in_another_process, args=(database_url, 20)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert count(database) == 60


def test_a_write_that_raises_leaves_nothing(database: Database):
    seed(database)
    with pytest.raises(ZeroDivisionError), database.write() as session:
        session.execute(update(StandingCount).values(members=7))
        raise ZeroDivisionError
    assert count(database) == 0


def test_a_read_cannot_write(database: Database):
    with pytest.raises(RuntimeError), database.read() as session:
        session.add(StandingCount(points=2, members=0))
        session.flush()


def test_a_write_in_a_write_of_the_same_thread_does_not_lock_itself_out(database: Database):
    if not database.is_sqlite:
        pytest.skip("PostgreSQL takes no lock of ours")
    assert database._lock is not None
    with database._lock, database._lock:
        pass
    with database.write() as session:
        session.add(StandingCount(points=3, members=0))
    assert not database._lock._waiting


def test_sqlite_is_durable_and_strict(database: Database):
    if not database.is_sqlite:
        pytest.skip("pragmas are SQLite's")
    with database.read() as session:
        pragmas = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_foreign_keys_hold(database: Database):
    from sqlalchemy.exc import IntegrityError

    from studyhub.points.models import PointEntry

    with pytest.raises(IntegrityError), database.write() as session:
        session.add(
            PointEntry(member_id=404, rule="x", source="y", points=1, note="", awarded_at=datetime.now(UTC))
        )
        session.flush()


def test_migrations_go_down_and_up_again(database: Database):
    downgrade(database, "base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    upgrade(database)
    assert set(inspect(database.engine).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_a_full_site_survives_every_migration_down_and_up(database: Database, clock: FixedClock, cast: Cast):
    subscriptions.install()
    stage = Stage(database, clock, cast)
    stage.fill_bank()
    quiz_id = stage.publish()
    stage.schedule(quiz_id)
    attempt_id = stage.start(cast.wang_xiuying, quiz_id)
    stage.answer_rightly(attempt_id)
    stage.submit(cast.wang_xiuying, attempt_id)
    before = stage.result(cast.wang_xiuying, attempt_id)

    downgrade(database, "0001")
    upgrade(database)

    assert stage.result(cast.wang_xiuying, attempt_id) == before
    with database.read() as session:
        assert check(session) == []


def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_a_migration_that_fails_half_way_leaves_nothing(database: Database):
    downgrade(database, "base")
    with (
        pytest.raises(sqlite3.Error if database.is_sqlite else Exception),
        database.schema_change() as connection,
    ):
        connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
        connection.connection.driver_connection.execute("THIS IS NOT SQL")
    assert "half" not in inspect(database.engine).get_table_names()

"""The database: two ways in, `read()` and `write()`, on SQLite and on PostgreSQL.

A write takes SQLite's write lock first and begins with BEGIN IMMEDIATE: with the driver's default, eight threads
doing read-then-write lost most of their increments without any error. synchronous=FULL, because with NORMAL a power
cut loses commits that were already acknowledged.
"""

import select
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    Table,
    create_engine,
    event,
    make_url,
)
from sqlalchemy import Enum as EnumType
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from studyhub.core.group_commit import GroupCommit
from studyhub.core.write_lock import WriteLock

Result = TypeVar("Result")

POOL_SIZE = 24  # more than the threads of a worker: nobody waits for a connection


class Base(DeclarativeBase):
    """The base of every table; the naming convention lets migrations name constraints on both engines."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    # An enum is kept as its value in a text column: a new member needs no migration on either engine.
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        Enum: EnumType(
            Enum, native_enum=False, length=32, values_callable=lambda kind: [m.value for m in kind]
        )
    }


def table_of(entity: type[Base]) -> Table:
    """The table of an entity, for the Core statements of hot paths."""
    table = entity.__table__
    assert isinstance(table, Table)
    return table


class Moment(TypeDecorator[datetime]):
    """A point in time: aware in UTC in Python, timestamptz on PostgreSQL, ISO text in UTC on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Hundredths(TypeDecorator[Decimal]):
    """An exact amount with two decimals (points of a paper), kept as an integer number of hundredths."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int((value * 100).to_integral_value())

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / 100


class ReadSession(Session):
    """A session that refuses to write: what is asked for by GET changes nothing."""


@event.listens_for(ReadSession, "before_flush")
def _refuse_to_write(session: Session, *_: object) -> None:
    raise RuntimeError("a read session cannot write; use Database.write()")


class Database:
    """One database of a site. Make one per process; it is safe to use from many threads."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self._lock = WriteLock(Path(f"{make_url(url).database}.lock")) if self.is_sqlite else None
        self.engine = self._create_engine()
        self._writing = self.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        # On PostgreSQL each statement sees its own moment anyway: without BEGIN and ROLLBACK around it, reading is one
        # trip to the server instead of three.
        self._reading = (
            self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        )
        self._together = GroupCommit(self.write)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one consistent state on SQLite and is never committed."""
        with ReadSession(self._reading, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session in a transaction: committed (durably) when the block ends, rolled back when it raises."""
        with (
            self._lock or nullcontext(),
            Session(self._writing, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def write_together(self, work: Callable[[Session], Result]) -> Result:
        """Carry out a small write, durably, in a transaction that it may share with others of the same moment.

        For writes that lock nothing but their own rows; see GroupCommit.run for what `work` must bear. PostgreSQL
        brings commits together by itself.
        """
        if self.is_sqlite:
            return self._together.run(work)
        with self.write() as session:
            return work(session)

    @contextmanager
    def schema_change(self) -> Iterator[Connection]:
        """A connection in a transaction for migrations, alone on SQLite; foreign keys are off while tables move and
        are checked, all of them, before it is committed.
        """
        with self._lock or nullcontext(), self.engine.connect() as connection:
            # SQLite ignores this pragma inside a transaction, so the driver is told before one begins.
            self._hold_foreign_keys(connection, "OFF")
            try:
                connection = connection.execution_options(sqlite_begin="BEGIN IMMEDIATE")
                with connection.begin():
                    yield connection
                    if self.is_sqlite and (
                        broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                    ):
                        raise RuntimeError(
                            f"the migration leaves rows without their counterparts: {broken[:5]}"
                        )
            finally:
                self._hold_foreign_keys(connection, "ON")

    def _hold_foreign_keys(self, connection: Connection, word: str) -> None:
        if self.is_sqlite:
            connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={word}")  # type: ignore[union-attr]

    def dispose(self) -> None:
        """Close every connection of the pool."""
        self.engine.dispose()

    def _create_engine(self) -> Engine:
        if not self.is_sqlite:
            engine = create_engine(self.url, pool_size=POOL_SIZE, max_overflow=0)
            _replace_closed(engine)
            return engine
        engine = create_engine(
            self.url,
            pool_size=POOL_SIZE,
            # A connection over the pool's size would be closed, and so checkpointed, at every return.
            max_overflow=0,
            connect_args={"factory": self._connection_class(), "check_same_thread": False, "timeout": 30},
        )
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _connection_class(self) -> type[sqlite3.Connection]:
        assert self._lock is not None
        lock: WriteLock = self._lock

        class LockedConnection(sqlite3.Connection):
            """Closing the last connection checkpoints the WAL, so closing takes its turn too."""

            def close(self) -> None:
                with lock:
                    super().close()

        return LockedConnection


def _replace_closed(engine: Engine) -> None:
    """Have the pool replace connections that the server has closed, asking the server only when there is a reason.

    Nothing comes unasked on a connection that waits, except its end: to ask each time would be a trip to the server
    for every read and write.
    """

    @event.listens_for(engine, "checkout")
    def check(connection: Any, _record: object, _proxy: object) -> None:
        if not connection.closed:
            waiting = select.poll()
            waiting.register(connection.fileno(), select.POLLIN)
            if not waiting.poll(0):
                return
        try:
            engine.dialect.do_ping(connection)
        except Exception as error:  # of whatever kind: a connection that cannot be asked is of no use
            raise DisconnectionError from error


def _configure_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))

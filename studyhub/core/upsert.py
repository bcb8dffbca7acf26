"""INSERT ... ON CONFLICT, which SQLite and PostgreSQL spell alike and SQLAlchemy keeps in two dialects.

Statements are built once, when a module is loaded: building one takes SQLAlchemy longer than running it.
"""

from collections.abc import Callable
from typing import TypeVar, cast

from sqlalchemy.dialects import postgresql, sqlite

from studyhub.core.db import Base, table_of

Built = TypeVar("Built")


def upsert(entity: type[Base], finish: Callable[[postgresql.Insert], Built]) -> dict[str, Built]:
    """An INSERT into an entity's table for either engine, to be picked by `connection.dialect.name`.

    `finish` adds what happens on a conflict, and RETURNING; the values are given when the statement is executed.
    """
    table = table_of(entity)
    return {
        "sqlite": finish(cast(postgresql.Insert, sqlite.insert(table))),
        "postgresql": finish(postgresql.insert(table)),
    }

"""Many rows at once: INSERT ... SELECT over counted numbers, the same on SQLite and on PostgreSQL."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Table,
    column,
    func,
    insert,
    literal,
    select,
    text,
)

from studyhub.core.db import Base, Database, table_of
from studyhub.tables import metadata

CHUNK = 5_000


@contextmanager
def filling(database: Database) -> Iterator[Connection]:
    """A connection in one transaction for bulk inserts; afterwards ids go on where the inserted ones end."""
    with database.schema_change() as connection:
        if not database.is_sqlite:
            # Foreign keys are triggers there, ten times slower than the rows themselves; these rows are right.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection
        if not database.is_sqlite:
            _move_sequences(connection)
    if not database.is_sqlite:
        with database.schema_change() as connection:
            connection.execute(text("ANALYZE"))


def numbers(first: int, count: int) -> CTE:
    """`count` whole numbers from `first`, in the column `n`."""
    counted = select(literal(first, Integer).label("n")).cte("numbers", recursive=True)
    return counted.union_all(select(counted.c.n + 1).where(counted.c.n < first + count - 1))


def insert_selected(
    connection: Connection,
    entity: type[Base],
    values: Mapping[str, ColumnElement[Any] | Any],
    source: Any,
    *conditions: ColumnElement[bool],
) -> None:
    """One row of `entity` for each row of `source`; values that are no expressions are the same in all."""
    table = table_of(entity)
    selected: Select[Any] = (
        select(
            *(
                value if isinstance(value, ColumnElement) else literal(value, table.c[name].type)
                for name, value in values.items()
            )
        )
        .select_from(source)
        .where(*conditions)
    )
    connection.execute(insert(table).from_select(list(values), selected, include_defaults=False))


def insert_rows(connection: Connection, entity: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """Rows made in Python, a chunk at a time."""
    remaining = iter(rows)
    while chunk := list(islice(remaining, CHUNK)):
        connection.execute(insert(table_of(entity)), chunk)


def _move_sequences(connection: Connection) -> None:
    tables: Sequence[Table] = metadata.sorted_tables
    for table in tables:
        if "id" in table.c:
            last = select(func.max(column("id"))).select_from(table).scalar_subquery()
            sequence = func.pg_get_serial_sequence(table.name, "id")
            connection.execute(select(func.setval(sequence, func.coalesce(last, 1))))

"""Everybody answers in the same second: their writes share commits, and each gets its own answer."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from studyhub.accounts.models import Account
from studyhub.core.db import Database
from studyhub.core.errors import Invalid

WRITERS = 8


def add(number: int) -> Callable[[Session], int]:
    """A small write: an account; number 3 is refused after it has written."""

    def work(session: Session) -> int:
        session.add(
            Account(employee_number=str(number), name="张三", password_hash="", created_at=datetime.now(UTC))
        )
        session.flush()
        if number == 3:
            raise Invalid("三号不行。")
        return number

    return work


def wait_for_all(database: Database, *numbers: int) -> list[int | str]:
    """What each of some writers is told when all of them come while somebody else is writing."""
    with ThreadPoolExecutor(WRITERS) as pool:
        with database.write():
            answers = [pool.submit(database.write_together, add(number)) for number in numbers]
            time.sleep(0.2)  # until all of them have come and wait
        return [answer.result() if not (error := answer.exception()) else str(error) for answer in answers]


def stored(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Account.employee_number).order_by(Account.employee_number)))


def test_each_writer_gets_its_own_answer_and_everything_is_stored(database: Database) -> None:
    assert wait_for_all(database, 1, 2, 4, 5, 6) == [1, 2, 4, 5, 6]
    assert stored(database) == ["1", "2", "4", "5", "6"]


def test_one_that_is_refused_takes_nobody_with_it(database: Database) -> None:
    assert wait_for_all(database, 1, 2, 3, 4) == [1, 2, "三号不行。", 4]
    assert stored(database) == ["1", "2", "4"]


def test_writers_that_wait_on_sqlite_share_a_commit(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL brings commits together by itself")
    commits: list[object] = []
    event.listen(database.engine, "commit", commits.append)
    wait_for_all(database, 1, 2, 4, 5, 6, 7, 8)
    # The first who came takes along whoever was there by then; all the others are carried out together.
    assert len(commits) <= 2

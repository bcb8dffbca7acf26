"""Small writes that come at the same moment share one transaction, and so one durable commit.

When everybody answers at once, the commit is what all of them wait for: on SQLite one after another, each until the
disk has it. Whoever's turn it is carries out everything that waits, and nobody is told "saved" before the COMMIT.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy.orm import Session

Result = TypeVar("Result")
_Job = tuple[Callable[[Session], Any], "Future[Any]"]


class GroupCommit:
    """Carries out small writes of many threads; `write` opens a transaction, as Database.write does."""

    def __init__(self, write: Callable[[], AbstractContextManager[Session]]) -> None:
        self._write = write
        self._turn = threading.Lock()
        self._guard = threading.Lock()
        self._waiting: list[_Job] = []

    def run(self, work: Callable[[Session], Result]) -> Result:
        """The result of `work`, durable. What it raises is raised here, and then it alone has changed nothing.

        `work` may be called in another thread, and again when another write of the same transaction has failed.
        """
        done: Future[Result] = Future()
        with self._guard:
            self._waiting.append((work, done))
        with self._turn:
            if not done.done():  # else the one whose turn was before carried it out
                with self._guard:
                    jobs, self._waiting = self._waiting, []
                self._carry_out(jobs)
        return done.result()

    def _carry_out(self, jobs: Sequence[_Job]) -> None:
        try:
            with self._write() as session:
                results = [work(session) for work, _ in jobs]
        except BaseException as error:
            if len(jobs) > 1 and isinstance(error, Exception):
                for job in jobs:
                    self._carry_out([job])
                return
            for _, done in jobs:
                done.set_exception(error)
        else:
            for (_, done), result in zip(jobs, results, strict=True):
                done.set_result(result)

"""What falls due while nobody asks: attempts whose time has run out are closed by the server itself, and study units
that were signed for a time are published.

No score depends on it for being right (what is due is computed when it is read); it makes results and leaderboards
appear without anybody opening a page.
"""

import fcntl
import logging
import threading
import time

from studyhub.core.clock import Clock, SystemClock
from studyhub.core.db import Database
from studyhub.core.settings import Settings
from studyhub.quizzes.queries import list_due
from studyhub.quizzes.service import submit_if_due
from studyhub.study.queries import list_due as list_due_units
from studyhub.study.service import publish_if_due

PERIOD = 10.0  # seconds

_log = logging.getLogger("gunicorn.error")


def start(settings: Settings) -> None:
    """Start this worker's ticker in a daemon thread; of all workers of a site, one does the work."""
    threading.Thread(target=_run, args=(settings,), name="ticker", daemon=True).start()


def tick(database: Database, clock: Clock) -> None:
    """Submit every attempt whose time is over, and publish every unit whose time has come, at the clock's present moment.

    Each in a transaction of its own: members who save answers meanwhile need not wait for a whole class, no two
    submissions hold each other's standings, and one attempt that cannot be graded keeps back no other.
    """
    with database.read() as session:
        due = list_due(session, clock.now())
    for attempt_id in due:
        try:
            with database.write() as session:
                submit_if_due(session, attempt_id, now=clock.now())
        except Exception:
            _log.exception("答卷 %d 到期未能交卷，下次再试", attempt_id)
    _publish_due(database, clock)


def _publish_due(database: Database, clock: Clock) -> None:
    with database.read() as session:
        due = list_due_units(session, clock.now())
    for study_unit_id in due:
        try:
            with database.write() as session:
                publish_if_due(session, study_unit_id, now=clock.now())
        except Exception:
            _log.exception("学习单元 %d 到时未能发布，下次再试", study_unit_id)


def _run(settings: Settings) -> None:
    database = Database(settings.database_url)
    clock = SystemClock()
    with (settings.data_dir / "tick.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # waits, for as long as the worker lives that is at it now
        while True:
            time.sleep(PERIOD)
            try:
                tick(database, clock)
            except Exception:
                # Whatever it was (a full disk, a restarted database): the next tick may go well.
                _log.exception("到期处理失败，%d 秒后再试", PERIOD)

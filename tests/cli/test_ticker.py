"""The server submits what members left open when the time ran out, without anybody asking."""

from datetime import timedelta

from sqlalchemy import select, update

from studyhub.cli import ticker
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.quizzes.models import Attempt, Slot
from studyhub.quizzes.rules import AttemptStatus
from tests.cast import Cast
from tests.quizzes.stage import Stage


def statuses(database: Database) -> dict[int, tuple[AttemptStatus, bool]]:
    """Status of every attempt by its id, and whether it was the server that submitted it."""
    with database.read() as session:
        rows = session.execute(select(Attempt.id, Attempt.status, Attempt.is_submitted_by_server))
        return {id: (status, by_server) for id, status, by_server in rows}


def test_attempts_whose_time_is_over_are_submitted_and_others_left_alone(
    database: Database, clock: FixedClock, cast: Cast
) -> None:
    stage = Stage(database, clock, cast)
    stage.fill_bank()
    quiz = stage.publish(time_limit=timedelta(minutes=20))
    stage.schedule(quiz)
    early = [stage.start(actor, quiz) for actor in (cast.wang_xiuying, cast.li_jianguo)]
    clock.advance(timedelta(minutes=10))
    late = stage.start(cast.liu_yang, quiz)

    clock.advance(timedelta(minutes=11))
    ticker.tick(database, clock)

    assert statuses(database) == {
        early[0]: (AttemptStatus.SUBMITTED, True),
        early[1]: (AttemptStatus.SUBMITTED, True),
        late: (AttemptStatus.OPEN, False),
    }
    ticker.tick(database, clock)
    assert len(statuses(database)) == 3


def test_an_attempt_that_cannot_be_graded_keeps_back_no_other(
    database: Database, clock: FixedClock, cast: Cast
) -> None:
    stage = Stage(database, clock, cast)
    stage.fill_bank()
    quiz = stage.publish(time_limit=timedelta(minutes=20))
    stage.schedule(quiz)
    broken, sound = (stage.start(actor, quiz) for actor in (cast.wang_xiuying, cast.li_jianguo))
    with database.write() as session:
        session.execute(update(Slot).where(Slot.attempt_id == broken).values(marking="no such rule"))

    clock.advance(timedelta(minutes=21))
    ticker.tick(database, clock)

    assert statuses(database) == {
        broken: (AttemptStatus.OPEN, False),
        sound: (AttemptStatus.SUBMITTED, True),
    }

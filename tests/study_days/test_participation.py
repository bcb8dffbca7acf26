"""Who has taken part is counted in the transaction of what they did, once, whatever happens at the same time."""

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from studyhub.accounts.models import Account
from studyhub.organisation.rules import Actor, MemberKind
from studyhub.organisation.service import join
from studyhub.points.queries import total
from studyhub.quizzes.queries import list_due
from studyhub.quizzes.service import submit, submit_if_due
from studyhub.study_days.models import Participation
from tests.day_stage import DayStage


def together(*actions: Callable[[], object]) -> None:
    """Run the actions in threads of their own that begin at the same moment; the first error is raised here."""
    barrier, errors = threading.Barrier(len(actions)), []

    def run(action: Callable[[], object]) -> None:
        barrier.wait()
        try:
            action()
        except Exception as error:  # to be raised where the test sees it
            errors.append(error)

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def newcomers(stage: DayStage, count: int, *branch_ids: int) -> list[Actor]:
    """New members, by turns in the branches given."""
    cast = stage.cast
    branches = {b.id: b for b in (cast.branch_a1, cast.branch_a2, cast.branch_a3, cast.branch_a4)}
    actors = []
    with stage.database.write() as session:
        for number in range(count):
            branch = branches[branch_ids[number % len(branch_ids)]]
            account = Account(
                employee_number=f"3{number:05}",
                name=f"新{number}",
                password_hash="-",
                created_at=stage.clock.now(),
            )
            session.add(account)
            session.flush()
            join(
                session, account.id, branch.id, MemberKind.FULL,
                started_on=date(2026, 1, 1), now=stage.clock.now(),
            )  # fmt: skip
            actors.append(Actor(account.id, account.name, account.employee_number, branch))
    return actors


def test_a_submitted_quiz_is_taking_part(stage: DayStage) -> None:
    day_id, quiz_id = stage.hold_quiz_day()
    cast = stage.cast

    stage.take(cast.wang_xiuying, quiz_id)
    stage.take(cast.liu_yang, quiz_id, lambda number: number <= 4)

    half = 100 * sum(slot.points for slot in stage.attempt(cast.liu_yang, 2).slots if slot.number <= 4) // 20
    assert stage.counts(day_id) == {
        cast.branch_a1.id: (4, 1, 0.25, 100),
        cast.branch_a2.id: (2, 1, 0.5, int(half)),
        cast.branch_a3.id: (1, 0, 0.0, 0),
        cast.branch_a4.id: (1, 0, 0.0, 0),
    }
    assert stage.contradictions() == []


def test_reading_alone_is_not_taking_part_when_there_is_a_quiz(stage: DayStage) -> None:
    unit_id = stage.study_unit()
    day_id, _ = stage.hold_quiz_day(study_unit_id=unit_id)

    stage.read(stage.cast.wang_xiuying, unit_id)

    assert stage.counts(day_id)[stage.cast.branch_a1.id] == (4, 0, 0.0, 0)
    with stage.database.read() as session:
        (row,) = session.scalars(select(Participation)).all()
    assert (row.read_at, row.done_at, row.is_counted) == (stage.clock.now(), None, False)


def test_reading_is_taking_part_when_there_is_no_quiz(stage: DayStage) -> None:
    unit_id, member = stage.study_unit(), stage.cast.wang_xiuying
    stage.read(member, unit_id)  # a day early: what counts is reading on the day
    day_id = stage.hold_day(study_unit_id=unit_id, opens_at=stage.clock.now() + timedelta(hours=1))
    stage.clock.advance(timedelta(hours=1))
    assert stage.counts(day_id)[stage.cast.branch_a1.id] == (4, 0, 0.0, 0)

    for _ in range(3):
        stage.read(member, unit_id)

    assert stage.counts(day_id)[stage.cast.branch_a1.id] == (4, 1, 0.25, 0)
    stage.clock.advance(timedelta(hours=8))
    stage.read(stage.cast.li_jianguo, unit_id)  # after the day has closed
    assert stage.counts(day_id)[stage.cast.branch_a1.id] == (4, 1, 0.25, 0)
    assert stage.contradictions() == []


def test_the_exempt_may_take_part_and_do_not_count(stage: DayStage) -> None:
    day_id, quiz_id = stage.hold_quiz_day()

    stage.take(stage.cast.zhou_defu, quiz_id)

    assert stage.counts(day_id)[stage.cast.branch_a1.id] == (4, 0, 0.0, 0)
    with stage.database.read() as session:
        assert total(session, stage.cast.zhou_defu.member_id) == 35
    assert stage.contradictions() == []


def test_the_server_s_submission_counts_as_well(stage: DayStage) -> None:
    day_id, quiz_id = stage.hold_quiz_day()
    stage.start(stage.cast.wang_xiuying, quiz_id)
    stage.clock.advance(timedelta(hours=1))

    with stage.database.write() as session:
        (attempt_id,) = list_due(session, stage.clock.now())
        assert submit_if_due(session, attempt_id, now=stage.clock.now())

    assert stage.counts(day_id)[stage.cast.branch_a1.id] == (4, 1, 0.25, 0)
    assert stage.contradictions() == []


def test_of_parallel_submissions_none_is_lost_and_none_counted_twice(stage: DayStage) -> None:
    cast = stage.cast
    people = newcomers(stage, 12, cast.branch_a1.id, cast.branch_a2.id)
    day_id, quiz_id = stage.hold_quiz_day()
    attempts = {actor.member_id: stage.start(actor, quiz_id) for actor in people}
    for attempt_id in attempts.values():
        stage.answer_rightly(attempt_id)

    # Everyone submits twice at the same moment.
    together(*[_submission(stage, actor, attempts[actor.member_id]) for actor in people for _ in range(2)])

    counts = stage.counts(day_id)
    assert counts[cast.branch_a1.id] == (10, 6, 0.6, 600)
    assert counts[cast.branch_a2.id] == (8, 6, 0.75, 600)
    with stage.database.read() as session:
        assert [total(session, actor.member_id) for actor in people] == [35] * 12
    assert stage.contradictions() == []


def test_parallel_readers_of_two_days_do_not_block_one_another(stage: DayStage) -> None:
    cast, unit_id = stage.cast, stage.study_unit()
    people = newcomers(stage, 12, cast.branch_a1.id, cast.branch_a2.id)
    days = [stage.hold_day(study_unit_id=unit_id, title=f"第 {number} 个") for number in range(2)]

    together(*[_reading(stage, actor, unit_id) for actor in people for _ in range(2)])

    for day_id in days:
        counts = stage.counts(day_id)
        assert (counts[cast.branch_a1.id][:2], counts[cast.branch_a2.id][:2]) == ((10, 6), (8, 6))
    with stage.database.read() as session:
        assert [total(session, actor.member_id) for actor in people] == [20] * 12
    assert stage.contradictions() == []


@pytest.mark.parametrize("round_number", range(3))
def test_members_who_move_while_others_submit_are_counted_rightly(stage: DayStage, round_number: int) -> None:
    cast = stage.cast
    people = newcomers(stage, 10, cast.branch_a1.id)
    _, quiz_id = stage.hold_quiz_day()
    attempts = {actor.member_id: stage.start(actor, quiz_id) for actor in people}

    together(
        *[_submission(stage, actor, attempts[actor.member_id]) for actor in people],
        *[_move(stage, actor, cast.branch_a2.id) for actor in people[:5]],
    )

    assert stage.contradictions() == []


def _submission(stage: DayStage, actor: Actor, attempt_id: int) -> Callable[[], object]:
    def act() -> None:
        with stage.database.write() as session:
            submit(session, attempt_id, actor.member_id, now=stage.clock.now())

    return act


def _reading(stage: DayStage, actor: Actor, unit_id: int) -> Callable[[], object]:
    return lambda: stage.read(actor, unit_id)


def _move(stage: DayStage, actor: Actor, branch_id: int) -> Callable[[], object]:
    def act() -> None:
        with stage.database.write() as session:
            join(
                session, actor.member_id, branch_id, MemberKind.FULL,
                started_on=date(2026, 11, 20), now=stage.clock.now(),
            )  # fmt: skip

    return act

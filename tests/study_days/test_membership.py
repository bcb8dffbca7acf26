"""Members join, leave, move and become exempt: days that are not closed follow, closed days stay as they were."""

from datetime import date

from studyhub.organisation.rules import Actor, MemberKind
from studyhub.organisation.service import join, leave
from tests.day_stage import WINDOW, DayStage


def move(stage: DayStage, actor: Actor, branch_id: int, *, is_exempt: bool = False) -> None:
    with stage.database.write() as session:
        join(
            session, actor.member_id, branch_id, MemberKind.FULL,
            started_on=date(2026, 11, 20), is_exempt=is_exempt, now=stage.clock.now(),
        )  # fmt: skip


def a1_and_a2(stage: DayStage, day_id: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """(due, done) of the two branches."""
    counts = stage.counts(day_id)
    return counts[stage.cast.branch_a1.id][:2], counts[stage.cast.branch_a2.id][:2]


def test_who_moves_takes_due_and_done_along(stage: DayStage) -> None:
    day_id, quiz_id = stage.hold_quiz_day()
    stage.take(stage.cast.wang_xiuying, quiz_id)
    assert a1_and_a2(stage, day_id) == ((4, 1), (2, 0))

    move(stage, stage.cast.wang_xiuying, stage.cast.branch_a2.id)
    move(stage, stage.cast.li_jianguo, stage.cast.branch_a2.id)

    assert a1_and_a2(stage, day_id) == ((2, 0), (4, 1))
    assert stage.counts(day_id)[stage.cast.branch_a2.id] == (4, 1, 0.25, 100)
    assert stage.contradictions() == []


def test_a_closed_day_stays_as_it_was(stage: DayStage) -> None:
    day_id, quiz_id = stage.hold_quiz_day()
    stage.take(stage.cast.wang_xiuying, quiz_id)
    before = stage.counts(day_id)
    stage.clock.advance(WINDOW)

    move(stage, stage.cast.wang_xiuying, stage.cast.branch_a2.id)
    with stage.database.write() as session:
        leave(session, stage.cast.li_jianguo.member_id, ended_on=date(2026, 11, 21), now=stage.clock.now())

    assert stage.counts(day_id) == before
    assert stage.contradictions() == []


def test_who_becomes_exempt_counts_no_more_and_back(stage: DayStage) -> None:
    day_id, quiz_id = stage.hold_quiz_day()
    stage.take(stage.cast.wang_xiuying, quiz_id)

    move(stage, stage.cast.wang_xiuying, stage.cast.branch_a1.id, is_exempt=True)
    assert a1_and_a2(stage, day_id) == ((3, 0), (2, 0))
    move(stage, stage.cast.wang_xiuying, stage.cast.branch_a1.id)
    assert a1_and_a2(stage, day_id) == ((4, 1), (2, 0))
    assert stage.contradictions() == []


def test_who_leaves_or_goes_to_a_branch_without_the_day_counts_nowhere(stage: DayStage) -> None:
    cast = stage.cast
    day_id, quiz_id = stage.hold_quiz_day(cast.branch_a1.id, cast.branch_a2.id)
    stage.take(cast.wang_xiuying, quiz_id)
    stage.take(cast.liu_yang, quiz_id)
    attempt_id = stage.start(cast.wu_jing, quiz_id)

    move(stage, cast.wang_xiuying, cast.branch_a3.id)
    move(stage, cast.wu_jing, cast.branch_a3.id)
    with stage.database.write() as session:
        leave(session, cast.liu_yang.member_id, ended_on=date(2026, 11, 20), now=stage.clock.now())
    stage.submit(cast.wu_jing, attempt_id)  # her attempt was running; it keeps its points

    assert a1_and_a2(stage, day_id) == ((3, 0), (0, 0))
    assert stage.counts(day_id)[cast.branch_a2.id] == (0, 0, 0.0, 0)
    assert stage.contradictions() == []


def test_a_newcomer_is_due(stage: DayStage) -> None:
    day_id, quiz_id = stage.hold_quiz_day()

    move(stage, stage.cast.organiser_a, stage.cast.branch_a2.id)
    stage.take(Actor(stage.cast.organiser_a.member_id, "赵敏", "100001", stage.cast.branch_a2), quiz_id)

    assert a1_and_a2(stage, day_id) == ((4, 0), (3, 1))
    assert stage.contradictions() == []

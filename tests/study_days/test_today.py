"""What a member sees of today's study day."""

from datetime import timedelta
from decimal import Decimal

from studyhub.organisation.rules import Actor
from studyhub.study_days import queries
from studyhub.study_days.queries import OwnParticipation, TodayView
from studyhub.study_days.rules import ParticipationState
from tests.day_stage import WINDOW, DayStage


def today(stage: DayStage, actor: Actor) -> TodayView | None:
    with stage.database.read() as session:
        return queries.today(session, actor, stage.clock.now())


def test_from_nothing_done_to_done(stage: DayStage) -> None:
    unit_id, member = stage.study_unit(), stage.cast.wang_xiuying
    day_id, quiz_id = stage.hold_quiz_day(study_unit_id=unit_id)

    view = today(stage, member)
    assert view is not None and view.study_unit is not None and view.quiz is not None
    assert (view.id, view.is_open, view.study_unit.percent, view.quiz.id) == (day_id, True, 0, quiz_id)
    assert (view.quiz.state, view.quiz.attempt, view.quiz.item_count) == ("open", None, 8)
    assert view.participation == OwnParticipation(ParticipationState.TODO, None)

    stage.read(member, unit_id, "s1p1")
    view = today(stage, member)
    assert view is not None and view.participation == OwnParticipation(ParticipationState.DOING, None)

    stage.take(member, quiz_id)
    view = today(stage, member)
    assert view is not None and view.quiz is not None and view.quiz.attempt is not None
    assert (view.quiz.attempt.status, view.quiz.attempt.raw) == ("submitted", Decimal(20))
    assert view.participation == OwnParticipation(ParticipationState.DONE, stage.clock.now())
    other = today(stage, stage.cast.li_jianguo)
    assert other is not None and other.participation.state is ParticipationState.TODO


def test_the_open_day_comes_before_the_next_and_nothing_after_the_last(stage: DayStage) -> None:
    unit_id, member, now = stage.study_unit(), stage.cast.wang_xiuying, stage.clock.now()
    hour = timedelta(hours=1)
    afternoon = stage.hold_day(study_unit_id=unit_id, opens_at=now + 5 * hour, closes_at=now + 8 * hour)
    noon = stage.hold_day(study_unit_id=unit_id, opens_at=now + 2 * hour, closes_at=now + 3 * hour)
    stage.hold_day(study_unit_id=unit_id, opens_at=now + 24 * hour)

    def seen() -> tuple[int, bool] | None:
        view = today(stage, member)
        return (view.id, view.is_open) if view else None

    assert seen() == (noon, False)
    stage.clock.advance(2 * hour)
    assert seen() == (noon, True)
    stage.clock.advance(hour)
    assert seen() == (afternoon, False)
    stage.clock.advance(2 * hour)
    assert seen() == (afternoon, True)
    stage.clock.advance(3 * hour)
    assert seen() is None


def test_what_was_read_before_the_day_is_no_beginning(stage: DayStage) -> None:
    unit_id, member = stage.study_unit(), stage.cast.wang_xiuying
    stage.read(member, unit_id)
    stage.clock.advance(timedelta(days=3))
    stage.hold_quiz_day(study_unit_id=unit_id)

    view = today(stage, member)
    assert view is not None and view.study_unit is not None
    assert (view.study_unit.percent, view.participation.state) == (100, ParticipationState.TODO)
    stage.read(member, unit_id, "s1p1")
    view = today(stage, member)
    assert view is not None and view.participation.state is ParticipationState.DOING


def test_people_without_a_branch_have_no_day(stage: DayStage) -> None:
    stage.hold_day(study_unit_id=stage.study_unit())
    assert today(stage, stage.cast.organiser_a) is None
    assert today(stage, stage.cast.he_yong) is None


def test_home_costs_one_statement(stage: DayStage) -> None:
    unit_id = stage.study_unit()
    for number in range(5):
        stage.hold_day(study_unit_id=unit_id, closes_at=stage.clock.now() + WINDOW, title=f"第 {number} 个")

    with stage.counting_statements() as (session, statements):
        queries.today(session, stage.cast.wang_xiuying, stage.clock.now())
        assert len(statements) == 1
        assert len(queries.list_for_member(session, stage.cast.wang_xiuying, stage.clock.now())) == 5
        assert len(statements) == 2

"""An organiser schedules a study day, or calls it off."""

from datetime import timedelta

import pytest

from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.quizzes.queries import list_quizzes_for_member
from studyhub.study_days import queries, service
from tests.day_stage import WINDOW, DayStage


def test_branches_get_the_day_with_its_quiz_and_their_due(stage: DayStage) -> None:
    unit_id, quiz_id = stage.study_unit(), stage.publish()
    cast = stage.cast

    day_id = stage.hold_day(cast.branch_a1.id, cast.branch_a2.id, study_unit_id=unit_id, quiz_id=quiz_id)

    # 周德福 is exempt, 孙立 the secretary is due like anybody.
    assert stage.counts(day_id) == {cast.branch_a1.id: (4, 0, 0.0, 0), cast.branch_a2.id: (2, 0, 0.0, 0)}
    with stage.database.read() as session:
        cards = list_quizzes_for_member(session, cast.wang_xiuying, stage.clock.now())
        assert [card.id for card in cards] == [quiz_id]
        assert queries.today(session, cast.zheng_wei, stage.clock.now()) is None
        (row,) = queries.list_for_organiser(session, cast.organiser_a, stage.clock.now())
        assert (row.id, row.branch_count, row.done, row.due, row.unit) == (day_id, 2, 0, 6, cast.committee_a)
    assert stage.contradictions() == []


def test_every_wrong_field_is_named(stage: DayStage) -> None:
    now, cast = stage.clock.now(), stage.cast
    draft_quiz_day = {
        "study_unit_id": 99,
        "quiz_id": 99,
        "branch_ids": [cast.branch_a1.id, cast.branch_b1.id],
    }

    with stage.database.write() as session, pytest.raises(Invalid) as error:
        service.schedule_study_day(
            session, cast.organiser_a, cast.committee_a.id,
            title=" ", held_on=now.date(), opens_at=now, closes_at=now, now=now, **draft_quiz_day,
        )  # fmt: skip

    assert sorted(error.value.fields) == ["branch_ids", "closes_at", "quiz_id", "study_unit_id", "title"]


@pytest.mark.parametrize("missing", ["everything", "branches", "time"])
def test_a_day_needs_something_to_do_somebody_and_time(stage: DayStage, missing: str) -> None:
    unit_id, now = stage.study_unit(), stage.clock.now()
    field = {"everything": "study_unit_id", "branches": "branch_ids", "time": "closes_at"}[missing]

    with stage.database.write() as session, pytest.raises(Invalid) as error:
        service.schedule_study_day(
            session,
            stage.cast.organiser_a,
            stage.cast.committee_a.id,
            title="学习日",
            held_on=now.date(),
            opens_at=now - WINDOW,
            closes_at=now if missing == "time" else now + WINDOW,
            study_unit_id=None if missing == "everything" else unit_id,
            quiz_id=None,
            branch_ids=[] if missing == "branches" else stage.cast.branches_a,
            now=now,
        )
    assert list(error.value.fields) == [field]


def test_a_quiz_is_scheduled_once(stage: DayStage) -> None:
    _, quiz_id = stage.hold_quiz_day()

    with pytest.raises(Invalid) as error:
        stage.hold_day(quiz_id=quiz_id)
    assert list(error.value.fields) == ["quiz_id"]


def test_others_cannot_schedule_here(stage: DayStage) -> None:
    unit_id, now, cast = stage.study_unit(), stage.clock.now(), stage.cast
    for stranger in (cast.organiser_b, cast.secretary_a1, cast.wang_xiuying):
        with stage.database.write() as session, pytest.raises(NotFound):
            service.schedule_study_day(
                session, stranger, cast.committee_a.id,
                title="学习日", held_on=now.date(), opens_at=now, closes_at=now + WINDOW,
                study_unit_id=unit_id, quiz_id=None, branch_ids=cast.branches_a, now=now,
            )  # fmt: skip


def test_a_day_is_called_off_before_anybody_began(stage: DayStage) -> None:
    day_id, _quiz_id = stage.hold_quiz_day()
    organiser, member, now = stage.cast.organiser_a, stage.cast.wang_xiuying, stage.clock.now()

    with stage.database.write() as session:
        with pytest.raises(NotFound):
            service.cancel(session, stage.cast.organiser_b, day_id, now=now)
        service.cancel(session, organiser, day_id, now=now)
        service.cancel(session, organiser, day_id, now=now)

    with stage.database.read() as session:
        assert queries.today(session, member, now) is None
        assert list(list_quizzes_for_member(session, member, now)) == []
        assert [row.status for row in queries.list_for_organiser(session, organiser, now)] == ["cancelled"]


def test_not_after_somebody_began(stage: DayStage) -> None:
    day_id, quiz_id = stage.hold_quiz_day()
    stage.start(stage.cast.wang_xiuying, quiz_id)

    with stage.database.write() as session, pytest.raises(Conflict):
        service.cancel(session, stage.cast.organiser_a, day_id, now=stage.clock.now() + timedelta(minutes=1))

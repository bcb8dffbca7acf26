"""Those who look after branches watch a study day."""

from datetime import date

import pytest

from studyhub.core.errors import NotFound
from studyhub.organisation.service import leave
from studyhub.study_days import queries
from tests.day_stage import WINDOW, DayStage


@pytest.fixture
def day_id(stage: DayStage) -> int:
    """A day on which 王秀英 is done, 刘洋 reads, 李建国 answers, 周德福 (exempt) is done too."""
    unit_id = stage.study_unit()
    day_id, quiz_id = stage.hold_quiz_day(study_unit_id=unit_id)
    stage.take(stage.cast.wang_xiuying, quiz_id)
    stage.take(stage.cast.zhou_defu, quiz_id)
    stage.read(stage.cast.liu_yang, unit_id, "s1p1")
    stage.start(stage.cast.li_jianguo, quiz_id)
    return day_id


def test_the_organiser_sees_all_branches_and_everyone(stage: DayStage, day_id: int) -> None:
    with stage.counting_statements() as (session, statements):
        view = queries.watch(session, stage.cast.organiser_a, day_id, stage.clock.now())
    assert len(statements) == 5

    assert [(b.name, b.done, b.due, b.rate, b.average) for b in view.branches] == [
        ("第二党支部", 0, 2, 0.0, None),
        ("第三党支部", 0, 1, 0.0, None),
        ("第四党支部", 0, 1, 0.0, None),
        ("第一党支部", 1, 4, 0.25, 100.0),
    ]
    assert (view.done, view.due, view.rate, view.average, view.branch_count) == (1, 8, 0.125, 100.0, 4)
    assert view.members is not None
    assert [(m.name, m.state.value, m.percent, m.is_exempt) for m in view.members] == [
        ("孙立", "todo", None, False),
        ("陈晓红", "todo", None, False),
        ("李建国", "doing", None, False),
        ("王秀英", "done", 100, False),
        ("周德福", "done", 100, True),
        ("吴静", "todo", None, False),
        ("刘洋", "doing", None, False),
        ("郑伟", "todo", None, False),
        ("冯丽", "todo", None, False),
    ]


def test_a_secretary_sees_the_own_branch_only(stage: DayStage, day_id: int) -> None:
    with stage.database.read() as session:
        view = queries.watch(session, stage.cast.secretary_a1, day_id, stage.clock.now())

    assert [(b.name, b.done, b.due) for b in view.branches] == [("第一党支部", 1, 4)]
    assert view.members is not None
    assert {m.unit_name for m in view.members} == {"第一党支部"}


def test_one_branch_can_be_asked_for(stage: DayStage, day_id: int) -> None:
    branch = stage.cast.branch_a2
    with stage.database.read() as session:
        view = queries.watch(
            session, stage.cast.organiser_a, day_id, stage.clock.now(), branch_id=branch.id, member_limit=0
        )
        many = queries.watch(session, stage.cast.organiser_a, day_id, stage.clock.now(), member_limit=7)

    assert view.members is not None and [m.name for m in view.members] == ["吴静", "刘洋"]
    assert len(view.branches) == 4
    assert many.members is None  # eight are due: too many to name at once


def test_strangers_find_nothing(stage: DayStage, day_id: int) -> None:
    with stage.database.read() as session:
        for stranger in (stage.cast.organiser_b, stage.cast.wang_xiuying, stage.cast.he_yong):
            with pytest.raises(NotFound):
                queries.watch(session, stranger, day_id, stage.clock.now())
            assert queries.list_for_organiser(session, stranger, stage.clock.now()) == []


def test_who_has_left_since_stays_on_the_list_of_a_closed_day(stage: DayStage, day_id: int) -> None:
    stage.clock.advance(WINDOW)
    with stage.database.write() as session:
        leave(session, stage.cast.wang_xiuying.member_id, ended_on=date(2026, 11, 21), now=stage.clock.now())

    with stage.database.read() as session:
        view = queries.watch(session, stage.cast.secretary_a1, day_id, stage.clock.now())

    assert view.members is not None
    assert [(m.name, m.unit_name, m.percent) for m in view.members if m.state == "done"] == [
        ("王秀英", "第一党支部", 100),
        ("周德福", "第一党支部", 100),
    ]
    assert (view.done, view.due) == (1, 4)

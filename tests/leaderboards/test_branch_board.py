"""Branches by participation: the share of those due who took part, and nothing else, decides the place."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from studyhub.core.errors import NotFound
from studyhub.leaderboards import queries
from studyhub.leaderboards.queries import BranchBoard, branch_board
from studyhub.organisation.rules import Actor
from studyhub.study_days.models import BranchDay
from tests.day_stage import DayStage


def board(stage: DayStage, actor: Actor, study_day_id: int | None = None, *, limit: int = 20) -> BranchBoard:
    with stage.database.read() as session:
        return branch_board(session, actor, study_day_id, limit=limit, now=stage.clock.now())


def set_counts(stage: DayStage, day_id: int, counts: dict[int, tuple[int, int, int]]) -> None:
    """(due, done, sum of percents) of branches, as if so many had taken part."""
    with stage.database.write() as session:
        for unit_id, (due, done, score_sum) in counts.items():
            session.execute(
                update(BranchDay)
                .where(BranchDay.study_day_id == day_id, BranchDay.unit_id == unit_id)
                .values(due=due, done=done, score_sum=score_sum, rate=done / due)
            )


def test_one_of_thirty_with_full_marks_does_not_beat_twenty_eight(stage: DayStage) -> None:
    cast = stage.cast
    day_id, _ = stage.hold_quiz_day()
    set_counts(
        stage,
        day_id,
        {
            cast.branch_a1.id: (30, 1, 100),
            cast.branch_a2.id: (30, 28, 28 * 95),
            cast.branch_a3.id: (15, 14, 14 * 60),
            cast.branch_a4.id: (10, 10, 10 * 70),
        },
    )

    shown = board(stage, cast.wang_xiuying)

    assert [(s.place, s.name, s.done, s.due, s.average, s.is_mine) for s in shown.standings] == [
        (1, "第四党支部", 10, 10, 70.0, False),
        (2, "第二党支部", 28, 30, 95.0, False),
        (2, "第三党支部", 14, 15, 60.0, False),
        (4, "第一党支部", 1, 30, 100.0, True),
    ]
    assert shown.mine == shown.standings[3]
    assert (shown.total_done, shown.total_due, shown.branch_count) == (53, 85, 4)
    assert shown.study_day is not None and shown.study_day.id == day_id

    tied = board(stage, cast.zheng_wei, limit=1)
    assert [s.name for s in tied.standings] == ["第四党支部"]
    assert tied.mine is not None and (tied.mine.place, tied.mine.name) == (2, "第三党支部")


def test_the_board_follows_what_members_do(stage: DayStage) -> None:
    day_id, quiz_id = stage.hold_quiz_day()
    stage.take(stage.cast.liu_yang, quiz_id)

    shown = board(stage, stage.cast.wang_xiuying, day_id)

    assert [(s.place, s.name, s.rate) for s in shown.standings] == [
        (1, "第二党支部", 0.5),
        (2, "第一党支部", 0.0),
        (2, "第三党支部", 0.0),
        (2, "第四党支部", 0.0),
    ]
    assert shown.mine is not None and (shown.mine.place, shown.mine.average) == (2, None)


def test_the_latest_day_that_has_opened_is_shown(stage: DayStage) -> None:
    unit_id, member = stage.study_unit(), stage.cast.wang_xiuying
    assert board(stage, member) == BranchBoard(None, 0, 0, 0, None, ())
    first = stage.hold_day(study_unit_id=unit_id)
    second = stage.hold_day(study_unit_id=unit_id, opens_at=stage.clock.now() + timedelta(hours=1))

    def shown() -> int | None:
        day = board(stage, member).study_day
        return day.id if day else None

    assert shown() == first
    stage.clock.advance(timedelta(hours=1))
    assert shown() == second
    assert board(stage, member, first).study_day is not None
    assert board(stage, member, first).standings[0].average is None  # there is no quiz


def test_only_days_of_one_s_own_are_shown(stage: DayStage) -> None:
    cast = stage.cast
    day_id = stage.hold_day(cast.branch_a1.id, study_unit_id=stage.study_unit())

    for stranger in (cast.liu_yang, cast.he_yong, cast.organiser_b):
        with pytest.raises(NotFound):
            board(stage, stranger, day_id)
        assert board(stage, stranger).study_day is None
    for insider in (cast.wang_xiuying, cast.organiser_a, cast.administrator):
        assert [s.name for s in board(stage, insider, day_id).standings] == ["第一党支部"]
    assert board(stage, cast.organiser_a, day_id).mine is None


def test_sums_of_a_large_day_are_kept_for_a_moment_and_never_the_first_places(
    stage: DayStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LARGE_DAY", 4)
    cast = stage.cast
    day_id, quiz_id = stage.hold_quiz_day()
    set_counts(stage, day_id, {cast.branch_a2.id: (4, 3, 240), cast.branch_a3.id: (4, 2, 100)})

    def seen(actor: Actor) -> tuple[list[str], int, int, int | None]:
        shown = board(stage, actor, limit=1)
        place = shown.mine.place if shown.mine else None
        return [s.name for s in shown.standings], shown.total_done, shown.branch_count, place

    assert seen(cast.wang_xiuying) == (["第二党支部"], 5, 4, 3)
    stage.take(cast.feng_li, quiz_id)  # all one of the fourth branch
    assert seen(cast.feng_li) == (["第四党支部"], 5, 4, 1)
    assert seen(cast.zheng_wei) == (["第四党支部"], 5, 4, 2)
    stage.clock.advance(timedelta(seconds=5))
    assert seen(cast.zheng_wei) == (["第四党支部"], 6, 4, 3)


def test_a_board_costs_three_statements_and_two_more_for_a_branch_below_the_list(stage: DayStage) -> None:
    _, quiz_id = stage.hold_quiz_day()
    stage.take(stage.cast.liu_yang, quiz_id)
    with stage.counting_statements() as (session, statements):
        branch_board(session, stage.cast.liu_yang, now=stage.clock.now())
        assert len(statements) == 3
        branch_board(session, stage.cast.zheng_wei, now=stage.clock.now(), limit=1)
        assert len(statements) == 8

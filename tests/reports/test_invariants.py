"""The books of a site balance, and every kind of contradiction is found."""

import pytest
from sqlalchemy import text

from tests.day_stage import DayStage

# Each fault is put into the tables behind the services' back; what the check then says of it.
FAULTS = {
    "UPDATE member_standings SET points = points + 1 WHERE member_id = 5": [
        "积分总数与积分记录不符的成员：5。",
        "名次统计人数不符的积分档：46。",
        "名次统计多出的积分档：45。",
    ],
    "DELETE FROM point_entries WHERE member_id = 8": [
        "有积分总数而没有积分记录的成员：8。",
        "已交卷却没有答题积分的答卷：2。",
        "已参加却没有学习日积分的学习日/成员：1/8。",
    ],
    "UPDATE standing_counts SET members = 7 WHERE points = 45": ["名次统计人数不符的积分档：45。"],
    "UPDATE branch_days SET done = 2, rate = 0.5 WHERE unit_id = 4": [
        "参加人数或得分与参加记录不符的学习日/支部：1/4。"
    ],
    "UPDATE branch_days SET score_sum = 1 WHERE unit_id = 5": [
        "参加人数或得分与参加记录不符的学习日/支部：1/5。"
    ],
    "UPDATE branch_days SET due = 9 WHERE unit_id = 5": ["应参加人数与在册党员不符的学习日/支部：1/5。"],
    "UPDATE branch_days SET rate = 0.3 WHERE unit_id = 4": ["参学率不等于人数之比的学习日/支部：1/4。"],
    "UPDATE participations SET done_at = NULL WHERE member_id = 5": ["未参加却被计数的学习日/成员：1/5。"],
    "UPDATE attempts SET raw = 1 WHERE id = 1": ["得分不等于最后一次判分的答卷：1。"],
    "UPDATE slot_scores SET raw = 0 WHERE grading_id = 1 AND number = 3": [
        "判分不等于各题得分之和的答卷：1。"
    ],
    "DELETE FROM slot_scores WHERE grading_id = 1": ["判分不等于各题得分之和的答卷：1。"],
    "UPDATE gradings SET number = 2 WHERE attempt_id = 1": ["已交卷却没有首次判分的答卷：1。"],
    "UPDATE slots SET saved_at = '2026-11-20 05:00:00+00:00' WHERE attempt_id = 1 AND number = 2": [
        "收卷之后还保存了作答的答卷：1。"
    ],
    "UPDATE attempts SET status = 'open' WHERE id = 2": [
        "没有交卷却记为交卷的学习日/成员：1/8。",
        "未交卷却有判分的答卷：2。",
    ],
    "DELETE FROM point_entries WHERE rule = 'reading_completed'": [
        "积分总数与积分记录不符的成员：5。",
        "已读完却没有学习积分的学习单元/成员：1/5。",
    ],
}


@pytest.fixture
def used(stage: DayStage) -> DayStage:
    """王秀英 (5) read and took the quiz, 周德福 (8, exempt) took it; branch A1 is unit 4."""
    unit_id = stage.study_unit()
    _, quiz_id = stage.hold_quiz_day(study_unit_id=unit_id)
    stage.read(stage.cast.wang_xiuying, unit_id)
    stage.take(stage.cast.wang_xiuying, quiz_id)
    stage.take(stage.cast.zhou_defu, quiz_id)
    return stage


def test_a_used_site_balances(used: DayStage) -> None:
    assert used.contradictions() == []


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_found_and_no_other(used: DayStage, fault: str) -> None:
    with used.database.write() as session:
        session.execute(text(fault))
    assert used.contradictions() == FAULTS[fault]


def test_many_of_a_kind_are_told_by_example(used: DayStage) -> None:
    with used.database.write() as session:
        session.execute(text("UPDATE branch_days SET due = 90, rate = CAST(done AS FLOAT) / 90"))
    assert used.contradictions() == ["应参加人数与在册党员不符的学习日/支部：1/4、1/5、1/6 等。"]

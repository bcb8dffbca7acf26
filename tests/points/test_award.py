"""Points are entered once for each thing done, and the totals are the sum of the ledger."""

from decimal import Decimal

import pytest

from studyhub.leaderboards.models import MemberStanding, StandingCount
from studyhub.points.queries import list_entries, points_from, total
from studyhub.points.rules import QUIZ, READING, points_for_quiz
from studyhub.points.service import award
from tests.day_stage import DayStage
from tests.study_days.test_participation import together


@pytest.mark.parametrize(
    ("percent", "points"),
    [(0, 10), (2, 10), (3, 11), (50, 20), (52, 20), (53, 21), (97, 29), (98, 30), (100, 30)],
)
def test_a_quiz_brings_ten_points_and_up_to_twenty_more(percent: int, points: int) -> None:
    assert points_for_quiz(percent) == points


def test_a_day_s_work_in_the_ledger(stage: DayStage) -> None:
    member, unit_id = stage.cast.wang_xiuying, stage.study_unit()
    day_id, quiz_id = stage.hold_quiz_day(study_unit_id=unit_id)
    stage.read(member, unit_id)
    stage.take(member, quiz_id, lambda number: number != 1)

    with stage.database.read() as session:
        entries = list_entries(session, member.member_id)
        assert total(session, member.member_id) == sum(entry.points for entry in entries)
        assert points_from(session, member.member_id, [f"quiz:{quiz_id}", "quiz:99"]) == {
            f"quiz:{quiz_id}": entries[0].points
        }
    lost = stage.attempt(member, 1).slots[0].points
    percent = int(100 * (20 - lost) / Decimal(20))
    assert [(entry.rule_name, entry.points, entry.source, entry.note) for entry in entries] == [
        ("答题", points_for_quiz(percent), f"quiz:{quiz_id}", f"完成《三会一课小测》，得分率 {percent}%"),
        ("统一学习日", 5, f"study_day:{day_id}", "参加“十一月统一学习日”"),
        ("学习", 10, f"study_unit:{unit_id}", "读完《三会一课》"),
    ]


def test_the_same_thing_twice_is_once(stage: DayStage) -> None:
    member_id, now = stage.cast.wang_xiuying.member_id, stage.clock.now()

    with stage.database.write() as session:
        assert award(session, member_id, QUIZ, "quiz:1", 20, "第一次", now=now)
        assert not award(session, member_id, QUIZ, "quiz:1", 25, "第二次", now=now)
        assert award(session, member_id, READING, "quiz:1", 1, "别的规则", now=now)

    with stage.database.read() as session:
        assert total(session, member_id) == 21


def test_nothing_is_not_entered(stage: DayStage) -> None:
    with stage.database.write() as session:
        assert not award(session, 1, QUIZ, "quiz:1", 0, "没有", now=stage.clock.now())
    with stage.database.read() as session:
        assert list_entries(session, 1) == []
        assert session.query(MemberStanding).all() == []


def test_parallel_awards_add_up(stage: DayStage) -> None:
    """Twelve awards to each of three members, every one sent twice, all at once."""
    members = [stage.cast.wang_xiuying, stage.cast.li_jianguo, stage.cast.liu_yang]

    def send(member_id: int, number: int) -> None:
        with stage.database.write() as session:
            award(session, member_id, QUIZ, f"quiz:{number}", number, "题", now=stage.clock.now())

    together(
        *[
            (lambda member_id=actor.member_id, n=number: send(member_id, n))
            for number in range(1, 13)
            for actor in members
            for _ in range(2)
        ]
    )

    with stage.database.read() as session:
        assert [total(session, actor.member_id) for actor in members] == [78, 78, 78]
        assert {row.member_id: row.points for row in session.query(MemberStanding)} == {
            actor.member_id: 78 for actor in members
        }
        assert {row.points: row.members for row in session.query(StandingCount) if row.members} == {78: 3}


def test_a_counter_entry_takes_points_back(stage: DayStage) -> None:
    member_id, now = stage.cast.wang_xiuying.member_id, stage.clock.now()
    with stage.database.write() as session:
        award(session, member_id, QUIZ, "quiz:1", 20, "答题", now=now)
        award(session, member_id, QUIZ, "correction:1", -20, "更正", now=now)

    with stage.database.read() as session:
        assert total(session, member_id) == 0
        assert [row.members for row in session.query(StandingCount)] == [0]

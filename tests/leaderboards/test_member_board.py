"""Members by points: places are shared, one's own is always given."""

from studyhub.leaderboards.queries import MemberBoard, Scope, member_board
from studyhub.organisation.rules import Actor
from studyhub.points.rules import QUIZ
from studyhub.points.service import award
from tests.day_stage import DayStage


def give(stage: DayStage, points: dict[Actor, int], source: str = "quiz:1") -> None:
    with stage.database.write() as session:
        for actor, amount in points.items():
            award(session, actor.member_id, QUIZ, source, amount, "答题", now=stage.clock.now())


def board(stage: DayStage, actor: Actor, scope: Scope = "all", limit: int = 20) -> MemberBoard:
    with stage.database.read() as session:
        return member_board(session, actor, scope, limit=limit)


def test_equal_totals_share_a_place(stage: DayStage) -> None:
    cast = stage.cast
    give(stage, {cast.liu_yang: 30, cast.wang_xiuying: 20, cast.he_yong: 20, cast.li_jianguo: 10})

    shown = board(stage, cast.wang_xiuying)

    assert [(s.place, s.name, s.unit_name, s.points, s.is_me) for s in shown.standings] == [
        (1, "刘洋", "第二党支部", 30, False),
        (2, "何勇", "综合党支部", 20, False),
        (2, "王秀英", "第一党支部", 20, True),
        (4, "李建国", "第一党支部", 10, False),
    ]
    assert shown.ranked_count == 4
    assert shown.mine == shown.standings[2]
    assert board(stage, cast.li_jianguo).mine == board(stage, cast.li_jianguo).standings[3]


def test_the_own_place_is_given_below_the_list_and_nobody_else_s(stage: DayStage) -> None:
    cast = stage.cast
    give(stage, {cast.liu_yang: 30, cast.wu_jing: 20, cast.wang_xiuying: 10, cast.li_jianguo: 10})

    mine = board(stage, cast.li_jianguo, limit=2)
    hers = board(stage, cast.wang_xiuying, limit=2)

    assert [s.name for s in mine.standings] == [s.name for s in hers.standings] == ["刘洋", "吴静"]
    assert mine.mine is not None and hers.mine is not None
    assert (mine.mine.place, mine.mine.name, mine.mine.points) == (3, "李建国", 10)
    assert (hers.mine.place, hers.mine.name, hers.mine.points) == (3, "王秀英", 10)


def test_without_points_there_is_no_place(stage: DayStage) -> None:
    cast = stage.cast
    give(stage, {cast.liu_yang: 30})
    give(stage, {cast.wang_xiuying: 5})
    give(stage, {cast.wang_xiuying: -5}, source="correction:1")

    for actor in (cast.wang_xiuying, cast.li_jianguo):
        shown = board(stage, actor)
        assert (shown.mine, shown.ranked_count, [s.name for s in shown.standings]) == (None, 1, ["刘洋"])
        assert board(stage, actor, scope="branch") == MemberBoard("branch", None, (), 0)


def test_the_own_branch_is_a_board_of_its_own(stage: DayStage) -> None:
    cast = stage.cast
    give(stage, {cast.liu_yang: 30, cast.wang_xiuying: 20, cast.secretary_a1: 25, cast.li_jianguo: 20})

    shown = board(stage, cast.li_jianguo, scope="branch", limit=1)

    assert [(s.place, s.name) for s in shown.standings] == [(1, "孙立")]
    assert shown.mine is not None and (shown.mine.place, shown.mine.points) == (2, 20)
    assert shown.ranked_count == 3
    assert board(stage, cast.organiser_a, scope="branch") == MemberBoard("branch", None, (), 0)


def test_a_board_costs_two_statements(stage: DayStage) -> None:
    give(stage, {stage.cast.liu_yang: 30})
    with stage.counting_statements() as (session, statements):
        member_board(session, stage.cast.liu_yang)
        assert len(statements) == 2
        member_board(session, stage.cast.liu_yang, "branch")
        assert len(statements) == 3

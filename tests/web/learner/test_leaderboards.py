"""Leaderboards, and the points behind them."""

from studyhub.study.service import record_progress
from tests.web.organiser.paper_browser import Desk as PaperBrowser
from tests.web.scene import Scene


def read_all(scene: Scene, *readers) -> None:
    for reader in readers:
        with scene.database.write() as session:
            record_progress(
                session, reader, scene.study_unit_id, "s2p1", seen=["s1p1", "s1p2"], now=scene.clock.now()
            )


def take(scene: Scene, taker) -> None:
    attempt = scene.stage.start(taker, scene.quiz_id)
    scene.stage.answer_rightly(attempt)
    scene.stage.submit(taker, attempt)


def test_equal_points_share_a_place_and_ones_own_is_always_shown(wang: PaperBrowser, scene: Scene) -> None:
    cast = scene.cast
    read_all(scene, cast.wang_xiuying, cast.liu_yang)
    take(scene, cast.li_jianguo)
    wang.open("/leaderboards/members")
    assert wang.texts("ol") == [
        "第1名李建国第一党支部35 分 第2名刘洋第二党支部10 分 第2名王秀英（我）第一党支部10 分"
    ]
    assert wang.texts("section", "mine") == ["我的名次王秀英10 分第 2 名"]
    wang.open("/leaderboards/members?scope=branch")
    assert wang.texts("ol") == ["第1名李建国35 分 第2名王秀英（我）10 分"]


def test_without_points_there_is_a_word_of_what_to_do(wang: PaperBrowser) -> None:
    wang.open("/leaderboards/members")
    assert wang.texts("section", "mine") == ["我的名次还没有积分读完学习单元或交一份测验就能上榜"]


def test_branches_by_participation_with_n_of_n(wang: PaperBrowser, scene: Scene) -> None:
    cast = scene.cast
    take(scene, cast.liu_yang)
    take(scene, cast.wang_xiuying)
    wang.open("/leaderboards/branches")
    assert wang.texts("dd") == ["28.6%", "2 / 7 人", "3 个"]
    assert wang.texts("li", "me") == ["第2名第一党支部已参加者平均得分率 100%25% 1/4 人"]
    assert wang.texts("section", "mine") == ["我的支部第一党支部还有 3 人没有参加第 2 名"]


def test_points_say_what_they_were_given_for(wang: PaperBrowser, scene: Scene) -> None:
    read_all(scene, scene.cast.wang_xiuying)
    take(scene, scene.cast.wang_xiuying)
    wang.open("/points")
    assert sorted(wang.texts("span", "end")) == ["+10", "+30", "+5"]
    assert wang.texts("span", "fig") == ["45"]

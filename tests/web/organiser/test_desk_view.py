"""The first page of the desk."""

from tests.day_stage import DayStage
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene


def test_an_organiser_sees_how_today_goes_branch_by_branch(scene: Scene, desk: Desk) -> None:
    attempt = scene.stage.start(scene.cast.wang_xiuying, scene.quiz_id)
    scene.stage.submit(scene.cast.wang_xiuying, attempt)
    desk.open("/organiser/")
    assert desk.texts("dd")[:3] == ["1/7 人", "14.3%", "6 人"]
    assert sorted(desk.texts("span", "number")) == ["0/1", "0/2", "1/4"]


def test_an_organiser_is_led_through_four_steps(desk: Desk) -> None:
    assert desk.open("/organiser/").texts("span", "name") == ["学习单元", "题目", "测验", "统一学习日"]


def test_a_secretary_sees_the_own_branch_only_and_no_steps(scene: Scene) -> None:
    desk = Desk(scene.browser_of(scene.cast.secretary_a1)).open("/organiser/")
    assert desk.texts("span", "number") == ["0/4"]
    assert desk.texts("span", "name") == []
    assert [place for place in desk.texts("a") if place in {"题库", "统一学习日", "组织与成员"}] == [
        "统一学习日"
    ]


def test_a_second_day_of_today_stays_in_sight(scene: Scene, desk: Desk) -> None:
    stage = DayStage(scene.database, scene.clock, scene.cast)
    stage.hold_day(title="补学日", study_unit_id=scene.study_unit_id)
    desk.open("/organiser/")
    assert desk.texts("h2")[0].startswith("补学日")
    assert any("11月统一学习日" in line and "进行中" in line for line in desk.texts("li"))


def test_what_waits_is_named(scene: Scene, desk: Desk) -> None:
    scene.stage.publish("十二月测验")
    assert "测验“十二月测验”已发布，还没有安排时间去安排" in desk.open("/organiser/").texts("li")


def test_a_member_has_no_desk(scene: Scene) -> None:
    assert Desk(scene.browser_of(scene.cast.wang_xiuying)).open("/organiser/").status == 403


def test_the_neighbour_sees_nothing_of_it(neighbour: Desk) -> None:
    assert "今天没有进行中的统一学习日。" in neighbour.open("/organiser/").texts("p")

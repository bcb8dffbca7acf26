"""The first page says what is left to do today."""

from datetime import timedelta

from tests.web.organiser.paper_browser import Desk as PaperBrowser
from tests.web.scene import Scene


def test_nothing_done_yet_offers_the_reading(wang: PaperBrowser, scene: Scene) -> None:
    wang.open("/")
    assert wang.texts("h1") == ["11月20日 星期五"]
    assert wang.texts("h2", "")[:1] == ["11月统一学习日"]
    assert wang.texts("li") == [
        "阅读材料三会一课怎么开，约 1 分钟 未读",
        "线上测验8 题，20 分，限时 20 分钟 未答",
    ]
    assert wang.texts("a", "big") == ["开始阅读"]


def test_a_running_quiz_comes_before_everything(wang: PaperBrowser, scene: Scene) -> None:
    scene.stage.start(scene.cast.wang_xiuying, scene.quiz_id)
    assert wang.open("/").texts("a", "big") == ["继续答题"]


def test_after_the_quiz_the_reading_is_still_offered(wang: PaperBrowser, scene: Scene) -> None:
    cast, stage = scene.cast, scene.stage
    attempt = stage.start(cast.wang_xiuying, scene.quiz_id)
    stage.answer_rightly(attempt)
    stage.submit(cast.wang_xiuying, attempt)
    wang.open("/")
    assert wang.texts("span", "doneline") == ["已参加"]
    assert wang.texts("li")[1] == "线上测验8 题，20 分，限时 20 分钟 20 分"
    assert wang.texts("a", "big") == ["开始阅读"]
    assert wang.texts("span", "fig") == ["35 分", "1 / 4 人"]


def test_when_the_day_is_over_it_stands_among_the_recent_ones(wang: PaperBrowser, scene: Scene) -> None:
    scene.clock.advance(timedelta(hours=9))
    wang.open("/")
    assert wang.texts("p")[1] == "今天没有安排统一学习日。"
    assert wang.texts("li") == ["2011月 11月统一学习日三会一课怎么开 · 8 题 未参加"]


def test_a_branch_without_a_day_has_nothing_to_do(browse, scene: Scene) -> None:
    feng = browse(scene.cast.feng_li).open("/")
    assert "今天没有安排统一学习日。" in feng.texts("p")


def test_who_belongs_to_no_branch_goes_on_to_the_desk(browse, scene: Scene) -> None:
    assert browse(scene.cast.organiser_a).open("/").path == "/organiser/"


def test_the_bar_leads_only_where_one_may_go(wang: PaperBrowser, browse, scene: Scene) -> None:
    assert wang.open("/me").texts("nav") == ["今日 学习 测验 排行 我的"]
    assert browse(scene.cast.organiser_a).open("/me").texts("nav") == ["工作台 我的"]

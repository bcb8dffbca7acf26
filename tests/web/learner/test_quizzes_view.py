"""The rules of a quiz, and its start."""

from datetime import timedelta

from tests.web.organiser.paper_browser import Desk as PaperBrowser
from tests.web.scene import Scene


def test_the_rules_are_told_before_the_clock_runs(wang: PaperBrowser, scene: Scene) -> None:
    wang.open(f"/quizzes/{scene.quiz_id}")
    assert wang.texts("dd") == [
        "8 题", "20 分", "20 分钟", "12 分（60%）", "4 题，9 分", "4 题，11 分", "1 次", "交卷后即可查看",
    ]  # fmt: skip
    assert wang.texts("button", "big") == ["开始答题"]


def test_starting_leads_into_the_player_and_twice_into_the_same(wang: PaperBrowser, scene: Scene) -> None:
    wang.open(f"/quizzes/{scene.quiz_id}").send(f"/quizzes/{scene.quiz_id}/attempts")
    first = wang.path
    assert first.startswith("/attempts/")
    wang.open(f"/quizzes/{scene.quiz_id}")
    assert wang.texts("a", "big") == ["继续答题（09:20 截止）"]
    wang.open("/me").send(f"/quizzes/{scene.quiz_id}/attempts")
    assert wang.path == first


def test_the_player_page_holds_nothing_of_the_paper(wang: PaperBrowser, scene: Scene) -> None:
    attempt = scene.stage.start(scene.cast.wang_xiuying, scene.quiz_id)
    wang.open(f"/attempts/{attempt}")
    assert [
        slot.stem
        for slot in scene.stage.attempt(scene.cast.wang_xiuying, attempt).slots
        if slot.stem in wang.html
    ] == []


def test_a_start_needs_a_form_of_this_site(wang: PaperBrowser, scene: Scene) -> None:
    answer = wang.client.post(f"/quizzes/{scene.quiz_id}/attempts")
    assert answer.status_code == 302
    assert wang.open(f"/quizzes/{scene.quiz_id}").texts("button", "big") == ["开始答题"]


def test_after_the_window_nobody_can_start(wang: PaperBrowser, scene: Scene) -> None:
    wang.open(f"/quizzes/{scene.quiz_id}")
    scene.clock.advance(timedelta(hours=8))
    wang.send(f"/quizzes/{scene.quiz_id}/attempts")
    assert wang.path == f"/quizzes/{scene.quiz_id}"
    assert wang.texts("span", "big") == ["测验已截止，您没有参加"]


def test_a_time_limit_cut_short_by_the_window_is_said(wang: PaperBrowser, scene: Scene) -> None:
    scene.clock.advance(timedelta(hours=7, minutes=50))
    wang.open(f"/quizzes/{scene.quiz_id}")
    assert (
        "到时系统按已保存的答案自动交卷；测验在 11月20日 17:00 截止，现在开始答题时间会相应缩短。"
        in wang.texts("li")
    )


def test_the_list_says_where_each_quiz_stands(wang: PaperBrowser, scene: Scene) -> None:
    line = "三会一课小测 8 题 · 20 分 · 20 分钟 11月20日 17:00 截止"
    assert wang.open("/quizzes").texts("li") == [f"{line} 可以答题"]
    attempt = scene.stage.start(scene.cast.wang_xiuying, scene.quiz_id)
    assert wang.open("/quizzes").texts("li") == [f"{line} 答题中"]
    scene.stage.submit(scene.cast.wang_xiuying, attempt)
    assert wang.open("/quizzes").texts("li") == [f"{line} 0 分"]

"""The result of an attempt."""

from datetime import timedelta

from studyhub.quizzes.rules import ReviewRule
from tests.web.organiser.paper_browser import Desk as PaperBrowser
from tests.web.scene import Scene

KEYS = ("应选 ", "不属于“三会”", "每月一次。", "十八大在2012年召开", "最早的是 ", "正确答案")


def take(scene: Scene, quiz_id: int) -> int:
    attempt = scene.stage.start(scene.cast.wang_xiuying, quiz_id)
    scene.stage.answer_rightly(attempt, lambda number: number % 2 == 0)
    scene.stage.submit(scene.cast.wang_xiuying, attempt)
    return attempt


def test_right_answers_explanations_and_the_way_to_the_paragraph(wang: PaperBrowser, scene: Scene) -> None:
    attempt = take(scene, scene.quiz_id)
    wang.open(f"/attempts/{attempt}/result")
    raw = scene.stage.result(scene.cast.wang_xiuying, attempt).raw
    assert wang.texts("text", "big") == [f"{raw.normalize():f}"]
    assert wang.texts("span", "out") == ["未答", "答对"] * 4
    assert len(wang.texts("div", "why")) == 8
    way = f"/study-units/{scene.study_unit_id}?attempt={attempt}&amp;question=1#s1p"
    assert way in wang.html
    assert wang.texts("a", "more") == ["本次积分 +20", *["这道题有误？"] * 8]


def test_before_the_review_opens_not_a_word_of_the_keys(wang: PaperBrowser, scene: Scene) -> None:
    quiz_id = scene.stage.publish("到时再看", review_rule=ReviewRule.AFTER_CLOSE)
    scene.stage.schedule(quiz_id)
    attempt = take(scene, quiz_id)
    wang.open(f"/attempts/{attempt}/result")
    assert [word for word in KEYS if word in wang.html] == []
    assert wang.texts("p", "note") == ["答案与解析在 11月20日 17:00 之后公布，到时再来看。"]
    scene.clock.advance(timedelta(hours=8, seconds=6))
    assert len(wang.open(f"/attempts/{attempt}/result").texts("div", "why")) == 8


def test_a_running_attempt_has_no_result_yet(wang: PaperBrowser, scene: Scene) -> None:
    attempt = scene.stage.start(scene.cast.wang_xiuying, scene.quiz_id)
    assert wang.open(f"/attempts/{attempt}/result").path == f"/attempts/{attempt}"


def test_an_attempt_left_open_is_submitted_by_the_server(wang: PaperBrowser, scene: Scene) -> None:
    attempt = scene.stage.start(scene.cast.wang_xiuying, scene.quiz_id)
    scene.stage.answer_rightly(attempt)
    scene.clock.advance(timedelta(minutes=21))
    wang.open(f"/attempts/{attempt}")
    assert wang.path == f"/attempts/{attempt}/result"
    assert wang.texts("text", "big") == ["20"]
    assert wang.texts("p", "caption") == ["三会一课小测11月20日 09:20 到时自动交卷，按已保存的答案计分"]


def test_somebody_elses_attempt_looks_like_none(browse, scene: Scene) -> None:
    attempt = take(scene, scene.quiz_id)
    li = browse(scene.cast.li_jianguo)
    for path in (f"/attempts/{attempt}", f"/attempts/{attempt}/result"):
        assert li.open(path).status == 404

"""Marking open responses: nameless on the page, and the member sees the outcome."""

from datetime import timedelta
from decimal import Decimal

from question_bank import Blueprint, Cell, Item, ItemType, Section
from studyhub.quizzes import service
from studyhub.quizzes.rules.drafting import QuizDraft
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene

ESSAY = Item(
    "essay-1", ItemType.EXTENDED_TEXT, "谈谈怎样开好党小组会。", explanation="要点：议题、发言、记录。"
)


def written(scene: Scene) -> tuple[int, int]:
    """王秀英 has handed in an answer to an open question; gives the ids of quiz and attempt."""
    organiser, now = scene.cast.organiser_a, scene.clock.now()
    blueprint = Blueprint(
        (Section("简答题", (Cell(1, Decimal(10), types=frozenset({ItemType.EXTENDED_TEXT})),)),)
    )
    scene.stage.fill_bank([ESSAY])
    with scene.database.write() as session:
        unit = scene.cast.committee_a.id
        draft = QuizDraft("党小组会小测", blueprint, timedelta(minutes=20))
        quiz_id = service.create_quiz(session, organiser, unit, draft, now=now)
        service.publish(session, organiser, quiz_id, now=now)
    scene.stage.schedule(quiz_id)
    attempt = scene.stage.start(scene.cast.wang_xiuying, quiz_id)
    scene.stage.save(attempt, 1, ["先定议题，\n再逐个发言。"], 1)
    scene.stage.submit(scene.cast.wang_xiuying, attempt)
    return quiz_id, attempt


def test_an_answer_waits_and_is_marked(scene: Scene, desk: Desk, neighbour: Desk) -> None:
    quiz_id, attempt = written(scene)
    wang = Desk(scene.browser_of(scene.cast.wang_xiuying)).open(f"/attempts/{attempt}/result")
    assert wang.texts("span", "out") == ["待阅卷"]
    assert wang.texts("p", "note") == ["有 1 题待阅卷，阅完后成绩和积分会更新。"]

    assert "有 1 份简答待阅" in desk.open("/organiser/").html
    assert "阅卷（1）" in desk.open(f"/organiser/quizzes/{quiz_id}").html
    path = f"/organiser/quizzes/{quiz_id}/marking"
    desk.open(path)
    assert "先定议题" in desk.html
    assert "王秀英" not in desk.html
    assert neighbour.open(path).status == 404
    assert neighbour.send(f"{path}/{attempt}/1", raw="5").status == 404
    for wrong in ("", "很好", "10.5", "-1", "1e999"):
        desk.send(f"{path}/{attempt}/1", raw=wrong, comment="写得好")
        assert desk.said == ["没有保存：得分应在 0 到 10 之间，最多两位小数。"], wrong
        assert f'value="{wrong}"' in desk.html and 'value="写得好"' in desk.html
    desk.send(f"{path}/{attempt}/1", raw="8.5", comment="要点齐全。")
    assert desk.said == ["已保存得分，成绩和积分随之更新。"]
    assert desk.texts("a")[-2:] == ["待阅 0", "已阅 1"]

    wang.open(f"/attempts/{attempt}/result")
    assert (wang.texts("text", "big"), wang.texts("span", "out")) == (["8.5"], ["部分对"])
    assert "评语要点齐全。" in wang.texts("div", "why")

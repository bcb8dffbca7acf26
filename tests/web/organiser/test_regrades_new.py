"""From a member's report to a corrected key: the organiser's way through the pages."""

from sqlalchemy import select

from studyhub.items.models import ItemVersion
from studyhub.quizzes.models import Slot
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene


def item_and_attempts(scene: Scene) -> tuple[int, dict[str, int]]:
    """The judgement drawn by 王秀英, who took it for true, which is its key; 李建国 took his for false."""
    attempts = {}
    for actor, values in ((scene.cast.wang_xiuying, ["true"]), (scene.cast.li_jianguo, ["false"])):
        attempt = scene.stage.start(actor, scene.quiz_id)
        scene.stage.answer_rightly(attempt)
        scene.stage.save(attempt, 5, values, 9)
        scene.stage.submit(actor, attempt)
        attempts[actor.name] = attempt
    with scene.database.read() as session:
        item_id = session.scalars(
            select(ItemVersion.item_id)
            .join(Slot, Slot.item_version_id == ItemVersion.id)
            .where(Slot.attempt_id == attempts["李建国"], Slot.number == 5)
        ).one()
    return item_id, attempts


def test_a_wrong_question_is_made_void_and_those_concerned_are_told(scene: Scene, desk: Desk) -> None:
    item_id, attempts = item_and_attempts(scene)
    path = f"/organiser/quizzes/{scene.quiz_id}/items/{item_id}/regrade?kind=void"
    desk.open(path)
    assert desk.rows(0) == [["李建国", "第一党支部", "19", "20", "+1"]]
    desk.send(path, reason="", version="")
    assert desk.errors == ["请写明更正的原因。"]
    desk.send(path, reason="两种说法都对。", version="")
    assert desk.said[0] == "已更正，1 人的成绩随之改变，积分已补记，本人会在成绩页看到。"
    assert desk.path == f"/organiser/quizzes/{scene.quiz_id}/analysis"
    assert "已作废，全员得分" in desk.html

    li = Desk(scene.browser_of(scene.cast.li_jianguo)).open(f"/attempts/{attempts['李建国']}/result")
    assert li.texts("text", "big") == ["20"]
    assert li.texts("p", "note") == [
        "11月20日 09:00 有题目的答案已更正，成绩由 19 分改为 20 分。",
        "本题已作废，全员得分：两种说法都对。",
    ]
    assert li.texts("a", "more")[0] == "本次积分 +30"
    assert "答案更正后，得分率由 95% 变为 100%" in li.open("/points").html


def test_a_key_that_is_the_same_is_led_to_the_bank_first(scene: Scene, desk: Desk) -> None:
    item_id, _attempts = item_and_attempts(scene)
    desk.open(f"/organiser/quizzes/{scene.quiz_id}/items/{item_id}/regrade")
    assert desk.said[0].startswith("题库里这道题的答案和判分时用的一样。")
    assert f"/organiser/items/{item_id}/edit" in desk.html
    assert desk.texts("textarea") == []


def test_a_key_corrected_in_the_bank_is_shown_beside_the_old_one(scene: Scene, desk: Desk) -> None:
    item_id, _attempts = item_and_attempts(scene)
    edit = f"/organiser/items/{item_id}/edit?quiz={scene.quiz_id}"
    assert f'href="{edit}"' in desk.open(f"/organiser/quizzes/{scene.quiz_id}/items/{item_id}/regrade").html
    desk.open(edit)
    version = desk.html.split('name="version"')[1].split('value="')[1].split('"')[0]
    stem = desk.html.split('name="stem"')[1].split(">")[1].split("<")[0].strip()
    desk.send(edit, stem=stem, truth="false", difficulty="3", points="1", version=version, action="save")
    assert desk.path == f"/organiser/quizzes/{scene.quiz_id}/items/{item_id}/regrade"
    assert desk.texts("li", "is-key") == ["答案：正确", "答案：错误"]
    assert ["李建国", "第一党支部", "19", "20", "+1"] in desk.rows(0)
    assert "题库中的答案已改" in desk.open(f"/organiser/quizzes/{scene.quiz_id}/analysis").html


def test_the_neighbour_does_not_find_it(scene: Scene, neighbour: Desk) -> None:
    item_id, _attempts = item_and_attempts(scene)
    path = f"/organiser/quizzes/{scene.quiz_id}/items/{item_id}/regrade"
    assert neighbour.open(path).status == 404
    assert neighbour.send(path, reason="试试").status == 404

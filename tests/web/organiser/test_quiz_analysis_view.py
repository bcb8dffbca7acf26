"""The analysis of a quiz: said in words, and nothing said where a few people are all there is."""

from io import BytesIO

from openpyxl import load_workbook

from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene


def test_before_anybody_has_submitted_there_is_nothing_to_analyse(scene: Scene, desk: Desk) -> None:
    desk.open(f"/organiser/quizzes/{scene.quiz_id}/analysis")
    assert desk.texts("p", "empty") == ["还没有人交卷，交卷后这里会显示每道题的情况。"]
    assert "题目分析" not in desk.open(f"/organiser/quizzes/{scene.quiz_id}").html


def test_of_two_people_only_numbers_are_given(scene: Scene, desk: Desk, neighbour: Desk) -> None:
    for actor, is_right in ((scene.cast.wang_xiuying, True), (scene.cast.liu_yang, False)):
        attempt = scene.stage.start(actor, scene.quiz_id)
        if is_right:
            scene.stage.answer_rightly(attempt)
        scene.stage.submit(actor, attempt)
    path = f"/organiser/quizzes/{scene.quiz_id}/analysis"
    assert path in desk.open(f"/organiser/quizzes/{scene.quiz_id}").html
    desk.open(path)
    assert desk.said == ["只有 2 份答卷，偶然性很大：少于 10 份时不给出判断，只列人数。"]
    assert desk.texts("dd")[:4] == ["2 份", "10.0/20", "暂无", "暂无"]
    assert set(desk.texts("span", "tag")) <= {"单选题", "多选题", "判断题", "填空题", "连线题", "排序题"}
    assert "style=" not in desk.html
    workbook = load_workbook(BytesIO(desk.client.get(path + ".xlsx").data))
    assert workbook.sheetnames == ["概况", "题目", "选项"]
    assert {row[4].value for row in workbook["题目"].iter_rows(min_row=2)} == {None}
    assert [neighbour.open(path + ending).status for ending in ("", ".xlsx")] == [404, 404]

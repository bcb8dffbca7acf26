"""The organiser's list of study units, and looking for words in it."""

from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene


def test_words_of_the_text_find_a_unit_and_lead_to_the_paragraph(scene: Scene, desk: Desk) -> None:
    assert [row[0] for row in desk.open("/organiser/study-units/?text=小组 每月").rows()] == [
        "三会一课怎么开 党 小组 会一般 每月 召开一次。"
    ]
    assert f'href="/organiser/study-units/{scene.study_unit_id}#s1p2"' in desk.html
    assert "没有符合条件的学习单元。" in desk.open("/organiser/study-units/?text=小组&status=draft").html
    assert "没有符合条件的学习单元。" in desk.open("/organiser/study-units/?text=十九大").html

"""Reports of wrong items: from the result page to the desk, and the answer back."""

import re

from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene

TEXT = "B 也对，见原文第二段。"


def test_a_report_goes_to_the_desk_and_the_answer_comes_back(
    scene: Scene, desk: Desk, neighbour: Desk
) -> None:
    attempt = scene.stage.start(scene.cast.wang_xiuying, scene.quiz_id)
    scene.stage.submit(scene.cast.wang_xiuying, attempt)
    wang = Desk(scene.browser_of(scene.cast.wang_xiuying))
    path = f"/attempts/{attempt}/slots/1/report"
    assert path in wang.open(f"/attempts/{attempt}/result").html
    wang.open(path)
    wang.send(path, text="")
    assert wang.texts("p", "wrong") == ["请写明这道题哪里不对。"]
    wang.send(path, text=TEXT)
    assert wang.path == f"/attempts/{attempt}/result"
    assert f"您反馈过：{TEXT}等待答复" in wang.texts("p", "sm")
    wang.open(path)
    wang.send(path, text="再说一遍")
    assert "您已经反馈过了" in wang.html

    assert "成员反馈了 1 处题目问题" in desk.open("/organiser/").html
    desk.open("/organiser/item-reports")
    assert desk.texts("h2")[0] == f"“{TEXT}”"
    report_path = desk.html.split('action="/organiser/item-reports/')[1].split('"')[0]
    item_path = re.findall(r'href="(/organiser/items/\d+)"', desk.html)[0]
    assert TEXT in Desk(desk.client).open(item_path).html
    assert neighbour.open("/organiser/item-reports").texts("h2") == []
    assert neighbour.send(f"/organiser/item-reports/{report_path}", answer="不是我的").status == 404
    desk.send(f"/organiser/item-reports/{report_path}", answer="谢谢，已改正。")
    assert desk.said == ["已答复，反馈的成员会在成绩页看到。"]
    assert "成员反馈了" not in desk.open("/organiser/").html
    assert "组织者答复：谢谢，已改正。" in wang.open(f"/attempts/{attempt}/result").html


def test_nobody_reports_on_the_paper_of_another(scene: Scene) -> None:
    attempt = scene.stage.start(scene.cast.wang_xiuying, scene.quiz_id)
    li = Desk(scene.browser_of(scene.cast.li_jianguo))
    path = f"/attempts/{attempt}/slots/1/report"
    assert li.open(path).status == 404
    li.open("/me")
    assert li.send(path, text="不对").status == 404

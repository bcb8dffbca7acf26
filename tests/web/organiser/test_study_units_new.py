"""From pasted text to a published unit."""

from studyhub.study.queries import get_for_editing
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene

PASTED = """机关党建工作要点

一、总体要求

全年工作围绕中心、建设队伍、服务群众。

二、重点任务

（一）抓好理论学习

每月安排一次集中学习。
"""


def test_pasted_text_becomes_a_draft_in_two_steps_and_is_published(scene: Scene, desk: Desk) -> None:
    unit_id = scene.cast.committee_a.id
    desk.send("/organiser/study-units/new", text=PASTED, step="paste", unit_id=unit_id, action="recognise")
    assert "3 节 2 段" in desk.texts("span", "tag")
    assert 'value="机关党建工作要点"' in desk.html

    outline = "# 总体要求\n\n全年工作围绕中心、建设队伍、服务群众。\n\n# 学习\n\n每月安排一次集中学习。"
    desk.send(
        "/organiser/study-units/new", title="机关党建工作要点", text=outline, step="outline", unit_id=unit_id,
        summary="一年的安排", sources__0__title="工作要点", sources__0__publisher="市直机关工委", action="save",
    )  # fmt: skip
    assert desk.said == ["草稿已保存。看一遍预览，没有问题就可以发布。"]
    assert desk.texts("h2")[:2] == ["总体要求", "学习"]

    desk.send(desk.path + "/publish")
    assert desk.said == ["“机关党建工作要点”已发布，范围内的成员现在就能读到。"]
    member = scene.browser_of(scene.cast.wang_xiuying)
    assert "机关党建工作要点" in member.get("/study-units").text


def test_a_unit_without_title_or_text_is_not_saved(scene: Scene, desk: Desk) -> None:
    desk.send(
        "/organiser/study-units/new", title="", text="", step="outline", unit_id=scene.cast.committee_a.id,
        action="save",
    )  # fmt: skip
    assert desk.errors == ["请填写标题。", "请把学习材料的文字粘贴到这里。"]


def test_a_row_of_sources_can_be_added_and_removed_without_saving(scene: Scene, desk: Desk) -> None:
    form = {
        "title": "要点", "text": "# 一\n\n一段。", "step": "outline", "unit_id": scene.cast.committee_a.id,
        "sources__0__title": "甲", "sources__1__title": "乙",
    }  # fmt: skip
    desk.send("/organiser/study-units/new", **form, action="add-source")
    assert desk.html.count('class="source-row"') == 3
    desk.send("/organiser/study-units/new", **form, action="remove-source-0")
    assert desk.html.count('class="source-row"') == 1
    assert 'value="乙"' in desk.html


def test_an_edit_that_changes_words_keeps_the_place(scene: Scene, desk: Desk) -> None:
    path = f"/organiser/study-units/{scene.study_unit_id}/edit"
    text = "# 一、三会\n\n支部委员会负责召集支部党员大会。\n\n党小组会一般每月召开一次。\n\n# 二、一课\n\n党课应当按期进行。"
    desk.send(
        path,
        title="三会一课怎么开",
        text=text,
        step="outline",
        unit_id=scene.cast.committee_a.id,
        action="save",
    )
    assert desk.said == ["修改已保存。成员现在看到的就是新内容。"]
    with scene.database.read() as session:
        unit = get_for_editing(session, scene.cast.organiser_a, scene.study_unit_id)
    assert [(p.anchor, p.text) for section in unit.sections for p in section.paragraphs] == [
        ("s1p1", "支部委员会负责召集支部党员大会。"),
        ("s1p2", "党小组会一般每月召开一次。"),
        ("s2p1", "党课应当按期进行。"),
    ]


def test_a_published_paragraph_cannot_be_lost(scene: Scene, desk: Desk) -> None:
    path = f"/organiser/study-units/{scene.study_unit_id}/edit"
    desk.send(
        path, title="三会一课怎么开", text="# 一、三会\n\n支部委员会召集支部党员大会。", step="outline",
        unit_id=scene.cast.committee_a.id, action="save",
    )  # fmt: skip
    assert desk.path == path
    assert "已发布的段落不能删除" in desk.texts("div", "note")[0]


def test_an_archived_unit_is_gone_for_members_and_can_come_back(scene: Scene, desk: Desk) -> None:
    path = f"/organiser/study-units/{scene.study_unit_id}"
    desk.send(path + "/archive")
    member = scene.browser_of(scene.cast.wang_xiuying)
    assert member.get(f"/study-units/{scene.study_unit_id}").status_code == 404
    desk.send(path + "/publish")
    assert member.get(f"/study-units/{scene.study_unit_id}").status_code == 200


def test_a_foreign_unit_looks_like_a_missing_one(scene: Scene, neighbour: Desk) -> None:
    foreign = neighbour.open(f"/organiser/study-units/{scene.study_unit_id}")
    status, text = foreign.status, foreign.texts("main")
    missing = neighbour.open("/organiser/study-units/999999")
    assert (missing.status, missing.texts("main")) == (status, text) == (404, text)
    assert neighbour.send(f"/organiser/study-units/{scene.study_unit_id}/archive").status == 404

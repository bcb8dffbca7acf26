"""From pasted text to a published unit, by two people."""

import pytest

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
TEXT = "# 一、三会\n\n支部委员会负责召集支部党员大会。\n\n党小组会一般每月召开一次。\n\n# 二、一课\n\n党课应当按期进行。"


def paste(desk: Desk, scene: Scene, text: str = PASTED) -> Desk:
    return desk.send("/organiser/study-units/new", text=text, unit_id=scene.cast.committee_a.id)


def test_pasted_text_becomes_a_draft_that_another_signs(
    scene: Scene, desk: Desk, administrator: Desk
) -> None:
    paste(desk, scene)
    assert desk.said == ["草稿已保存。先处理下面可疑的地方，再看一遍正文，就可以送审。"]
    unit = desk.path.removesuffix("/flags")
    assert desk.open(unit).texts("h2")[:2] == ["一、总体要求", "二、重点任务"]

    desk.send(unit + "/review")
    assert desk.said == ["已送审。另一位组织者或管理员审定后，成员就能读到。"]
    assert "审定并发布" not in desk.texts("button")
    desk.send(unit + "/signature")
    assert desk.said == ["自己写的不能自己审定，请另一位组织者或管理员审定。"]
    member = scene.browser_of(scene.cast.wang_xiuying)
    assert "机关党建工作要点" not in member.get("/study-units").text

    assert "学习单元“机关党建工作要点”等您审定" in administrator.open("/organiser/").texts("span")
    administrator.send(unit + "/signature")
    assert administrator.said == ["“机关党建工作要点”已审定并发布，范围内的成员现在就能读到。"]
    assert "机关党建工作要点" in member.get("/study-units").text


def test_a_draft_waits_for_its_time(scene: Scene, desk: Desk, administrator: Desk) -> None:
    unit = paste(desk, scene).path.removesuffix("/flags")
    desk.send(unit + "/review", publish_on="2026-12-01", publish_time="08:30")
    administrator.send(unit + "/signature")
    assert administrator.said == ["“机关党建工作要点”已审定，将于 12月1日 08:30 自动发布。"]
    desk.send(unit + "/give-back")
    assert desk.said == ["已退回为草稿，改好后可以再送审。"]


def test_a_wrong_time_is_refused_with_a_sentence(scene: Scene, desk: Desk) -> None:
    unit = paste(desk, scene).path.removesuffix("/flags")
    desk.send(unit + "/review", publish_on="明天")
    assert desk.said == ["发布时间或更正说明填得不对，请改正后再送审。"]
    with scene.database.read() as session:
        assert get_for_editing(session, scene.cast.organiser_a, int(unit.split("/")[-1])).status == "draft"


@pytest.mark.parametrize("text", ["", "   \n"])
def test_nothing_pasted_is_not_saved(scene: Scene, desk: Desk, text: str) -> None:
    paste(desk, scene, text)
    assert desk.errors == ["请把学习材料的文字粘贴到这里。"]


def test_points_questions_and_sources_are_written_and_read(
    scene: Scene, desk: Desk, administrator: Desk
) -> None:
    path = f"/organiser/study-units/{scene.study_unit_id}"
    form = {
        "title": "三会一课怎么开", "text": TEXT, "key_points": "四件事\n各有召集人", "questions": "谁召集？",
        "sources__0__title": "甲", "sources__1__title": "乙",
    }  # fmt: skip
    desk.send(path + "/edit", **form, action="add-source")
    assert desk.html.count('class="source-row"') == 3
    desk.send(path + "/edit", **form, action="remove-source-0")
    assert desk.html.count('class="source-row"') == 1
    assert 'value="乙"' in desk.html

    desk.send(path + "/edit", **form, action="save")
    desk.send(path + "/review", note="补上召集人")
    administrator.send(path + "/signature")
    page = scene.browser_of(scene.cast.wang_xiuying).get(f"/study-units/{scene.study_unit_id}").text
    for words in ("学习要点", "各有召集人", "想一想", "谁召集？", "更正于", "补上召集人"):
        assert words in page


def test_key_sentences_are_ticked_and_shown_marked(scene: Scene, desk: Desk, administrator: Desk) -> None:
    path = f"/organiser/study-units/{scene.study_unit_id}"
    desk.open(path + "/sentences")
    assert desk.texts("span")[-3:] == [
        "支部委员会召集支部党员大会。",
        "党小组会一般每月召开一次。",
        "党课应当按期进行。",
    ]
    desk.send(path + "/sentences", sentence="s1p2:0")
    assert desk.said == ["已标出 1 个重点句。"]
    assert desk.texts("strong", "key") == ["党小组会一般每月召开一次。"]
    desk.send(path + "/review")
    administrator.send(path + "/signature")
    page = scene.browser_of(scene.cast.wang_xiuying).get(f"/study-units/{scene.study_unit_id}").text
    assert '<strong class="key">党小组会一般每月召开一次。</strong>' in page
    assert "更正于" not in page


def test_an_edit_that_changes_words_keeps_the_place_and_waits(scene: Scene, desk: Desk) -> None:
    path = f"/organiser/study-units/{scene.study_unit_id}/edit"
    desk.send(path, title="三会一课怎么开", text=TEXT, action="save")
    assert desk.said == ["修改已保存。审定发布之前，成员看到的仍是原来的内容。"]
    with scene.database.read() as session:
        unit = get_for_editing(session, scene.cast.organiser_a, scene.study_unit_id)
    assert [(p.anchor, p.text) for section in unit.sections for p in section.paragraphs] == [
        ("s1p1", "支部委员会负责召集支部党员大会。"),
        ("s1p2", "党小组会一般每月召开一次。"),
        ("s2p1", "党课应当按期进行。"),
    ]
    page = scene.browser_of(scene.cast.wang_xiuying).get(f"/study-units/{scene.study_unit_id}").text
    assert "支部委员会召集支部党员大会。" in page and "负责召集" not in page


def test_a_published_paragraph_cannot_be_lost(scene: Scene, desk: Desk) -> None:
    path = f"/organiser/study-units/{scene.study_unit_id}/edit"
    desk.send(path, title="三会一课怎么开", text="# 一、三会\n\n支部委员会召集支部党员大会。", action="save")
    assert desk.path == path
    assert "已发布的段落不能删除" in desk.texts("div", "note")[0]


def test_a_change_is_thrown_away(scene: Scene, desk: Desk) -> None:
    path = f"/organiser/study-units/{scene.study_unit_id}"
    desk.send(path + "/edit", title="改了标题", text=TEXT, action="save")
    desk.send(path + "/discard")
    assert desk.said == ["没有发布的修改已放弃，现在的内容就是成员读到的。"]
    assert desk.texts("h1") == ["三会一课怎么开 已发布"]
    unit = paste(desk, scene).path.removesuffix("/flags")
    desk.send(unit + "/discard")
    assert (desk.said, desk.open(unit).status) == (["草稿已删除。"], 404)


def test_an_archived_unit_is_gone_for_members_and_can_come_back(scene: Scene, desk: Desk) -> None:
    path = f"/organiser/study-units/{scene.study_unit_id}"
    desk.send(path + "/archive")
    member = scene.browser_of(scene.cast.wang_xiuying)
    assert member.get(f"/study-units/{scene.study_unit_id}").status_code == 404
    desk.send(path + "/restore")
    assert member.get(f"/study-units/{scene.study_unit_id}").status_code == 200


def test_who_read_the_old_words_finds_what_changed(scene: Scene, desk: Desk, administrator: Desk) -> None:
    path, member = f"/study-units/{scene.study_unit_id}", scene.browser_of(scene.cast.wang_xiuying)
    assert (
        member.put(f"/api/v1/units/{scene.study_unit_id}/progress", json={"paragraph": "s1p1"}).status_code
        == 200
    )
    desk.send(f"/organiser{path}/edit", title="三会一课怎么开", text=TEXT, action="save")
    desk.send(f"/organiser{path}/review", note="召集人写得不清楚")
    administrator.send(f"/organiser{path}/signature")

    assert "您读过的内容有更正" in member.get("/").text
    page = member.get(path + "/corrections").text
    assert "召集人写得不清楚" in page and "<ins>" in page and "我知道了" in page
    reader = Desk(member).open(path + "/corrections").send(path + "/corrections")
    assert reader.path == path
    assert "您读过的内容有更正" not in member.get("/").text
    assert desk.open(f"/organiser{path}/versions").texts("h2") == ["第 2 版", "第 1 版"]


def test_a_foreign_unit_looks_like_a_missing_one(scene: Scene, neighbour: Desk) -> None:
    foreign = neighbour.open(f"/organiser/study-units/{scene.study_unit_id}")
    status, text = foreign.status, foreign.texts("main")
    missing = neighbour.open("/organiser/study-units/999999")
    assert (missing.status, missing.texts("main")) == (status, text) == (404, text)
    assert neighbour.send(f"/organiser/study-units/{scene.study_unit_id}/archive").status == 404

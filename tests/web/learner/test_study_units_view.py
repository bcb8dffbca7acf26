"""Reading a study unit."""

import re
from datetime import timedelta

from studyhub.study.service import record_progress
from tests.web.organiser.paper_browser import Desk as PaperBrowser
from tests.web.scene import PARAGRAPHS, Scene


def read_to(scene: Scene, anchor: str) -> None:
    with scene.database.write() as session:
        anchors = ["s1p1", "s1p2", "s2p1"]
        record_progress(
            session, scene.cast.wang_xiuying, scene.study_unit_id, anchor,
            seen=anchors[: anchors.index(anchor)], now=scene.clock.now(),
        )  # fmt: skip


def test_every_paragraph_can_be_jumped_to(wang: PaperBrowser, scene: Scene) -> None:
    wang.open(f"/study-units/{scene.study_unit_id}")
    found = re.findall(r'<p id="([^"]+)"[^>]*><span class="words">([^<]+)</span></p>', wang.html)
    assert [text for _, text in found] == list(PARAGRAPHS)
    assert [anchor for anchor, _ in found] == ["s1p1", "s1p2", "s2p1"]


def test_the_remembered_place_is_offered(wang: PaperBrowser, scene: Scene) -> None:
    read_to(scene, "s1p2")
    wang.open(f"/study-units/{scene.study_unit_id}")
    assert wang.texts("b") == ["上次读到", "去答题", "写心得体会", "我的笔记"]
    assert 'data-jump="s1p2"' in wang.html
    assert "一、三会：“党小组会一般每月召开一次。”" in wang.texts("p")


def test_the_end_leads_on_to_the_quiz_of_the_day(wang: PaperBrowser, scene: Scene) -> None:
    read_to(scene, "s2p1")
    wang.open(f"/study-units/{scene.study_unit_id}")
    assert wang.texts("a", "pri") == ["已读完，去答题"]
    scene.clock.advance(timedelta(hours=9))
    wang.open(f"/study-units/{scene.study_unit_id}")
    assert wang.texts("a", "pri") == ["已读完，回到今日"]


def test_back_leads_to_where_one_came_from(wang: PaperBrowser, scene: Scene) -> None:
    here = f"/study-units/{scene.study_unit_id}"
    ways = {
        here: ("/study-units", "返回学习列表"),
        f"{here}?programme=3": ("/programmes/3", "返回学习计划"),
        f"{here}?attempt=7&question=2": ("/attempts/7/result#question-2", "返回成绩"),
    }
    for path, (address, words) in ways.items():
        assert f'<a class="ibtn" href="{address}" aria-label="{words}">' in wang.open(path).html


def test_a_unit_of_another_committee_looks_like_none(browse, scene: Scene) -> None:
    he = browse(scene.cast.he_yong)
    foreign, missing = he.open(f"/study-units/{scene.study_unit_id}").html, he.open("/study-units/999").html
    assert he.status == 404
    assert foreign == missing


def test_the_list_shows_how_far_one_is(wang: PaperBrowser, scene: Scene) -> None:
    read_to(scene, "s1p1")
    assert wang.open("/study-units").texts("li") == ["三会一课怎么开 36 字 · 约 1 分钟 · 已读 33%"]
    read_to(scene, "s2p1")
    assert wang.open("/study-units").texts("li") == ["三会一课怎么开 36 字 · 约 1 分钟 · 已读完"]


def test_words_lead_to_their_paragraph(wang: PaperBrowser, scene: Scene) -> None:
    wang.open("/study-units?text=每月 会议")
    assert wang.texts("p")[-1] == "没有找到同时含有这些词的学习单元。换个说法，或少写一个词再试。"
    wang.open("/study-units?text=小组 每月")
    assert wang.texts("mark") == ["小组", "每月"]
    assert f'href="/study-units/{scene.study_unit_id}#s1p2"' in wang.html
    assert 'value="小组 每月"' in wang.html


def test_what_is_looked_for_is_text_and_not_markup(wang: PaperBrowser) -> None:
    assert "<script>alert" not in wang.open("/study-units?text=<script>alert(1)</script>").html

"""Questions from a unit's own text: taken, edited, put away, taken back; and which paragraphs are tested."""

import re

import pytest
from markupsafe import escape

from studyhub.items.models import ItemStatus
from studyhub.items.queries import ItemFilter, get_item, items_for_export
from studyhub.study.queries import get_for_editing
from studyhub.study.rules import ParagraphDraft, SectionDraft
from studyhub.study.service import create_study_unit
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene

FIRST = "党员领导干部要坚决做到“两个维护”，<b>始终</b>同党中央保持高度一致。"
SECOND = "机关党员要带头增强“四个意识”，在大是大非面前站稳立场、分清方向。"
PLAIN = "大家都说好。"


@pytest.fixture
def unit_id(scene: Scene) -> int:
    """A draft of 赵敏's with two paragraphs that questions can be drafted from, and one that gives none."""
    with scene.database.write() as session:
        return create_study_unit(
            session, scene.cast.organiser_a, scene.cast.committee_a.id, title="机关学习手册",
            sections=[
                SectionDraft("一、方向", (ParagraphDraft(FIRST), ParagraphDraft(PLAIN))),
                SectionDraft("二、意识", (ParagraphDraft(SECOND),)),
            ],
            now=scene.clock.now(),
        ).id  # fmt: skip


def page_of(unit_id: int) -> str:
    return f"/organiser/study-units/{unit_id}/drafts"


def codes(desk: Desk) -> list[str]:
    """The drafts that wait for a decision on the page that is open."""
    return re.findall(r'name="draft" value="([^"]+)"', desk.html)


def accepted(scene: Scene, unit_id: int) -> list[tuple[str, str, str]]:
    with scene.database.read() as session:
        slug = get_for_editing(session, scene.cast.organiser_a, unit_id).slug
        found = items_for_export(session, scene.cast.organiser_a, ItemFilter(study_unit_slug=slug))
    return [(item.id, item.source.paragraph, item.source.quote) for item in found if item.source]


def test_the_page_shows_each_question_beside_its_paragraph(desk: Desk, unit_id: int) -> None:
    desk.open(page_of(unit_id))
    assert len(codes(desk)) == 2
    assert desk.texts("h2", "drafts-heading") == ["一、方向", "二、意识"]
    assert [text.replace("\u2060", " ") for text in desk.texts("mark")] == ["两个维护 1", "四个意识 2"]
    assert PLAIN not in desk.html and "<b>" not in desk.html
    assert desk.texts("div", "stem")[0] == FIRST.replace("两个维护", "____")
    assert "两个维护 ✓正确答案" in " ".join(desk.texts("li", "is-key"))


def test_what_is_ticked_becomes_drafts_of_the_bank(desk: Desk, scene: Scene, unit_id: int) -> None:
    desk.open(page_of(unit_id))
    both = codes(desk)
    desk.send(page_of(unit_id), action="accept", draft=both)
    assert desk.said == ["2 道题已收入题库，都是草稿：送审并由另一位同志审定后才会被抽到。"]
    assert codes(desk) == []
    assert accepted(scene, unit_id) == sorted(zip(both, ["s1p1", "s2p1"], [FIRST, SECOND], strict=True))
    desk.send(page_of(unit_id), action="accept", draft=both)  # a second tap
    assert len(accepted(scene, unit_id)) == 2
    assert desk.texts("span", "tag").count("草稿") == 2


def test_a_question_to_be_changed_opens_in_the_editor_as_a_draft(
    desk: Desk, scene: Scene, unit_id: int
) -> None:
    desk.open(page_of(unit_id))
    code = codes(desk)[0]
    desk.send(page_of(unit_id), action=f"edit {code}")
    assert desk.path.startswith("/organiser/items/") and desk.path.endswith("/edit")
    assert str(escape(FIRST.replace("两个维护", "____"))) in desk.html
    item_id = int(desk.path.split("/")[3])
    with scene.database.read() as session:
        detail = get_item(session, scene.cast.organiser_a, item_id)
    assert (detail.item.id, detail.status) == (code, ItemStatus.DRAFT)


def test_what_is_not_wanted_stays_away_until_it_is_taken_back(desk: Desk, scene: Scene, unit_id: int) -> None:
    desk.open(page_of(unit_id))
    one, other = codes(desk)
    desk.send(page_of(unit_id), action=f"discard {one}", **{f"at-{one}": "s1p1"})
    assert codes(desk) == [other]
    assert codes(desk.open(page_of(unit_id))) == [other]
    desk.send(page_of(unit_id), action=f"restore {one}")
    assert codes(desk) == [one, other]
    assert accepted(scene, unit_id) == []


def test_nothing_ticked_and_questions_that_are_gone_are_said(desk: Desk, scene: Scene, unit_id: int) -> None:
    assert desk.send(page_of(unit_id), action="accept").said == ["请先勾选题目。"]
    for action in ("accept draft-gone", "edit draft-gone", "discard draft-gone", "restore draft-gone"):
        assert desk.send(page_of(unit_id), action=action).said[0].startswith("这道题已经不在了")
    desk.send(page_of(unit_id), action="nonsense", draft=codes(desk.open(page_of(unit_id))))
    assert accepted(scene, unit_id) == []


def test_a_unit_without_such_sentences_says_what_to_do(desk: Desk, scene: Scene) -> None:
    with scene.database.write() as session:
        empty = create_study_unit(
            session, scene.cast.organiser_a, scene.cast.committee_a.id, title="空",
            sections=[SectionDraft("", (ParagraphDraft(PLAIN),))], now=scene.clock.now(),
        ).id  # fmt: skip
    assert "正文里没有找到适合出题的句子" in desk.open(page_of(empty)).html


def test_a_neighbour_neither_sees_nor_decides(
    neighbour: Desk, desk: Desk, scene: Scene, unit_id: int
) -> None:
    code = codes(desk.open(page_of(unit_id)))[0]
    assert neighbour.open(page_of(unit_id)).status == 404
    assert "两个维护" not in neighbour.html
    assert neighbour.send(page_of(unit_id), action=f"accept {code}").status == 404
    assert accepted(scene, unit_id) == []


def test_long_units_come_in_pages(desk: Desk, scene: Scene) -> None:
    texts = [
        f"{place}的党员每年参加集中学习和培训不少于32学时，由支部记录在册。"
        for place in "甲乙丙丁戊己庚辛壬癸子丑"
    ]
    with scene.database.write() as session:
        unit_id = create_study_unit(
            session, scene.cast.organiser_a, scene.cast.committee_a.id, title="长文",
            sections=[SectionDraft("", tuple(ParagraphDraft(text) for text in texts))], now=scene.clock.now(),
        ).id  # fmt: skip
    first = codes(desk.open(page_of(unit_id)))
    second = codes(desk.open(page_of(unit_id) + "?page=2"))
    assert first and second and not {*first} & {*second}
    assert codes(desk.open(page_of(unit_id) + "?page=99")) == second
    desk.send(page_of(unit_id) + "?page=2", action=f"discard {second[0]}")
    assert codes(desk) == second[1:]


def test_a_heading_within_a_section_heads_what_follows(desk: Desk, scene: Scene) -> None:
    points = "一是带头学在前面。二是带头讲好党课。三是带头答完试题。"
    with scene.database.write() as session:
        unit_id = create_study_unit(
            session, scene.cast.organiser_a, scene.cast.committee_a.id, title="手册",
            sections=[SectionDraft("一、干部", (ParagraphDraft("（一）书记做表率", kind="heading"), ParagraphDraft(points)))],
            now=scene.clock.now(),
        ).id  # fmt: skip
    desk.open(page_of(unit_id))
    assert desk.texts("div", "stem") == ["关于“书记做表率”，《手册》提出了哪几点？"]

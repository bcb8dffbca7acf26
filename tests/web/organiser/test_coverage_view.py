"""The page that says which paragraphs of a unit are tested."""

import pytest

from question_bank import Item, ItemType, Source
from studyhub.items.models import ItemStatus
from studyhub.items.service import create_item
from studyhub.study.rules import ParagraphDraft, SectionDraft
from studyhub.study.service import create_study_unit
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene


@pytest.fixture
def unit_id(scene: Scene) -> int:
    """A unit with a paragraph that an item in review tests, and one that nothing tests."""
    a, committee, now = scene.cast.organiser_a, scene.cast.committee_a.id, scene.clock.now()
    with scene.database.write() as session:
        unit = create_study_unit(
            session, a, committee, title="手册", slug="handbook", now=now,
            sections=[SectionDraft("一、<i>", (ParagraphDraft("第一段说<b>党课</b>。"), ParagraphDraft("第二段。")))],
        )  # fmt: skip
        item = Item(
            "",
            ItemType.TRUE_FALSE,
            "第一段说的是党课<u>吗？",
            key=("true",),
            source=Source("handbook", "s1p1", ""),
        )
        create_item(session, a, committee, item, now=now, status=ItemStatus.IN_REVIEW)
    return unit.id


def test_each_paragraph_shows_what_tests_it(desk: Desk, unit_id: int) -> None:
    desk.open(f"/organiser/study-units/{unit_id}/coverage")
    assert desk.texts("p", "clamp") == ["第一段说<b>党课</b>。", "第二段。"]
    assert desk.texts("span", "tag") == [
        "没有可用的题目",
        "待审",
        "没有可用的题目",
    ]  # in review tests nothing yet
    assert desk.texts("dd")[0] == "0/2，0%"
    assert "<u>" not in desk.html and "<b>" not in desk.html


def test_only_what_nobody_tests_is_listed_when_asked(desk: Desk, administrator: Desk, unit_id: int) -> None:
    items = administrator.open("/organiser/items/?study_unit=handbook").html
    item_id = items.split('name="item_id" value="')[1].split('"')[0]
    administrator.send("/organiser/items/status", item_id=item_id, status="ready")
    desk.open(f"/organiser/study-units/{unit_id}/coverage?show=untested")
    assert desk.texts("p", "clamp") == ["第二段。"]
    assert "考到 1/2 段" in desk.open(f"/organiser/study-units/{unit_id}").html


def test_a_quiz_shows_what_it_can_draw(desk: Desk, scene: Scene) -> None:
    page = f"/organiser/study-units/{scene.study_unit_id}/coverage"
    desk.open(f"{page}?quiz={scene.quiz_id}")
    assert {*desk.texts("span", "tag")} >= {"抽不到"}  # the tests' bank names other paragraphs
    assert desk.texts("a", "") and "三会一课小测" in desk.texts("nav", "tabs")[0]
    assert "三会一课小测" not in desk.open(f"{page}?quiz=999").texts("nav", "tabs")[0]


def test_a_neighbour_sees_nothing_of_it(neighbour: Desk, unit_id: int) -> None:
    assert neighbour.open(f"/organiser/study-units/{unit_id}/coverage").status == 404
    assert "党课" not in neighbour.html

"""Many items are put in order at the desk: ticked ones, or all that the listing finds."""

import pytest

from studyhub.items.queries import ItemFilter, list_items
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene

PATH = "/organiser/items/filing"


def count(scene: Scene, **narrowed: str) -> int:
    with scene.database.read() as session:
        return list_items(session, scene.cast.organiser_a, ItemFilter(**narrowed)).total  # type: ignore[arg-type]


def test_a_tag_is_given_to_all_that_the_listing_finds(scene: Scene, desk: Desk) -> None:
    desk.open("/organiser/items/?type=ordering")
    assert "整理筛选出的 3 道" in desk.texts("a")
    desk.open(f"{PATH}?type=ordering")
    assert desk.texts("p", "lead") == ["筛选出的 3 道题"] and "给 3 道题加上" in desk.texts("button")
    desk.send(f"{PATH}?type=ordering", action="add-tag", value="时间线", expected="3")
    assert desk.said == ["3 道题加上了标签“时间线”。"]
    assert (desk.path, len(desk.rows()), count(scene, tag="时间线")) == ("/organiser/items/", 3, 3)
    desk.send(PATH, action="add-tag", value="时间线", expected="21")
    assert desk.said == ["18 道题加上了标签“时间线”，另外 3 道本来就是这样。"]
    desk.send(f"{PATH}?type=ordering", action="remove-tag", value="时间线", expected="3")
    assert (desk.said, count(scene, tag="时间线")) == (["3 道题去掉了标签“时间线”。"], 18)


def test_ticked_items_are_named_counted_and_moved(scene: Scene, desk: Desk) -> None:
    ticked = [str(n) for n in (1, 2, 3)]
    desk.send(f"{PATH}?tag=三会一课", item_id=ticked)
    assert desk.texts("p", "lead") == ["您勾选的 3 道题"] and count(scene, category="党务") == 0
    assert desk.html.count('name="item_id" value="2"') == 4  # in the form of each action
    desk.send(f"{PATH}?tag=三会一课", item_id=ticked, action="move", value="/党务/会议/", expected="3")
    assert desk.said == ["3 道题移到了“党务/会议”。"] and count(scene, category="党务/会议") == 3
    desk.send(PATH, item_id=ticked, action="retire", expected="3")
    assert desk.said == ["3 道题已停用。"]


def test_what_was_typed_stays_beside_the_sentence(desk: Desk) -> None:
    desk.send(f"{PATH}?type=ordering", action="add-tag", value="两 个", expected="3")
    assert desk.errors == ["一次写一个标签，中间不能有空格、逗号、顿号或分号。"]
    assert 'value="两 个"' in desk.html and desk.path == PATH


@pytest.mark.parametrize("action", ["add-tag", "move", "retire"])
def test_another_number_than_was_seen_is_shown_before_anything_is_done(
    scene: Scene, desk: Desk, action: str
) -> None:
    desk.send(f"{PATH}?type=ordering", action=action, value="时间线", expected="2")
    assert "现在符合条件的是 3 道题" in desk.html
    assert ('value="时间线"' in desk.html) is (action != "retire")
    assert (count(scene, tag="时间线"), count(scene, category="时间线"), count(scene, status="retired")) == (
        0,
        0,
        0,
    )


@pytest.mark.parametrize("fields", [{}, {"action": "burn", "expected": "21"}, {"action": "add-tag"}])
def test_nothing_asked_nothing_done(scene: Scene, desk: Desk, fields: dict[str, str]) -> None:
    desk.send(PATH, **fields)
    assert (desk.status, desk.path, count(scene)) == (200, PATH, 21)


def test_the_neighbour_cannot_touch_these_items(scene: Scene, neighbour: Desk) -> None:
    neighbour.send(PATH, item_id=["1"], action="retire", expected="0")
    assert neighbour.status == 404
    neighbour.send(PATH, item_id=["1"], action="add-tag", value="别人的", expected="0")
    assert neighbour.status == 404
    assert "第1次" not in neighbour.send(PATH, item_id=["1"]).html
    assert (count(scene, tag="别人的"), count(scene, status="retired")) == (0, 0)

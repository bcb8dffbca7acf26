"""题库体检 at the desk: findings with both sides, lists that lead into the bank, and one button that settles a pair."""

from dataclasses import replace
from datetime import timedelta

from studyhub.core.clock import local_date
from studyhub.items.service import create_item, edit_item
from tests.quizzes.bank import bank
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene

PATH = "/organiser/items/check-up"


def add_opposite(scene: Scene) -> int:
    item = replace(bank()[7], id="opposite", key=("false",))
    with scene.database.write() as session:
        return create_item(
            session, scene.cast.organiser_a, scene.cast.committee_a.id, item, now=scene.clock.now()
        )


def test_a_contradiction_stands_side_by_side_and_is_settled_by_one_button(scene: Scene, desk: Desk) -> None:
    item_id = add_opposite(scene)
    desk.open(PATH)
    assert "答案矛盾 1" in desk.texts("a") and "重复 0" in desk.texts("a")
    assert desk.texts("p", "answer") == ["答案：正确", "答案：错误"]
    desk.send(
        "/organiser/items/status", item_id=str(item_id), status="retired", show="contradictions",
        **{"from": "check-up"},
    )  # fmt: skip
    assert (desk.path, desk.said) == (PATH, ["1 道题已设为“停用”。"])
    assert "答案矛盾 0" in desk.texts("a") and "没有互相矛盾的题。" in desk.texts("p")


def test_the_lists_say_how_many_and_lead_to_them(scene: Scene, desk: Desk) -> None:
    """Of the six items from the unit's paragraphs, one quotes words that stand there; one has run out today."""
    expired = replace(bank()[6], valid_until=local_date(scene.clock.now()) - timedelta(days=1))
    with scene.database.write() as session:
        edit_item(session, scene.cast.organiser_a, 7, expired, now=scene.clock.now())
    links = desk.open(PATH).texts("a")
    assert {"已失效 1 道", "出处已变 5 道", "可用但没有人审定过 20 道"} <= set(links)
    assert not any(link.startswith(("待审超过", "还没有生效", "60 天内")) for link in links)
    assert [row[1] for row in desk.open("/organiser/items/?attention=expired").rows()] == [bank()[6].stem]
    changed = desk.open("/organiser/items/?attention=source").rows()
    assert [row[5] for row in changed] == ["可用 出处已变"] * 5


def test_advice_is_counted_by_kind_and_turned_page_by_page(scene: Scene, desk: Desk) -> None:
    with scene.database.write() as session:
        for number in range(21):
            item = replace(bank()[7], id=f"bare-{number}", stem=f"第 {number} 问？", explanation="")
            create_item(
                session, scene.cast.organiser_a, scene.cast.committee_a.id, item, now=scene.clock.now()
            )
    desk.open(f"{PATH}?show=advice&code=missing_explanation")
    assert "没有解析（21）" in desk.texts("option")
    assert sum("没有解析，答错的人学不到东西" in text for text in desk.texts("li")) == 20
    desk.open(f"{PATH}?show=advice&code=missing_explanation&page=9")
    assert sum("没有解析，答错的人学不到东西" in text for text in desk.texts("li")) == 1


def test_a_bank_without_items_is_in_order(neighbour: Desk) -> None:
    neighbour.open(PATH)
    assert neighbour.texts("p", "lead") == ["看了 0 道在用的题，停用的不算"]
    assert "没有互相矛盾的题。" in neighbour.texts("p") and "三会" not in neighbour.html


def test_words_that_are_no_kind_of_finding_do_no_harm(desk: Desk) -> None:
    for query in ("show=x", "show=advice&code=x", "page=0", "page=x", "show=duplicates&page=-1"):
        assert desk.open(f"{PATH}?{query}").status == 200

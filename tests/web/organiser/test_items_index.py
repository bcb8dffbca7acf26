"""The listing of the bank: filters, pages, status, copies taken out."""

from io import BytesIO

from question_bank import read_items
from studyhub.items.models import ItemStatus
from studyhub.items.queries import ItemFilter, list_items
from tests.quizzes.bank import bank
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene


def stems(desk: Desk) -> list[str]:
    return [row[1] for row in desk.rows()]


def test_the_bank_is_narrowed_by_type_unit_tag_and_words(desk: Desk) -> None:
    assert len(stems(desk.open("/organiser/items/"))) == 21
    assert stems(desk.open("/organiser/items/?type=ordering")) == [
        f"（{n}）按时间先后排序。" for n in (3, 2, 1)
    ]
    assert len(stems(desk.open("/organiser/items/?study_unit=sanhui-yike"))) == 6
    assert len(stems(desk.open("/organiser/items/?tag=三会一课"))) == 9
    assert stems(desk.open("/organiser/items/?text=第2次")) == ["第2次支部党员大会一般由谁召集？"]
    assert "没有符合条件的题目。" in desk.open("/organiser/items/?text=没有的词").texts("p")


def test_ticked_items_are_retired_and_the_listing_stays(scene: Scene, desk: Desk) -> None:
    with scene.database.read() as session:
        ids = [row.id for row in list_items(session, scene.cast.organiser_a, ItemFilter(text="排序")).rows]
    desk.send("/organiser/items/status?type=ordering", item_id=ids[:2], status="retired")
    assert desk.said == ["2 道题已设为“停用”。"]
    assert (desk.path, len(stems(desk))) == ("/organiser/items/", 3)
    with scene.database.read() as session:
        retired = list_items(session, scene.cast.organiser_a, ItemFilter(status=ItemStatus.RETIRED))
    assert retired.total == 2


def test_a_second_person_signs_what_the_desk_says_is_waiting(
    scene: Scene, desk: Desk, administrator: Desk
) -> None:
    desk.send(
        "/organiser/items/new?type=true_false", stem="新题对吗？", truth="true", difficulty="2", points="1",
        action="save",
    )  # fmt: skip
    page, item_id = desk.path, desk.path.rsplit("/", 1)[1]
    assert "送审" in desk.texts("button") and "审定为可用" not in desk.texts("button")
    desk.send("/organiser/items/status", item_id=item_id, status="ready", **{"from": "view"})
    assert desk.said == ["1 道题是您自己写的，已送审，请另一位同志审定。"]
    assert "1 道题等您审定" not in desk.open("/organiser/").texts("span")

    assert "1 道题等您审定" in administrator.open("/organiser/").texts("span")
    administrator.open("/organiser/items/?status=in_review")
    assert stems(administrator) == ["新题对吗？ 答案：正确"]
    administrator.send("/organiser/items/status", item_id=item_id, status="ready", **{"from": "view"})
    assert administrator.said == ["1 道题已设为“可用”。"]
    assert desk.open(page).texts("dd")[-2].startswith(scene.cast.administrator.name)


def test_nothing_ticked_is_told(desk: Desk) -> None:
    assert desk.send("/organiser/items/status", status="ready").said == ["请先勾选题目。"]


def test_the_neighbour_neither_sees_nor_changes_these_items(scene: Scene, neighbour: Desk) -> None:
    assert "题库还是空的" in neighbour.open("/organiser/items/").html
    assert neighbour.open("/organiser/items/1").status == neighbour.open("/organiser/items/999").status == 404
    assert neighbour.send("/organiser/items/status", item_id=["1"], status="retired").status == 404


def test_the_bank_can_be_taken_out_and_reads_back_equal(desk: Desk) -> None:
    answer = desk.client.get("/organiser/items/export?format=jsonl")
    assert sorted(read_items(BytesIO(answer.data), "jsonl").items, key=lambda item: item.id) == sorted(
        bank(), key=lambda item: item.id
    )
    answer = desk.client.get("/organiser/items/export?format=xlsx&type=single_choice")
    assert len(read_items(BytesIO(answer.data), "xlsx").items) == 6


def test_an_unknown_format_is_answered_with_a_sentence(desk: Desk) -> None:
    assert desk.open("/organiser/items/export?format=doc").said == ["请选择一种导出格式。"]

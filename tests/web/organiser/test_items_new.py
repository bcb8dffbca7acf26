"""Writing items of every type, and changing them."""

from typing import Any

import pytest

from question_bank import Choice, Item, Source
from studyhub.items.queries import ItemDetail, get_item
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import PARAGRAPHS, Scene

COMMON: dict[str, Any] = {"difficulty": "2", "points": "1", "tags": "党章 概念", "explanation": "见党章。"}


def saved(scene: Scene, desk: Desk) -> ItemDetail:
    with scene.database.read() as session:
        return get_item(session, scene.cast.organiser_a, int(desk.path.rsplit("/", 1)[1]))


def test_a_single_choice_is_written_and_sent_to_review(scene: Scene, desk: Desk) -> None:
    desk.send(
        "/organiser/items/new?type=single_choice", **COMMON, stem="党的根本组织原则是什么？", right="b",
        choices__0__code="a", choices__0__text="集体领导", choices__1__code="b", choices__1__text="民主集中制",
        choices__2__code="c", choices__2__text="", choices__3__code="d", choices__3__text="以上都不对",
        choices__3__is_locked="y", source_unit="sanhui-yike", paragraph="s1p1", quote="支部委员会",
        action="save-review",
    )  # fmt: skip
    assert desk.said == ["题目已保存并送审，另一位同志审定后才会被抽到。"]
    detail = saved(scene, desk)
    assert detail.status == "in_review"
    assert detail.item.choices == (
        Choice("a", "集体领导"), Choice("b", "民主集中制"), Choice("d", "以上都不对", is_locked=True),
    )  # fmt: skip
    assert (detail.item.key, detail.item.tags) == (("b",), ("党章", "概念"))


@pytest.mark.parametrize(
    ("kind", "fields", "answer"),
    [
        ("true_false", {"truth": "false"}, {"key": ("false",)}),
        ("numeric", {"number": "3.14", "tolerance": "0.01"}, {"key": ("3.14",)}),
        ("extended_text", {}, {"key": ()}),
        (
            "fill_in",
            {"stem": "____召开____。", "blanks__0__answers": "2012年\n二〇一二年", "blanks__1__answers": "十八大"},
            {"blanks": (("2012年", "二〇一二年"), ("十八大",))},
        ),
        (
            "ordering",
            {"choices__0__code": "a", "choices__0__text": "一大", "choices__1__code": "b", "choices__1__text": "七大"},
            {"key": ("a", "b")},
        ),
        (
            "matching",
            {
                "pairs__0__prompt_code": "p1", "pairs__0__prompt": "一大", "pairs__0__code": "a", "pairs__0__choice": "1921年",
                "pairs__1__prompt_code": "p2", "pairs__1__prompt": "七大", "pairs__1__code": "b", "pairs__1__choice": "1945年",
                "pairs__2__prompt_code": "p3", "pairs__2__prompt": "", "pairs__2__code": "c", "pairs__2__choice": "1956年",
            },
            {"key": ("p1 a", "p2 b"), "choices": (Choice("a", "1921年"), Choice("b", "1945年"), Choice("c", "1956年"))},
        ),
        (
            "multiple_response",
            {
                "choices__0__code": "a", "choices__0__text": "党员大会", "choices__1__code": "b", "choices__1__text": "党小组会",
                "choices__2__code": "c", "choices__2__text": "职工大会", "right": ["a", "b"], "marking": "half",
            },
            {"key": ("a", "b")},
        ),
    ],
)  # fmt: skip
def test_every_type_has_its_form(
    scene: Scene, desk: Desk, kind: str, fields: dict[str, Any], answer: dict[str, Any]
) -> None:
    assert desk.open(f"/organiser/items/new?type={kind}").status == 200
    desk.send(f"/organiser/items/new?type={kind}", **{**COMMON, "stem": "题干。", **fields}, action="save")
    item = saved(scene, desk).item
    assert {name: getattr(item, name) for name in answer} == answer
    # What was saved fills the form again.
    page = desk.open(f"{desk.path}/edit")
    assert page.status == 200


def test_what_is_wrong_stands_beside_the_field(desk: Desk) -> None:
    desk.send(
        "/organiser/items/new?type=single_choice", **COMMON, stem="没有答案的题。", choices__0__code="a",
        choices__0__text="甲", choices__1__code="b", choices__1__text="乙", action="save",
    )  # fmt: skip
    assert desk.path == "/organiser/items/new"
    assert len(desk.errors) == 1
    assert desk.texts("strong") == ["还不能保存，请先改正标出的地方。"]
    desk.send(
        "/organiser/items/new?type=fill_in", **COMMON, stem="没有空。", blanks__0__answers="甲", action="save"
    )
    assert desk.errors == ["题干里有 0 个空，答案却有 1 个；题干中的空写成四个以上的下划线“____”。"]


def test_a_quote_must_stand_in_its_paragraph(desk: Desk) -> None:
    desk.send(
        "/organiser/items/new?type=true_false", **COMMON, stem="对吗？", truth="true", source_unit="sanhui-yike",
        paragraph="s1p1", quote="原文里没有的话", action="save",
    )  # fmt: skip
    assert desk.errors == ["这段话不在所选的段落里，请从原文复制，一字不差。"]


def test_rows_are_added_moved_and_removed_before_saving(desk: Desk) -> None:
    fields = {
        **COMMON, "stem": "排序", "choices__0__code": "a", "choices__0__text": "甲",
        "choices__1__code": "b", "choices__1__text": "乙",
    }  # fmt: skip
    path = "/organiser/items/new?type=ordering"
    desk.send(path, **fields, action="add-choice")
    assert [desk.html.count(f'value="{code}"') for code in "abc"] == [1, 1, 1]
    desk.send(path, **fields, action="up-choice-1")
    assert desk.html.index('value="乙"') < desk.html.index('value="甲"')
    desk.send(path, **fields, action="remove-choice-0")
    assert 'value="甲"' not in desk.html


def test_an_edit_is_a_new_version_and_keeps_what_the_form_does_not_show(scene: Scene, desk: Desk) -> None:
    with scene.database.read() as session:
        before = get_item(session, scene.cast.organiser_a, 1).item
    desk.send(
        "/organiser/items/1/edit", **{**COMMON, "tags": "三会一课"}, stem="支部党员大会由谁召集？", right="a", version="1",
        **{f"choices__{n}__{name}": getattr(choice, field) for n, choice in enumerate(before.choices)
           for name, field in (("code", "id"), ("text", "text"))},
        source_unit="sanhui-yike", paragraph="s1p1", quote="支部委员会召集", action="save",
    )  # fmt: skip
    detail = saved(scene, desk)
    assert (detail.version_number, detail.item.stem) == (2, "支部党员大会由谁召集？")
    assert (detail.item.id, detail.item.choices) == (before.id, before.choices)


def test_two_people_do_not_overwrite_each_other(scene: Scene, desk: Desk) -> None:
    fields = {**COMMON, "truth": "true", "action": "save"}
    judge = desk.send("/organiser/items/new?type=true_false", **fields, stem="一").path
    desk.send(f"{judge}/edit", **fields, stem="二", version="1")
    desk.send(f"{judge}/edit", **fields, stem="三", version="1")
    assert desk.status == 409
    assert saved_stem(scene, judge) == "二"


def saved_stem(scene: Scene, path: str) -> str:
    with scene.database.read() as session:
        item: Item = get_item(session, scene.cast.organiser_a, int(path.rsplit("/", 1)[1])).item
    return item.stem


def test_dates_of_validity_are_kept_changed_and_taken_away(scene: Scene, desk: Desk) -> None:
    fields = {**COMMON, "stem": "十九大党章怎么说？", "truth": "true", "action": "save"}
    desk.send(
        "/organiser/items/new?type=true_false", **fields, valid_from="2017-10-24", valid_until="2022-10-21"
    )
    item = saved(scene, desk).item
    assert (str(item.valid_from), str(item.valid_until)) == ("2017-10-24", "2022-10-21")
    page = desk.path
    for name in ("valid_from", "valid_until"):
        assert f'name="{name}" type="date" value="{getattr(item, name)}"' in desk.open(f"{page}/edit").html
    desk.send(f"{page}/edit", **fields, valid_from="2022-10-22", valid_until="2022-10-21")
    assert desk.errors == ["有效期的开始晚于结束，请改。"]
    desk.send(f"{page}/edit", **fields, valid_from="", valid_until="2022-10-22")
    item = saved(scene, desk).item
    assert (item.valid_from, str(item.valid_until)) == (None, "2022-10-22")


def test_without_a_quote_an_item_stands_on_its_whole_paragraph(scene: Scene, desk: Desk) -> None:
    desk.send(
        "/organiser/items/new?type=true_false", **COMMON, stem="谁召集党员大会？", truth="true", action="save",
        source_unit="sanhui-yike", paragraph="s1p1", quote="",
    )  # fmt: skip
    assert saved(scene, desk).item.source == Source("sanhui-yike", "s1p1", PARAGRAPHS[0])

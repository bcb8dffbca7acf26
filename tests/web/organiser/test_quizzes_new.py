"""From a blueprint to a published quiz."""

import re
from typing import Any

import pytest

from studyhub.quizzes.queries import get_for_organiser
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene

RULES: dict[str, Any] = {
    "title": "十二月测验",
    "minutes": "15",
    "pass_percent": "60",
    "review_rule": "after_close",
}


def cells(*rows: tuple[str, str, str, str]) -> dict[str, str]:
    """Fields of (section, type, count, points) rows."""
    fields: dict[str, str] = {}
    for number, row in enumerate(rows):
        for name, value in zip(("section", "type", "count", "points"), row, strict=True):
            fields[f"cells__{number}__{name}"] = value
        fields[f"cells__{number}__marking"] = "all_or_nothing"
    return fields


def form(scene: Scene, *rows: tuple[str, str, str, str], **more: Any) -> dict[str, Any]:
    return {**RULES, "unit_id": str(scene.cast.committee_a.id), **cells(*rows), **more}


def test_every_look_says_for_each_cell_whether_the_bank_suffices(scene: Scene, desk: Desk) -> None:
    rows = (
        ("一、单选", "single_choice", "6", "2"),
        ("二、判断", "true_false", "5", "1"),
        ("", "", "13", "1"),
    )
    desk.send("/organiser/quizzes/new", **form(scene, *rows), action="check")
    assert desk.texts("p", "stock") == [
        "✓ 需要 6，有 6",
        "需要 5，只有 3 还差 2 道，请补题或减少题数",
        "需要 13，有 21，但与别的行要抽的是同一批题 还差 1 道",
    ]
    assert desk.texts("p", "line") == ["共 24 题满分 30 分有题组抽不满，还不能发布"]


def test_rows_are_added_and_removed_without_saving(scene: Scene, desk: Desk) -> None:
    rows = (("一", "single_choice", "1", "1"), ("二", "true_false", "1", "1"))
    desk.send("/organiser/quizzes/new", **form(scene, *rows), action="add-cell")
    assert desk.html.count('class="cell-row"') == 3
    desk.send("/organiser/quizzes/new", **form(scene, *rows), action="remove-cell-0")
    assert (desk.html.count('class="cell-row"'), 'value="二"' in desk.html) == (1, True)
    assert desk.open("/organiser/quizzes/").html.count("十二月测验") == 0


def test_a_quiz_is_saved_looked_at_and_published(scene: Scene, desk: Desk) -> None:
    rows = (("一、单选题", "single_choice", "3", "2.5"), ("", "multiple_response", "2", "5"))
    desk.send(
        "/organiser/quizzes/new",
        **form(scene, *rows),
        cells__0__scope="unit:sanhui-yike",
        action="save-paper",
    )
    assert desk.texts("h2") == ["一、单选题"]
    assert len(desk.texts("div", "stem")) == 5
    quiz_path = desk.path.removesuffix("/paper")
    desk.send(quiz_path + "/publish")
    assert desk.said == ["测验已发布，题目和规则不再变动。接下来把它安排到统一学习日。"]
    with scene.database.read() as session:
        quiz = get_for_organiser(
            session, scene.cast.organiser_a, int(quiz_path.rsplit("/", 1)[1]), scene.clock.now()
        )
    assert (quiz.status, quiz.item_count, str(quiz.max_points), quiz.review_rule) == (
        "published", 5, "17.5", "after_close",
    )  # fmt: skip
    assert [cell.units for cell in quiz.blueprint.sections[0].cells] == [{"sanhui-yike"}, frozenset()]
    # A published quiz is no longer edited.
    assert desk.open(quiz_path + "/edit").said == ["这份测验已经发布，不能再修改。需要改动时请另建一份。"]


def test_publishing_is_refused_with_the_name_of_the_short_cell(scene: Scene, desk: Desk) -> None:
    desk.send("/organiser/quizzes/new", **form(scene, ("三、判断题", "true_false", "9", "1")), action="save")
    desk.send(desk.path + "/publish")
    assert "还不能发布：“三、判断题”需要 9 道（判断题），题库里只能凑出 3 道" in desk.said[0]


def test_a_draft_is_opened_again_as_it_was_saved(scene: Scene, desk: Desk) -> None:
    desk.send("/organiser/quizzes/new", **form(scene, ("一", "single_choice", "3", "2")), action="save")
    desk.open(desk.path + "/edit")
    assert 'value="十二月测验"' in desk.html
    assert desk.texts("p", "stock") == ["✓ 需要 3，有 6"]


def test_what_is_wrong_stands_beside_the_field(scene: Scene, desk: Desk) -> None:
    fields = form(scene, ("一", "single_choice", "0", "-1"), title="", minutes="0", pass_percent="120")
    desk.send("/organiser/quizzes/new", **fields, action="save")
    assert desk.errors == [
        "请填写名称。",
        "请填写限时。",
        "请填写 0 至 100 之间的数。",
        "请填写 1 至 200 之间的数。",
        "请填写 0.01 至 1000 之间的数。",
    ]


def test_the_neighbour_does_not_find_it(scene: Scene, neighbour: Desk) -> None:
    for place in ("", "/edit", "/paper"):
        assert neighbour.open(f"/organiser/quizzes/{scene.quiz_id}{place}").status == 404
    assert neighbour.send(f"/organiser/quizzes/{scene.quiz_id}/publish").status == 404


def test_the_page_says_how_hard_papers_can_be_and_when_bounds_are_too_narrow(
    scene: Scene, desk: Desk
) -> None:
    """All items of the tests' bank are of difficulty 3."""
    fields = form(scene, ("一", "single_choice", "3", "2"))
    desk.send("/organiser/quizzes/new", **fields, action="check")
    assert "题库能出的试卷：最易 3.00，平均约 3.00，最难 3.00。" in desk.texts("p", "reach")
    desk.send("/organiser/quizzes/new", **fields, difficulty_low="2", difficulty_high="2.5", action="check")
    assert desk.errors == [NARROW]
    assert "共 3 题满分 6 分难度范围太窄，还不能发布" in desk.texts("p", "line")
    desk.send("/organiser/quizzes/new", **fields, difficulty_low="2", difficulty_high="2.5", action="save")
    assert NARROW in desk.texts("li")
    desk.send(desk.path + "/publish")
    assert desk.said == [f"还不能发布：{NARROW}"]
    assert desk.open(desk.path + "/paper").said == [f"还不能试抽：{NARROW}"]


NARROW = (
    "整份试卷的难度要在 2 到 2.5 之间：试抽 200 份，只有 0 份合格。请放宽难度范围，或在各部分限定题目的难度。"
)


def test_bounds_and_the_order_of_the_draw_are_kept_and_shown(scene: Scene, desk: Desk) -> None:
    fields = form(scene, ("一", "single_choice", "3", "2"), prefers_unseen="y", difficulty_low="2.5")
    desk.send("/organiser/quizzes/new", **fields, action="save-paper")
    assert "这一份的难度是 3.00（限定在 2.5 到 5 之间）。" in desk.html
    quiz_path = desk.path.removesuffix("/paper")
    assert "优先抽没做过的题；整份难度 2.5 至 5" in desk.open(quiz_path).texts("dd")
    desk.open(quiz_path + "/edit")
    assert re.search(r'name="difficulty_low"[^>]*value="2.5"', desk.html)
    assert re.search(r"<input checked[^>]*prefers_unseen", desk.html)
    # Unticked, the box is not sent at all.
    unticked = {**fields, "prefers_unseen": None, "difficulty_low": "", "difficulty_high": ""}
    desk.send(quiz_path + "/edit", **unticked, action="save")
    assert "不看以前做过哪些题" in desk.texts("dd")
    assert not re.search(r"<input checked[^>]*prefers_unseen", desk.open(quiz_path + "/edit").html)


@pytest.mark.parametrize(
    ("low", "high", "errors"),
    [
        ("4", "3", ["不能小于左边的下限。"]),
        ("0", "6", ["请填写 1 至 5 之间的数。"] * 2),
        ("NaN", "3", ["请填写 1 至 5 之间的数。"]),
        ("2.125", "3", ["上下限最多两位小数。"]),
    ],
)
def test_bounds_that_are_none_are_refused_beside_their_fields(
    scene: Scene, desk: Desk, low: str, high: str, errors: list[str]
) -> None:
    fields = form(scene, ("一", "single_choice", "3", "2"), difficulty_low=low, difficulty_high=high)
    desk.send("/organiser/quizzes/new", **fields, action="save")
    assert desk.errors == errors
    assert desk.send("/organiser/quizzes/new", **fields, action="check").status == 200


def test_the_quiz_shows_how_hard_the_papers_are_that_were_drawn(scene: Scene, desk: Desk) -> None:
    assert "试卷难度" not in desk.open(f"/organiser/quizzes/{scene.quiz_id}").html
    scene.stage.start(scene.cast.wang_xiuying, scene.quiz_id)
    assert "平均 3.00" in desk.open(f"/organiser/quizzes/{scene.quiz_id}").texts("dd")


def test_a_quiz_over_a_study_unit_begins_with_usual_rows(scene: Scene, desk: Desk) -> None:
    desk.open("/organiser/quizzes/new?study_unit=sanhui-yike")
    assert desk.texts("p", "stock")[0] == "需要 10，只有 6 还差 4 道，请补题或减少题数"

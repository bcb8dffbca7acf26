"""Organisers put study units in order, publish the programme, watch who is where."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from studyhub.cli.publication import publish_as_two
from studyhub.reports.invariants import check
from studyhub.study.rules import ParagraphDraft, SectionDraft
from studyhub.study.service import archive, create_study_unit, record_progress
from tests.web.organiser.paper_browser import Desk
from tests.web.scene import Scene

NEW = "/organiser/programmes/new"


@pytest.fixture
def units(scene: Scene) -> list[int]:
    """The unit of the study day and two more, all published."""
    cast, now, made = scene.cast, scene.clock.now(), [scene.study_unit_id]
    with scene.database.write() as session:
        for title in ("党章学习", "条例学习"):
            unit = create_study_unit(
                session, cast.organiser_a, cast.committee_a.id, title=title,
                sections=[SectionDraft("一、", (ParagraphDraft("只有一段。"),))], now=now,
            )  # fmt: skip
            publish_as_two(session, cast.organiser_a, cast.administrator, unit.id, now=now)
            made.append(unit.id)
    return made


def fields(scene: Scene, *rows: tuple[int, str, list[int]], **more: Any) -> dict[str, Any]:
    """A filled form; a row is (unit, required or elective, prerequisites)."""
    filled: dict[str, Any] = {
        "title": "支部委员学习计划", "unit_id": str(scene.cast.committee_a.id), "starts_on": "2026-11-20",
        "ends_on": "2026-12-31", "elective_count": "0", "action": "save",
    }  # fmt: skip
    for number, (unit_id, part, prerequisites) in enumerate(rows):
        filled[f"units-{number}-study_unit_id"] = str(unit_id)
        filled[f"units-{number}-part"] = part
        filled[f"units-{number}-prerequisites"] = [str(key) for key in prerequisites]
    return {**filled, **more}


def published(scene: Scene, desk: Desk, units: list[int]) -> str:
    """A published programme with an elective; gives its address."""
    rows = [(units[0], "required", []), (units[1], "required", [units[0]]), (units[2], "elective", [])]
    desk.send(NEW, **fields(scene, *rows, elective_count="1"))
    address = desk.path
    desk.send(f"{address}/publish")
    return address


def test_units_are_added_moved_and_removed_before_anything_is_saved(
    scene: Scene, desk: Desk, units: list[int]
) -> None:
    desk.open(NEW)
    assert "还没有单元，请在下面选一个添加。" in desk.texts("li", "quiet")
    desk.send(NEW, **fields(scene, (units[0], "elective", []), action="add-unit", new_unit=str(units[1])))
    assert desk.texts("div", "name") == ["1 三会一课怎么开", "2 党章学习"]
    assert 'value="支部委员学习计划"' in desk.html
    rows = [(units[0], "elective", []), (units[1], "required", [])]
    desk.send(NEW, **fields(scene, *rows, action="up-unit-1"))
    assert desk.texts("div", "name") == ["1 党章学习", "2 三会一课怎么开"]
    desk.send(NEW, **fields(scene, *rows, action="remove-unit-0"))
    assert desk.texts("div", "name") == ["1 党章学习"]
    assert "还没有学习计划。" in desk.open("/organiser/programmes/").html


def test_a_programme_is_saved_and_published(scene: Scene, desk: Desk, units: list[int]) -> None:
    rows = [(units[0], "required", []), (units[1], "elective", [units[0]])]
    desk.send(NEW, **fields(scene, *rows, elective_count="1", kinds=["full"], duties=["organisation"]))
    assert desk.said == [
        "草稿已保存。核对无误后发布，成员才会看到。",
        "这是草稿，成员还看不到。发布后应学 8 人，不计应学的除外。",
    ]
    assert "市财政局机关党委的正式党员、组织委员" in desk.texts("p", "lead")[0]
    assert desk.rows() == [
        ["1. 三会一课怎么开", "必修", "—"],
        ["2. 党章学习", "选修", "《三会一课怎么开》"],
    ]
    address = desk.path
    desk.send(f"{address}/publish")
    assert desk.said == ["“支部委员学习计划”已发布，成员会在“学习”页看到。以前读完的单元直接算数。"]
    assert desk.open("/organiser/programmes/").rows() == [
        ["支部委员学习计划", "市财政局机关党委", "11月20日 至 12月31日", "进行中", "2", "0 人"]
    ]


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(scene: Scene, desk: Desk, units: list[int]) -> None:
    rows = [(units[0], "required", [units[1]]), (units[1], "required", [units[0]])]
    desk.send(NEW, **fields(scene, *rows, title="转圈", ends_on="2026-11-01", summary="说明在此"))
    assert desk.errors == [
        "结束日期不能早于开始日期。",
        "先修关系绕成了圈：《党章学习》→《三会一课怎么开》→《党章学习》，谁也读不了，请去掉其中一处先修。",
    ]
    assert 'value="转圈"' in desk.html
    assert "说明在此" in desk.html
    assert desk.html.count(" checked") == 2
    desk.send(NEW, **fields(scene, (units[0], "required", []), title="", starts_on="", elective_count="无"))
    assert desk.errors[:2] == ["请填写名称。", "请选择开始日期。"]


def test_a_draft_is_changed_and_a_published_one_is_taken_back_first(
    scene: Scene, desk: Desk, units: list[int]
) -> None:
    desk.send(NEW, **fields(scene, (units[0], "required", [])))
    address = desk.path
    desk.open(f"{address}/edit")
    assert desk.texts("div", "name") == ["1 三会一课怎么开"]
    rows = [(units[1], "required", []), (units[0], "required", [units[1]])]
    desk.send(f"{address}/edit", **fields(scene, *rows, title="改过的计划", ends_on=""))
    assert desk.said[0] == "修改已保存。"
    assert "11月20日 至 长期" in desk.texts("p", "lead")[0]
    assert [row[0] for row in desk.rows()] == ["1. 党章学习", "2. 三会一课怎么开"]

    desk.send(f"{address}/publish")
    desk.open(f"{address}/edit")
    assert desk.said == ["这个学习计划已经发布，要修改请先收回。"]
    desk.send(f"{address}/withdraw")
    assert (desk.path, desk.said) == (
        f"{address}/edit", ["已收回为草稿，成员暂时看不到。改好后请重新发布，读过的、选过的都还在。"],
    )  # fmt: skip


def test_the_page_tells_who_is_where(scene: Scene, desk: Desk, units: list[int]) -> None:
    address = published(scene, desk, units)
    cast = scene.cast
    scene.clock.advance(timedelta(minutes=5))
    with scene.database.write() as session:
        record_progress(
            session, cast.liu_yang, units[0], "s2p1", seen=["s1p1", "s1p2", "s2p1"], now=scene.clock.now()
        )
    desk.open(address)
    assert desk.texts("dd") == ["0/8 人", "0%", "8 人"]
    assert [row[0] for row in desk.rows(1)] == ["第一党支部", "第二党支部", "第三党支部", "第四党支部"]
    liu = next(row for row in desk.rows(2) if row[0] == "刘洋")
    assert liu == ["刘洋", "第二党支部", "进行中", "1/2", "0/1 未选满", "—"]
    desk.open(f"{address}?branch={cast.branch_a2.id}")
    assert [row[0] for row in desk.rows(2)] == ["吴静", "刘洋"]

    secretary = Desk(scene.browser_of(cast.secretary_a1)).open(address)
    assert {row[1] for row in secretary.rows(1)} == {"第一党支部"}
    assert "结束计划" not in secretary.html
    assert "刘洋" not in secretary.html


def test_who_is_complete_because_of_what_was_withdrawn_is_recorded_at_the_next_look(
    scene: Scene, desk: Desk, units: list[int]
) -> None:
    desk.send(NEW, **fields(scene, (units[0], "required", []), (units[1], "required", [])))
    address, cast, now = desk.path, scene.cast, scene.clock.now()
    desk.send(f"{address}/publish")
    with scene.database.write() as session:
        record_progress(session, cast.liu_yang, units[1], "s1p1", now=now)
    assert desk.open(address).texts("dd")[0] == "0/8 人"
    with scene.database.write() as session:
        archive(session, cast.organiser_a, units[0], now=now)
    for _ in range(2):
        assert desk.open(address).texts("dd")[0] == "1/8 人"
    with scene.database.read() as session:
        assert check(session, now=now) == []


def test_the_table_is_taken_home(scene: Scene, desk: Desk, units: list[int]) -> None:
    address = published(scene, desk, units)
    answer = desk.client.get(f"{address}/progress.xlsx")
    book = openpyxl.load_workbook(BytesIO(answer.data))
    summary, members = (list(sheet.iter_rows(values_only=True)) for sheet in book)
    assert summary[4][:2] == ("要求", "必修 2 个单元，至少选修 1 个")
    assert summary[8:][-1] == ("合计", 8, 0, 0)
    assert members[0][-3:] == ("必修：三会一课怎么开", "必修：党章学习", "选修：条例学习")
    wang = next(row for row in members if row[2] == "王秀英")
    assert wang == ("第一党支部", "100003", "王秀英", "0/2", "0/1", None, None, "未读", "未读", None)
    assert [row[2] for row in members if row[6]] == ["姓名", "周德福"]

    own = scene.browser_of(scene.cast.secretary_a1).get(f"{address}/progress.xlsx")
    sheet = openpyxl.load_workbook(BytesIO(own.data))["名单"]
    assert {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)} == {"第一党支部"}


def test_an_ended_programme_cannot_be_ended_into_a_draft(scene: Scene, desk: Desk, units: list[int]) -> None:
    address = published(scene, desk, units)
    desk.send(f"{address}/close")
    assert desk.said == ["“支部委员学习计划”已结束，完成记录都保留着。"]
    assert "收回修改" not in desk.html
    desk.send(f"{address}/withdraw")
    assert desk.said == ["这个学习计划已经结束，不能再修改。"]


def test_a_neighbour_sees_nothing_of_it(scene: Scene, desk: Desk, neighbour: Desk, units: list[int]) -> None:
    address = published(scene, desk, units)
    assert "支部委员学习计划" not in neighbour.open("/organiser/programmes/").html
    assert "三会一课怎么开" not in neighbour.open(NEW).html
    for path in (address, f"{address}/edit", f"{address}/progress.xlsx"):
        assert neighbour.open(path).status == 404
    foreign = fields(scene, (units[0], "required", []), unit_id=str(scene.cast.committee_b.id))
    neighbour.send(NEW, **foreign)
    assert neighbour.errors == ["第 1 个单元没有发布，或者计划的对象读不到它，请换成已发布的单元。"]

"""The organiser takes participation home as a workbook."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from studyhub.accounts.models import Account
from studyhub.core.errors import NotFound
from studyhub.organisation.rules import Actor
from studyhub.reports.participation import participation_workbook
from tests.day_stage import DayStage


def export(stage: DayStage, actor: Actor, day_id: int) -> Workbook:
    with stage.database.read() as session:
        content = participation_workbook(session, actor, day_id, now=stage.clock.now())
    return load_workbook(BytesIO(content))


def values(workbook: Workbook, title: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in workbook[title].iter_rows(values_only=True)]


def wall_clock(hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A time of the test's day, as a sheet has it: without a zone."""
    return datetime(2026, 11, 20, hour, minute, second, tzinfo=UTC).replace(tzinfo=None)


@pytest.fixture
def day_id(stage: DayStage) -> int:
    """王秀英 is done, 周德福 (exempt) too, 刘洋 reads."""
    unit_id = stage.study_unit()
    day_id, quiz_id = stage.hold_quiz_day(study_unit_id=unit_id)
    stage.read(stage.cast.wang_xiuying, unit_id)
    stage.clock.advance(timedelta(minutes=5, seconds=1, microseconds=9))
    stage.take(stage.cast.wang_xiuying, quiz_id)
    stage.take(stage.cast.zhou_defu, quiz_id)
    stage.read(stage.cast.liu_yang, unit_id, "s1p1")
    return day_id


def test_every_value_reads_back(stage: DayStage, day_id: int) -> None:
    workbook = export(stage, stage.cast.organiser_a, day_id)
    nine, later = wall_clock(9), wall_clock(9, 5, 1)
    none = (None,) * 3

    assert workbook.sheetnames == ["汇总", "名单"]
    assert values(workbook, "汇总") == [
        ("统一学习日", "十一月统一学习日", *none),
        ("日期", wall_clock(0), *none),
        ("开放时间", nine, *none),
        ("截止时间", wall_clock(17), *none),
        ("学习单元", "三会一课", *none),
        ("答题", "三会一课小测", *none),
        ("导出时间", later, *none),
        (None, None, *none),
        ("党支部", "应参加", "已参加", "参学率", "参加者平均得分率"),
        ("第二党支部", 2, 0, 0, None),
        ("第三党支部", 1, 0, 0, None),
        ("第四党支部", 1, 0, 0, None),
        ("第一党支部", 4, 1, 0.25, 1),
        ("合计", 8, 1, 0.125, 1),
    ]
    empty = (None,) * 5
    assert values(workbook, "名单") == [
        ("党支部", "工号", "姓名", "状态", "读完时间", "开始答题", "交卷时间", "得分率", "参加时间", "备注"),
        ("第一党支部", "100002", "孙立", "未开始", *empty, None),
        ("第一党支部", "100004", "李建国", "未开始", *empty, None),
        ("第一党支部", "100005", "陈晓红", "未开始", *empty, None),
        ("第一党支部", "100003", "王秀英", "已参加", nine, later, later, 1, later, None),
        ("第一党支部", "100006", "周德福", "已参加", None, later, later, 1, later, "不计应参学"),
        ("第二党支部", "100008", "吴静", "未开始", *empty, None),
        ("第二党支部", "100007", "刘洋", "进行中", *empty, None),
        ("第三党支部", "100009", "郑伟", "未开始", *empty, None),
        ("第四党支部", "100010", "冯丽", "未开始", *empty, None),
    ]


def test_a_name_that_looks_like_a_formula_stays_a_name(stage: DayStage, day_id: int) -> None:
    names = ['=HYPERLINK("http://x")', "+1", "-1+2", "@SUM(A1)", "＝1", "普通\x07名字"]
    cast = stage.cast
    people = [
        cast.secretary_a1,
        cast.li_jianguo,
        cast.chen_xiaohong,
        cast.wu_jing,
        cast.zheng_wei,
        cast.feng_li,
    ]
    with stage.database.write() as session:
        for actor, name in zip(people, names, strict=True):
            account = session.get(Account, actor.member_id)
            assert account is not None
            account.name = name

    sheet = export(stage, cast.organiser_a, day_id)["名单"]

    cells = {cell.value: cell for cell in sheet["C"]}
    for name in names[:-1]:
        assert (cells[name].data_type, cells[name].quotePrefix) == ("s", True)
    assert (cells["普通名字"].data_type, cells["普通名字"].quotePrefix) == ("s", False)


def test_a_secretary_exports_the_own_branch_and_strangers_nothing(stage: DayStage, day_id: int) -> None:
    rows = values(export(stage, stage.cast.secretary_a1, day_id), "名单")
    assert {row[0] for row in rows[1:]} == {"第一党支部"}
    for stranger in (stage.cast.organiser_b, stage.cast.wang_xiuying):
        with pytest.raises(NotFound):
            export(stage, stranger, day_id)

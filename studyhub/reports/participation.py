"""Participation of a study day as an xlsx workbook."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from studyhub.organisation.rules import Actor
from studyhub.reports.sheets import local_time, write_sheet
from studyhub.study_days.queries import ParticipantRow, StudyDayInScope, WatchView, list_participants
from studyhub.study_days.rules import DayState, ParticipationState

if TYPE_CHECKING:
    from openpyxl import Workbook

EXEMPT = "不计应参学"


def state_names(day: StudyDayInScope) -> dict[ParticipationState, str]:
    """How one stands in a day, in words: what may still come is called otherwise once the day is over."""
    is_over = day.state is DayState.CLOSED
    return {
        ParticipationState.TODO: "没有参加" if is_over else "未开始",
        ParticipationState.DOING: "没有做完" if is_over else "进行中",
        ParticipationState.DONE: "已参加",
    }


def participation_workbook(session: Session, actor: Actor, study_day_id: int, *, now: datetime) -> bytes:
    """The sheets 汇总 (branches) and 名单 (members) of a day, within the actor's scope; NotFound outside it.

    Times are those of the site's zone. Text that looks like a formula is kept as text, also when somebody edits it.
    """
    # It costs 60 MB of memory and a quarter of a second, which only those need who export.
    from openpyxl import Workbook

    view, participants = list_participants(session, actor, study_day_id, now)
    workbook = Workbook(write_only=True)
    _write_summary(workbook, view, now)
    _write_members(workbook, participants, state_names(view.day))
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _write_summary(workbook: "Workbook", view: WatchView, now: datetime) -> None:
    day = view.day
    rows: list[Sequence[Any]] = [
        ("统一学习日", day.title),
        ("日期", day.held_on),
        ("开放时间", local_time(day.opens_at)),
        ("截止时间", local_time(day.closes_at)),
        ("学习单元", day.study_unit_title or "无"),
        ("答题", day.quiz_title or "无"),
        ("导出时间", local_time(now)),
        (),
        ("党支部", "应参加", "已参加", "参学率", "参加者平均得分率"),
        *(
            (branch.name, branch.due, branch.done, branch.rate, _share(branch.average))
            for branch in view.branches
        ),
        ("合计", view.due, view.done, view.rate, _share(view.average)),
    ]
    write_sheet(workbook, "汇总", rows, header=9, widths=(26, 20, 12, 12, 20), shares=(4, 5))


def _write_members(
    workbook: "Workbook", participants: Iterable[ParticipantRow], names: Mapping[ParticipationState, str]
) -> None:
    header = (
        "党支部",
        "工号",
        "姓名",
        "状态",
        "读完时间",
        "开始答题",
        "交卷时间",
        "得分率",
        "参加时间",
        "备注",
    )
    rows = [
        (
            row.unit_name,
            row.employee_number,
            row.name,
            names[row.state],
            local_time(row.read_at),
            local_time(row.started_at),
            local_time(row.submitted_at),
            _share(row.percent),
            local_time(row.done_at),
            _remark(row),
        )
        for row in participants
    ]
    widths = (26, 12, 12, 10, 18, 18, 18, 10, 18, 20)
    write_sheet(workbook, "名单", [header, *rows], header=1, widths=widths, shares=(8,))


def _remark(row: ParticipantRow) -> str | None:
    said = (EXEMPT if row.is_exempt else "", "到时自动交卷" if row.is_submitted_by_server else "")
    return "，".join(filter(None, said)) or None


def _share(percent: float | None) -> float | None:
    return None if percent is None else percent / 100

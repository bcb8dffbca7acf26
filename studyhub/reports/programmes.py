"""Progress of a programme as an xlsx workbook."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from studyhub.organisation.rules import Actor
from studyhub.programmes.queries import LearnerRow, ProgrammeInScope, WatchView, list_learners, watch
from studyhub.programmes.rules import Plan, StepState
from studyhub.reports.sheets import local_time, write_sheet

if TYPE_CHECKING:
    from openpyxl import Workbook

STATE_NAMES = {
    StepState.DONE: "读完",
    StepState.READING: "在读",
    StepState.TODO: "未读",
    StepState.LOCKED: "未读",
    StepState.OFFERED: None,
    StepState.WITHDRAWN: "已下架",
}


def progress_workbook(session: Session, actor: Actor, programme: ProgrammeInScope, *, now: datetime) -> bytes:
    """The sheets 汇总 (branches) and 名单 (members, a column a study unit) of a programme, within the actor's scope.

    Times are those of the site's zone. Text that looks like a formula is kept as text, also when somebody edits it.
    """
    # It costs 60 MB of memory and a quarter of a second, which only those need who export.
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    _write_summary(workbook, programme, watch(session, actor, programme, member_limit=-1), now)
    _write_members(workbook, programme, list_learners(session, actor, programme))
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _write_summary(workbook: "Workbook", programme: ProgrammeInScope, view: WatchView, now: datetime) -> None:
    required = sum(unit.is_required for unit in programme.units)
    rows: list[Sequence[Any]] = [
        ("学习计划", programme.title),
        ("归属党组织", programme.unit.name),
        ("开始日期", programme.starts_on),
        ("结束日期", programme.ends_on or "不限"),
        ("要求", f"必修 {required} 个单元，至少选修 {programme.elective_count} 个"),
        ("导出时间", local_time(now)),
        (),
        ("党支部", "应完成", "已完成", "完成率"),
        *((branch.name, branch.due, branch.done, branch.done / branch.due) for branch in view.branches),
        ("合计", view.due, view.done, view.done / view.due if view.due else 0.0),
    ]
    write_sheet(workbook, "汇总", rows, header=8, widths=(26, 30, 12, 12), shares=(4,))


def _write_members(workbook: "Workbook", programme: ProgrammeInScope, learners: Iterable[LearnerRow]) -> None:
    parts = [("必修" if unit.is_required else "选修", unit.title) for unit in programme.units]
    header = (
        "党支部", "工号", "姓名", "必修", "选修", "完成时间", "备注", *(f"{part}：{title}" for part, title in parts)
    )  # fmt: skip
    rows = [
        (
            row.unit_name,
            row.employee_number,
            row.name,
            f"{row.plan.required_done}/{row.plan.required_count}",
            f"{row.plan.electives_done}/{row.plan.electives_needed}",
            local_time(row.completed_at),
            "不计应学" if row.is_exempt else None,
            *_states(row.plan),
        )
        for row in learners
    ]
    widths = (26, 12, 12, 10, 10, 18, 10, *(16 for _ in parts))
    write_sheet(workbook, "名单", [header, *rows], header=1, widths=widths, shares=())


def _states(plan: Plan) -> list[str | None]:
    return [STATE_NAMES[step.state] for step in plan.steps]

"""Reflections on a study unit or study day as an xlsx workbook."""

from datetime import datetime
from io import BytesIO

from sqlalchemy.orm import Session

from studyhub.organisation.rules import Actor
from studyhub.reading.models import ReflectionMark
from studyhub.reading.queries import Subject, list_reflections
from studyhub.reports.sheets import local_time, write_sheet

MARK_NAMES = {None: "未审阅", ReflectionMark.SEEN: "已阅", ReflectionMark.RECOMMENDED: "推荐"}
HEADER = ("党支部", "工号", "姓名", "提交时间", "字数", "心得", "审阅", "审阅人", "评语")
WIDTHS = (26, 12, 12, 18, 8, 90, 10, 12, 40)


def reflections_workbook(session: Session, actor: Actor, subject: Subject, *, now: datetime) -> bytes:
    """The sheets 心得 (what was submitted) and 未提交 (who has not), within the actor's range; NotFound outside it."""
    # It costs 60 MB of memory and a quarter of a second, which only those need who export.
    from openpyxl import Workbook

    found = list_reflections(session, actor, subject)
    workbook = Workbook(write_only=True)
    head = [("心得体会", found.title), ("导出时间", local_time(now)), ()]
    written = [
        (
            row.unit_name, row.employee_number, row.name, local_time(row.submitted_at), row.word_count,
            row.text, MARK_NAMES[row.mark], row.marked_by, row.comment,
        )
        for row in found.written
    ]  # fmt: skip
    write_sheet(workbook, "心得", [*head, HEADER, *written], header=4, widths=WIDTHS, shares=())
    missing = [(row.unit_name, row.employee_number, row.name) for row in found.missing]
    write_sheet(workbook, "未提交", [HEADER[:3], *missing], header=1, widths=WIDTHS[:3], shares=())
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()

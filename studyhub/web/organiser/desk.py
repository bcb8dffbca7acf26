"""The desk: how today's study day goes, what needs attention, and four steps to the next one."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from question_bank import Outcome
from studyhub.items.models import ItemStatus
from studyhub.items.queries import ItemFilter, count_items, count_to_sign, list_items
from studyhub.organisation.rules import Permission, may
from studyhub.quizzes.queries import QuizRow, count_open_reports, count_open_responses
from studyhub.quizzes.queries import list_for_organiser as list_quizzes
from studyhub.reading.queries import count_open_questions, count_open_reflections
from studyhub.reports.changed_sources import is_any_corrected
from studyhub.study.models import StudyUnitStatus
from studyhub.study.queries import StudyUnitRow
from studyhub.study.queries import list_for_organiser as list_study_units
from studyhub.study.rules import may_sign
from studyhub.study_days import queries
from studyhub.study_days.models import StudyDayStatus
from studyhub.study_days.rules import DayState
from studyhub.web.kit import current_actor, db, now, permit
from studyhub.web.organiser.item_filters import attend_to
from studyhub.web.organiser.page import render_desk

blueprint = Blueprint("organiser_desk", __name__, url_prefix="/organiser")


@dataclass(frozen=True)
class Step:
    """One of the four steps: how much there is of it, and where to go on."""

    name: str
    sentence: str
    is_done: bool
    url: str
    action: str


@dataclass(frozen=True)
class Reminder:
    """Something that waits for a decision."""

    sentence: str
    url: str
    action: str


@blueprint.get("/")
@permit(Permission.DESK)
def view() -> ResponseReturnValue:
    """Today's day with its branches; for those who prepare, the steps and what waits."""
    days = queries.list_for_organiser(db(), current_actor(), now(), limit=20)
    live = [day for day in days if day.status is StudyDayStatus.SCHEDULED]
    today = next((day for day in live if day.state is DayState.OPEN), None)
    coming = [day for day in live if day.state is DayState.OPEN and day is not today]
    coming += [day for day in reversed(live) if day.state is DayState.UPCOMING][:3]
    prepares = may(current_actor(), Permission.MANAGE_QUIZZES)
    steps, reminders = _preparation(bool(today or coming)) if prepares else ([], _reflections_to_read())
    return render_desk(
        "organiser/desk/view.html",
        today=today,
        watch=queries.watch(db(), current_actor(), today.id, now(), branch_limit=60) if today else None,
        coming=coming,
        past=[day for day in live if day.state is DayState.CLOSED][:3],
        steps=steps,
        reminders=reminders,
    )


def _preparation(has_day: bool) -> tuple[list[Step], list[Reminder]]:
    units = list_study_units(db(), current_actor())
    published = sum(unit.status is StudyUnitStatus.PUBLISHED for unit in units)
    items = list_items(db(), current_actor(), ItemFilter(status=ItemStatus.READY), page_size=1).total
    quizzes = list_quizzes(db(), current_actor(), now())
    waiting = [quiz for quiz in quizzes if quiz.state == "unscheduled"]
    steps = [
        Step(
            "学习单元",
            f"已发布 {published} 个",
            published > 0,
            url_for("organiser_material_imports.new"),
            "从文件导入",
        ),
        Step("题目", f"可用 {items} 道", items > 0, url_for("organiser_item_imports.new"), "导入题目"),
        Step(
            "测验",
            f"可安排 {len(waiting)} 份" if waiting or not has_day else "已排进学习日",
            bool(waiting) or has_day,
            url_for("organiser_quizzes.new"),
            "组一份测验",
        ),
        Step(
            "统一学习日",
            "已安排" if has_day else "还没有安排",
            has_day,
            url_for("organiser_study_days.new"),
            "安排学习日",
        ),
    ]
    reminders = _questions_to_answer() + _work_on_items() + _work_after_quizzes(quizzes)
    reminders += [
        Reminder(
            f"测验“{quiz.title}”已发布，还没有安排时间",
            url_for("organiser_study_days.new", quiz=quiz.id),
            "去安排",
        )
        for quiz in waiting[:5]
    ]
    reminders += [
        Reminder(f"测验“{quiz.title}”还是草稿", url_for("organiser_quizzes.view", quiz_id=quiz.id), "继续")
        for quiz in [quiz for quiz in quizzes if quiz.status == "draft"][:3]
    ]
    reminders = _units_to_sign(units) + reminders
    drafts = [unit for unit in units if unit.version_status is StudyUnitStatus.DRAFT]
    reminders += [
        Reminder(
            f"学习单元“{unit.title}”还是草稿",
            url_for("organiser_study_units.view", study_unit_id=unit.id),
            "继续",
        )
        for unit in drafts[:3]
    ]
    return steps, reminders


def _units_to_sign(units: Sequence[StudyUnitRow]) -> list[Reminder]:
    """Study units that somebody else wrote and sent for review."""
    me = current_actor().member_id
    return [
        Reminder(
            f"学习单元“{unit.title}”等您审定",
            url_for("organiser_study_units.view", study_unit_id=unit.id, _anchor="review"),
            "去审定",
        )
        for unit in units
        if unit.version_status is StudyUnitStatus.IN_REVIEW and may_sign(unit.writer_id, me)
    ][:5]


def _reflections_to_read() -> list[Reminder]:
    """What members of a secretary's branch have submitted."""
    count = (
        count_open_reflections(db(), current_actor())
        if may(current_actor(), Permission.READ_REFLECTIONS)
        else 0
    )
    return (
        [Reminder(f"{count} 篇心得等您审阅", url_for("organiser_reflections.index"), "去看")] if count else []
    )


def _questions_to_answer() -> list[Reminder]:
    """What members asked about paragraphs."""
    count = count_open_questions(db(), current_actor())
    if not count:
        return []
    return [Reminder(f"{count} 个读者提问等您答复", url_for("organiser_paragraph_questions.index"), "去答复")]


def _work_on_items() -> list[Reminder]:
    """What somebody else wrote and sent to review, and what has lost its source."""
    reminders = []
    if count := count_to_sign(db(), current_actor()):
        url = url_for("organiser_items.index", status="in_review")
        reminders.append(Reminder(f"{count} 道题等您审定", url, "去审定"))
    is_corrected = is_any_corrected(db(), current_actor())
    if is_corrected and (count := count_items(db(), current_actor(), attend_to("source"))):
        url = url_for("organiser_items.index", attention="source")
        reminders.append(Reminder(f"{count} 道题的出处已变", url, "去核对"))
    return reminders


def _work_after_quizzes(quizzes: Sequence[QuizRow]) -> list[Reminder]:
    """Reports that wait for an answer, responses that wait for a person."""
    reminders = []
    if reports := count_open_reports(db(), current_actor()):
        reminders.append(
            Reminder(f"成员反馈了 {reports} 处题目问题", url_for("organiser_item_reports.index"), "去看看")
        )
    waiting = count_open_responses(db(), [quiz.id for quiz in quizzes])
    reminders += [
        Reminder(
            f"测验“{quiz.title}”有 {count} 份简答待阅",
            url_for("organiser_marking.index", quiz_id=quiz.id),
            "去阅卷",
        )
        for quiz in quizzes
        if (count := waiting.get(quiz.id, {}).get(Outcome.UNMARKED, 0))
    ]
    return reminders

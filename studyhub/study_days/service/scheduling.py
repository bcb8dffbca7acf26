"""Scheduling study days and cancelling them."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import exists, select, text
from sqlalchemy.orm import Session

from studyhub.audit.service import record
from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import get_unit, list_branches, within
from studyhub.organisation.rules import Actor, Permission, UnitRef, scopes
from studyhub.quizzes.models import Attempt, Quiz
from studyhub.quizzes.rules import QuizStatus
from studyhub.quizzes.service import cancel_schedule
from studyhub.quizzes.service import schedule as schedule_quiz
from studyhub.study.models import StudyUnit, StudyUnitStatus
from studyhub.study_days.models import BranchDay, Participation, StudyDay, StudyDayStatus
from studyhub.study_days.service.participation import count_due

TITLE_LENGTH = 60


def schedule_study_day(
    session: Session,
    actor: Actor,
    unit_id: int,
    *,
    title: str,
    held_on: date,
    opens_at: datetime,
    closes_at: datetime,
    study_unit_id: int | None,
    quiz_id: int | None,
    branch_ids: Sequence[int],
    now: datetime,
    may_share_date: bool = False,
) -> StudyDay:
    """A study day for branches under `unit_id`; its quiz gets the same window and the same branches.

    Invalid names every field that is wrong, `may_share_date` when a branch has a day on that date already and nobody
    said that two are meant; NotFound when the unit is outside the actor's scope.
    """
    unit = get_unit(session, actor, Permission.MANAGE_STUDY_DAYS, unit_id)
    branches = [branch.ref for branch in list_branches(session, [unit.path]) if branch.id in set(branch_ids)]
    fields = {
        **_problems_of_window(title, opens_at, closes_at, now),
        **_problems_of_content(session, actor, study_unit_id, quiz_id, branches),
    }
    if not branches or len(branches) != len(set(branch_ids)):
        fields["branch_ids"] = "请选择参加的党支部，且都应在主办组织之下。"
    if not may_share_date and (taken := _days_on(session, held_on, branches)):
        fields["may_share_date"] = taken
    if fields:
        raise Invalid("；".join(sentence.rstrip("。") for sentence in fields.values()) + "。", fields)
    _hold_memberships(session)
    day = StudyDay(
        unit_id=unit.id,
        title=title.strip(),
        held_on=held_on,
        opens_at=opens_at,
        closes_at=closes_at,
        study_unit_id=study_unit_id,
        quiz_id=quiz_id,
        status=StudyDayStatus.SCHEDULED,
        created_at=now,
    )
    session.add(day)
    session.flush()
    due = count_due(session, [branch.id for branch in branches])
    session.add_all(
        BranchDay(study_day_id=day.id, unit_id=branch.id, due=due.get(branch.id, 0)) for branch in branches
    )
    session.flush()
    if quiz_id is not None:
        schedule_quiz(session, quiz_id, [branch.id for branch in branches], opens_at, closes_at)
    record(
        session,
        "study_day.scheduled",
        f"study_day:{day.id}",
        actor_id=actor.member_id,
        now=now,
        title=day.title,
        branches=len(branches),
    )
    return day


def cancel(session: Session, actor: Actor, study_day_id: int, *, now: datetime) -> StudyDay:
    """Take a day away from members before anybody has taken part. Conflict afterwards; twice changes nothing."""
    day = session.scalar(
        select(StudyDay)
        .join(Unit, Unit.id == StudyDay.unit_id)
        .where(StudyDay.id == study_day_id, within(Unit.path, scopes(actor, Permission.MANAGE_STUDY_DAYS)))
        .with_for_update(of=StudyDay)
    )
    if day is None:
        raise NotFound("没有找到这个统一学习日，或者它不在您的管理范围内。")
    if day.status is StudyDayStatus.CANCELLED:
        return day
    has_begun = session.scalar(
        select(
            exists().where(Participation.study_day_id == day.id)
            | exists().where(Attempt.quiz_id == day.quiz_id)
        )
    )
    if has_begun:
        raise Conflict("已有党员参加这个学习日，不能取消。")
    day.status = StudyDayStatus.CANCELLED
    if day.quiz_id is not None:
        cancel_schedule(session, day.quiz_id)
    session.flush()
    record(
        session,
        "study_day.cancelled",
        f"study_day:{day.id}",
        actor_id=actor.member_id,
        now=now,
        title=day.title,
    )
    return day


def _hold_memberships(session: Session) -> None:
    """Nobody joins or leaves between the counting of who is due and the commit (SQLite has one writer anyway)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE memberships IN SHARE MODE"))


def _days_on(session: Session, held_on: date, branches: Sequence[UnitRef]) -> str:
    """A sentence about the days that these branches have on a date already, empty when there are none."""
    rows = session.execute(
        select(StudyDay.title, BranchDay.unit_id)
        .join(BranchDay, BranchDay.study_day_id == StudyDay.id)
        .where(
            StudyDay.held_on == held_on,
            StudyDay.status == StudyDayStatus.SCHEDULED,
            BranchDay.unit_id.in_([branch.id for branch in branches]),
        )
        .order_by(StudyDay.id)
    ).all()
    if not rows:
        return ""
    titles = "、".join(f"“{title}”" for title in dict.fromkeys(row[0] for row in rows))
    return (
        f"所选支部中有 {len({row[1] for row in rows})} 个在 {held_on.month}月{held_on.day}日已有{titles}。"
        "如果确实要再安排一个，请勾选“同一天再安排一个”。"
    )


def _problems_of_window(title: str, opens_at: datetime, closes_at: datetime, now: datetime) -> dict[str, str]:
    fields = {}
    if not title.strip() or len(title.strip()) > TITLE_LENGTH:
        fields["title"] = f"请填写名称（{TITLE_LENGTH} 字以内）。"
    if closes_at <= opens_at:
        fields["closes_at"] = "结束时间应晚于开始时间。"
    elif closes_at <= now:
        fields["closes_at"] = "结束时间已经过去，请另选时间。"
    return fields


def _problems_of_content(
    session: Session,
    actor: Actor,
    study_unit_id: int | None,
    quiz_id: int | None,
    branches: Sequence[UnitRef],
) -> dict[str, str]:
    fields = {}
    if study_unit_id is None and quiz_id is None:
        fields["study_unit_id"] = "请至少选择一个学习单元或一次答题。"
    if study_unit_id is not None:
        owner = session.scalar(
            select(Unit.path)
            .join(StudyUnit, StudyUnit.unit_id == Unit.id)
            .where(StudyUnit.id == study_unit_id, StudyUnit.status == StudyUnitStatus.PUBLISHED)
        )
        if owner is None or not all(branch.path.startswith(owner) for branch in branches):
            fields["study_unit_id"] = "请选择一个已发布、且所选支部都能阅读的学习单元。"
    if quiz_id is not None:
        is_available = session.scalar(
            select(Quiz.id)
            .join(Unit, Unit.id == Quiz.unit_id)
            .where(
                Quiz.id == quiz_id,
                Quiz.status == QuizStatus.PUBLISHED,
                Quiz.opens_at.is_(None),
                within(Unit.path, scopes(actor, Permission.MANAGE_QUIZZES)),
            )
        )
        if is_available is None:
            fields["quiz_id"] = "请选择一次已发布、且尚未安排时间的答题。"
    return fields

"""Reads of study days, for members and for those who look after them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from studyhub.core.clock import local_date
from studyhub.core.db import Moment
from studyhub.core.errors import NotFound
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, UnitRef, scopes
from studyhub.quizzes.models import Attempt, Quiz
from studyhub.quizzes.rules import AttemptStatus, QuizState, quiz_state
from studyhub.study.models import ReadingProgress, StudyUnit
from studyhub.study.rules import read_percent, reading_minutes
from studyhub.study_days.models import BranchDay, Participation, StudyDay, StudyDayStatus
from studyhub.study_days.rules import (
    DayState,
    ParticipationState,
    day_state,
    has_read_on_day,
    participation_state,
)


@dataclass(frozen=True)
class StudyUnitOfDay:
    """The unit to read on a day, and how far the member has read it."""

    id: int
    title: str
    minutes: int
    percent: int
    completed_at: datetime | None


@dataclass(frozen=True)
class AttemptOfDay:
    """The member's attempt at the day's quiz; `raw` once it is submitted."""

    id: int
    status: AttemptStatus
    raw: Decimal | None


@dataclass(frozen=True)
class QuizOfDay:
    """The quiz of a day."""

    id: int
    title: str
    state: QuizState
    opens_at: datetime | None
    closes_at: datetime | None
    time_limit_seconds: int
    item_count: int
    max_points: Decimal
    attempt: AttemptOfDay | None


@dataclass(frozen=True)
class OwnParticipation:
    """Where the member stands on a day."""

    state: ParticipationState
    done_at: datetime | None


@dataclass(frozen=True)
class TodayView:
    """A study day as one member sees it."""

    id: int
    title: str
    held_on: date
    opens_at: datetime
    closes_at: datetime
    is_open: bool
    state: DayState
    study_unit: StudyUnitOfDay | None
    quiz: QuizOfDay | None
    participation: OwnParticipation


@dataclass(frozen=True)
class StudyDayRow:
    """A day in an organiser's list, with the sums over the branches in the actor's scope."""

    id: int
    title: str
    held_on: date
    opens_at: datetime
    closes_at: datetime
    status: StudyDayStatus
    state: DayState
    unit: UnitRef
    branch_count: int
    done: int
    due: int


_MEMBER_COLUMNS = (
    StudyDay.id,
    StudyDay.title,
    StudyDay.held_on,
    StudyDay.opens_at,
    StudyDay.closes_at,
    StudyUnit.id.label("study_unit_id"),
    StudyUnit.title.label("study_unit_title"),
    StudyUnit.character_count,
    StudyUnit.paragraph_count,
    ReadingProgress.seen_count,
    ReadingProgress.completed_at,
    ReadingProgress.updated_at.label("read_last_at"),
    Quiz.id.label("quiz_id"),
    Quiz.title.label("quiz_title"),
    Quiz.opens_at.label("quiz_opens_at"),
    Quiz.closes_at.label("quiz_closes_at"),
    Quiz.time_limit_seconds,
    Quiz.item_count,
    Quiz.max_points,
    Attempt.id.label("attempt_id"),
    Attempt.status.label("attempt_status"),
    Attempt.raw.label("attempt_raw"),
    Participation.done_at,
)

# Days of a member's branch with all that the member has done on them, in one statement.
_DAYS_FOR_MEMBER = (
    select(*_MEMBER_COLUMNS)
    .join(
        BranchDay,
        and_(BranchDay.study_day_id == StudyDay.id, BranchDay.unit_id == bindparam("branch_id")),
    )
    .outerjoin(StudyUnit, StudyUnit.id == StudyDay.study_unit_id)
    .outerjoin(
        ReadingProgress,
        and_(ReadingProgress.study_unit_id == StudyUnit.id, ReadingProgress.member_id == bindparam("me")),
    )
    .outerjoin(Quiz, Quiz.id == StudyDay.quiz_id)
    .outerjoin(Attempt, and_(Attempt.quiz_id == Quiz.id, Attempt.member_id == bindparam("me")))
    .outerjoin(
        Participation,
        and_(Participation.study_day_id == StudyDay.id, Participation.member_id == bindparam("me")),
    )
    .where(StudyDay.status == StudyDayStatus.SCHEDULED)
)
_NOW = bindparam("now", type_=Moment())
_TODAY = _DAYS_FOR_MEMBER.where(
    or_(
        and_(StudyDay.opens_at <= _NOW, StudyDay.closes_at > _NOW),
        and_(StudyDay.opens_at > _NOW, StudyDay.held_on == bindparam("date")),
    )
).order_by(StudyDay.held_on.desc(), StudyDay.opens_at)


def today(session: Session, actor: Actor, now: datetime) -> TodayView | None:
    """The day that is open now for the actor's branch, the latest first; else the next one still to open today."""
    rows = session.connection().execute(_TODAY, {**_whose(actor), "now": now, "date": local_date(now)}).all()
    views = [_member_view(row, now) for row in rows]
    return next((view for view in views if view.is_open), views[0] if views else None)


def list_for_member(session: Session, actor: Actor, now: datetime, *, limit: int = 50) -> list[TodayView]:
    """The days of the actor's branch, the latest first."""
    latest = _DAYS_FOR_MEMBER.order_by(StudyDay.opens_at.desc(), StudyDay.id.desc()).limit(limit)
    rows = session.execute(latest, _whose(actor))
    return [_member_view(row, now) for row in rows]


def list_for_organiser(
    session: Session, actor: Actor, now: datetime, *, limit: int = 100
) -> list[StudyDayRow]:
    """The days in which branches of the actor's scope take part, the latest first, cancelled ones too."""
    rows = session.execute(
        select(
            StudyDay.id,
            StudyDay.title,
            StudyDay.held_on,
            StudyDay.opens_at,
            StudyDay.closes_at,
            StudyDay.status,
            StudyDay.unit_id,
            func.count().label("branch_count"),
            func.sum(BranchDay.done).label("done"),
            func.sum(BranchDay.due).label("due"),
        )
        .join(BranchDay, BranchDay.study_day_id == StudyDay.id)
        .join(Unit, Unit.id == BranchDay.unit_id)
        .where(within(Unit.path, scopes(actor, Permission.VIEW_PARTICIPATION)))
        .group_by(StudyDay.id)
        .order_by(StudyDay.opens_at.desc(), StudyDay.id.desc())
        .limit(limit)
    ).all()
    owners = {
        unit.id: UnitRef(unit.id, unit.name, unit.path)
        for unit in session.execute(
            select(Unit.id, Unit.name, Unit.path).where(Unit.id.in_({row.unit_id for row in rows}))
        )
    }
    return [
        StudyDayRow(
            id=row.id,
            title=row.title,
            held_on=row.held_on,
            opens_at=row.opens_at,
            closes_at=row.closes_at,
            status=row.status,
            state=day_state(row.opens_at, row.closes_at, now),
            unit=owners[row.unit_id],
            branch_count=row.branch_count,
            done=int(row.done),
            due=int(row.due),
        )
        for row in rows
    ]


def get_for_member(session: Session, actor: Actor, study_day_id: int, now: datetime) -> TodayView:
    """A scheduled day of the actor's branch, or NotFound."""
    row = session.execute(_DAYS_FOR_MEMBER.where(StudyDay.id == study_day_id), _whose(actor)).first()
    if row is None:
        raise NotFound("没有找到这个统一学习日，或者它没有安排给您所在的支部。")
    return _member_view(row, now)


def _whose(actor: Actor) -> dict[str, int | None]:
    return {"me": actor.member_id, "branch_id": actor.unit.id if actor.unit else None}


def _member_view(row: Row[*tuple[Any, ...]], now: datetime) -> TodayView:
    study_unit = quiz = attempt = None
    if row.study_unit_id is not None:
        study_unit = StudyUnitOfDay(
            id=row.study_unit_id,
            title=row.study_unit_title,
            minutes=reading_minutes(row.character_count),
            percent=read_percent(row.seen_count or 0, row.paragraph_count, row.completed_at is not None),
            completed_at=row.completed_at,
        )
    if row.attempt_id is not None:
        attempt = AttemptOfDay(row.attempt_id, row.attempt_status, row.attempt_raw)
    if row.quiz_id is not None:
        quiz = QuizOfDay(
            id=row.quiz_id,
            title=row.quiz_title,
            state=quiz_state(row.quiz_opens_at, row.quiz_closes_at, now),
            opens_at=row.quiz_opens_at,
            closes_at=row.quiz_closes_at,
            time_limit_seconds=row.time_limit_seconds,
            item_count=row.item_count,
            max_points=row.max_points,
            attempt=attempt,
        )
    state = day_state(row.opens_at, row.closes_at, now)
    has_begun = attempt is not None or has_read_on_day(row.read_last_at, row.opens_at)
    return TodayView(
        id=row.id,
        title=row.title,
        held_on=row.held_on,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        is_open=state is DayState.OPEN,
        state=state,
        study_unit=study_unit,
        quiz=quiz,
        participation=OwnParticipation(participation_state(row.done_at, has_begun), row.done_at),
    )

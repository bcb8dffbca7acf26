"""Who has taken part, for organisers and secretaries: branches from their summary, members by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, exists, func, select
from sqlalchemy.orm import Session

from studyhub.accounts.models import Account
from studyhub.core.errors import NotFound
from studyhub.organisation.models import Membership, Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.quizzes.models import Attempt, Quiz
from studyhub.study.models import ReadingProgress, StudyUnit
from studyhub.study_days.models import BranchDay, Participation, StudyDay, StudyDayStatus
from studyhub.study_days.rules import (
    DayState,
    ParticipationState,
    average_percent,
    day_state,
    has_read_on_day,
    participation_state,
    rate,
)


@dataclass(frozen=True)
class StudyDayInScope:
    """A day as those see it who look after some of its branches."""

    id: int
    title: str
    held_on: date
    opens_at: datetime
    closes_at: datetime
    status: StudyDayStatus
    state: DayState
    study_unit_id: int | None
    study_unit_title: str | None
    quiz_id: int | None
    quiz_title: str | None


@dataclass(frozen=True)
class BranchRow:
    """A branch on a day; `average` is the mean percent of those who took part, None without a quiz or for nobody."""

    unit_id: int
    name: str
    done: int
    due: int
    rate: float
    average: float | None


@dataclass(frozen=True)
class ParticipantRow:
    """A member on a day. `percent` is that of the quiz, once submitted; an exempt member is not counted.

    is_submitted_by_server: the quiz was handed in at its deadline, not by the member.
    """

    member_id: int
    employee_number: str
    name: str
    unit_id: int
    unit_name: str
    is_exempt: bool
    state: ParticipationState
    read_at: datetime | None
    started_at: datetime | None
    submitted_at: datetime | None
    is_submitted_by_server: bool
    percent: int | None
    done_at: datetime | None


@dataclass(frozen=True)
class WatchView:
    """A day, its branches within the actor's scope (fewest taken part first), and their members.

    On a large site members are named for one branch at a time: `members` is None until a branch is asked for.
    """

    day: StudyDayInScope
    branches: tuple[BranchRow, ...]
    branch_count: int
    done: int
    due: int
    rate: float
    average: float | None
    members: tuple[ParticipantRow, ...] | None


_OF_PARTICIPATION = (
    Participation.read_at,
    Participation.submitted_at,
    Participation.percent,
    Participation.done_at,
    Participation.is_counted,
)
_STATES = list(ParticipationState)


def watch(
    session: Session,
    actor: Actor,
    study_day_id: int,
    now: datetime,
    *,
    branch_id: int | None = None,
    branch_limit: int = 200,
    member_limit: int = 500,
) -> WatchView:
    """How far a day has got, in at most five statements whatever the size of the site.

    branch_id: name the members of this branch only; without it all are named when at most `member_limit` are due.
    NotFound unless a branch within the actor's scope takes part.
    """
    day = _get_day(session, actor, study_day_id, now)
    in_scope = (
        BranchDay.study_day_id == day.id,
        within(Unit.path, scopes(actor, Permission.VIEW_PARTICIPATION)),
    )
    count, done, due, score_sum = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(BranchDay.done), 0),
            func.coalesce(func.sum(BranchDay.due), 0),
            func.coalesce(func.sum(BranchDay.score_sum), 0),
        )
        .join(Unit, Unit.id == BranchDay.unit_id)
        .where(*in_scope)
    ).one()
    rows = session.execute(
        select(Unit.id, Unit.name, BranchDay.done, BranchDay.due, BranchDay.rate, BranchDay.score_sum)
        .select_from(BranchDay)
        .join(Unit, Unit.id == BranchDay.unit_id)
        .where(*in_scope)
        .order_by(BranchDay.rate, Unit.path)
        .limit(branch_limit)
    ).all()
    has_quiz = day.quiz_id is not None
    members = None
    if branch_id is not None or due <= member_limit:
        members = tuple(_participants(session, actor, day, branch_id))
    return WatchView(
        day=day,
        branches=tuple(
            BranchRow(*row[:5], average_percent(row.score_sum, row.done) if has_quiz else None)
            for row in rows
        ),
        branch_count=count,
        done=int(done),
        due=int(due),
        rate=rate(int(done), int(due)),
        average=average_percent(int(score_sum), int(done)) if has_quiz else None,
        members=members,
    )


def list_participants(
    session: Session, actor: Actor, study_day_id: int, now: datetime
) -> tuple[WatchView, list[ParticipantRow]]:
    """A day with all its branches and all their members within the actor's scope, for export. NotFound as `watch`."""
    view = watch(session, actor, study_day_id, now, branch_limit=100_000, member_limit=-1)
    return view, _participants(session, actor, view.day, None)


def _get_day(session: Session, actor: Actor, study_day_id: int, now: datetime) -> StudyDayInScope:
    row = session.execute(
        select(
            StudyDay.id,
            StudyDay.title,
            StudyDay.held_on,
            StudyDay.opens_at,
            StudyDay.closes_at,
            StudyDay.status,
            StudyDay.study_unit_id,
            StudyUnit.title.label("study_unit_title"),
            StudyDay.quiz_id,
            Quiz.title.label("quiz_title"),
        )
        .outerjoin(StudyUnit, StudyUnit.id == StudyDay.study_unit_id)
        .outerjoin(Quiz, Quiz.id == StudyDay.quiz_id)
        .where(
            StudyDay.id == study_day_id,
            select(BranchDay.unit_id)
            .join(Unit, Unit.id == BranchDay.unit_id)
            .where(
                BranchDay.study_day_id == StudyDay.id,
                within(Unit.path, scopes(actor, Permission.VIEW_PARTICIPATION)),
            )
            .exists(),
        )
    ).first()
    if row is None:
        raise NotFound("没有找到这个统一学习日，或者它不在您的管理范围内。")
    return StudyDayInScope(**row._mapping, state=day_state(row.opens_at, row.closes_at, now))


def _participants(
    session: Session, actor: Actor, day: StudyDayInScope, branch_id: int | None
) -> list[ParticipantRow]:
    """Those who did something, by the branch for which they did it, and the present members who did nothing yet.

    Two statements: a member who has moved away since stays where the day was held, and nobody appears twice.
    """
    scope = [within(Unit.path, scopes(actor, Permission.VIEW_PARTICIPATION))]
    if branch_id is not None:
        scope.append(Unit.id == branch_id)
    columns = (
        Account.id.label("member_id"),
        Account.employee_number,
        Account.name,
        Unit.id.label("unit_id"),
        Unit.name.label("unit_name"),
        Unit.path,
        Attempt.started_at,
        Attempt.status.label("attempt_status"),
        Attempt.is_submitted_by_server,
        ReadingProgress.updated_at.label("read_last_at"),
        ReadingProgress.completed_at,
    )
    attempt = and_(Attempt.quiz_id == day.quiz_id, Attempt.member_id == Account.id)
    progress = and_(
        ReadingProgress.study_unit_id == day.study_unit_id, ReadingProgress.member_id == Account.id
    )
    present = and_(Membership.member_id == Account.id, Membership.ended_on.is_(None))
    active = session.execute(
        select(*columns, *_OF_PARTICIPATION, func.coalesce(Membership.is_exempt, False).label("is_exempt"))
        .select_from(Participation)
        .join(Account, Account.id == Participation.member_id)
        .join(Unit, Unit.id == Participation.unit_id)
        .outerjoin(Membership, present)
        .outerjoin(Attempt, attempt)
        .outerjoin(ReadingProgress, progress)
        .where(Participation.study_day_id == day.id, *scope)
    ).all()
    idle = session.execute(
        select(*columns, Membership.is_exempt)
        .select_from(BranchDay)
        .join(Unit, Unit.id == BranchDay.unit_id)
        .join(Membership, and_(Membership.unit_id == Unit.id, Membership.ended_on.is_(None)))
        .join(Account, Account.id == Membership.member_id)
        .outerjoin(Attempt, attempt)
        .outerjoin(ReadingProgress, progress)
        .where(
            BranchDay.study_day_id == day.id,
            ~exists().where(Participation.study_day_id == day.id, Participation.member_id == Account.id),
            *scope,
        )
    ).all()
    return _sorted(
        [(row, _participant(row, day, True)) for row in active]
        + [(row, _participant(row, day, False)) for row in idle]
    )


def _participant(row: Row[*tuple[Any, ...]], day: StudyDayInScope, has_participation: bool) -> ParticipantRow:
    done_at = row.done_at if has_participation else None
    has_begun = (
        has_participation or row.attempt_status is not None or has_read_on_day(row.read_last_at, day.opens_at)
    )
    return ParticipantRow(
        member_id=row.member_id,
        employee_number=row.employee_number,
        name=row.name,
        unit_id=row.unit_id,
        unit_name=row.unit_name,
        is_exempt=row.is_exempt and not (has_participation and row.is_counted),
        state=participation_state(done_at, has_begun),
        read_at=(row.read_at if has_participation else None) or row.completed_at,
        started_at=row.started_at,
        submitted_at=row.submitted_at if has_participation else None,
        is_submitted_by_server=has_participation and bool(row.is_submitted_by_server),
        percent=row.percent if has_participation else None,
        done_at=done_at,
    )


def _sorted(rows: Sequence[tuple[Row[*tuple[Any, ...]], ParticipantRow]]) -> list[ParticipantRow]:
    """By branch in tree order; in a branch those first who have still something to do."""
    return [
        participant
        for _, participant in sorted(
            rows,
            key=lambda pair: (
                _depth_first(pair[0].path),
                _STATES.index(pair[1].state),
                pair[1].employee_number,
            ),
        )
    ]


def _depth_first(path: str) -> list[int]:
    return [int(unit_id) for unit_id in path.strip("/").split("/")]

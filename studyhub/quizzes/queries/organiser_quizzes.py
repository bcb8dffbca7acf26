"""Reads of quizzes as an organiser keeps them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from question_bank import Blueprint, Shortfall, shortfalls
from studyhub.core.clock import local_date
from studyhub.core.db import table_of
from studyhub.core.errors import NotFound
from studyhub.items.queries import ready_pool
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import get_unit, within
from studyhub.organisation.rules import Actor, Permission, UnitRef, scopes
from studyhub.quizzes.models import Attempt, Quiz, QuizItem, QuizUnit
from studyhub.quizzes.queries.pools import freeze
from studyhub.quizzes.rules import AttemptStatus, QuizState, QuizStatus, ReviewRule, quiz_state
from studyhub.quizzes.rules.scoring import percent


@dataclass(frozen=True)
class QuizRow:
    """A quiz in a listing; `state` is None while it is a draft."""

    id: int
    title: str
    unit: UnitRef
    status: QuizStatus
    state: QuizState | None
    item_count: int
    max_points: Decimal
    opens_at: datetime | None
    closes_at: datetime | None
    created_at: datetime
    attempt_count: int
    submitted_count: int


@dataclass(frozen=True)
class DifficultySpread:
    """How hard the papers drawn so far are expected to be: the easiest, the mean, the hardest; 1 to 5."""

    least: Decimal
    mean: Decimal
    most: Decimal


@dataclass(frozen=True)
class QuizDetail:
    """A quiz whole. `shortfalls` are those of a draft against today's bank; a published one has none.

    `units` are the branches it is scheduled for; `average_percent` is over the submitted attempts, None without any;
    `difficulty_spread` is over all papers drawn.
    """

    id: int
    title: str
    unit: UnitRef
    status: QuizStatus
    state: QuizState | None
    blueprint: Blueprint
    time_limit_seconds: int
    grace_seconds: int
    pass_percent: int
    review_rule: ReviewRule
    prefers_unseen: bool
    item_count: int
    max_points: Decimal
    opens_at: datetime | None
    closes_at: datetime | None
    published_at: datetime | None
    pool_count: int
    shortfalls: tuple[Shortfall, ...]
    units: tuple[UnitRef, ...]
    attempt_count: int
    submitted_count: int
    average_percent: int | None
    difficulty_spread: DifficultySpread | None


def list_for_organiser(
    session: Session, actor: Actor, now: datetime, *, limit: int = 200
) -> tuple[QuizRow, ...]:
    """The quizzes of the actor's range, newest first."""
    rows = session.execute(
        _quizzes(actor).order_by(Quiz.created_at.desc(), Quiz.id.desc()).limit(limit)
    ).all()
    counts = _attempt_counts(session, [row.id for row in rows])
    return tuple(
        QuizRow(
            row.id,
            row.title,
            UnitRef(row.unit_id, row.unit_name, row.path),
            row.status,
            _state(row, now),
            row.item_count,
            row.max_points,
            row.opens_at,
            row.closes_at,
            row.created_at,
            *counts.get(row.id, _NO_ATTEMPTS)[:2],
        )
        for row in rows
    )


def get_for_organiser(session: Session, actor: Actor, quiz_id: int, now: datetime) -> QuizDetail:
    """A quiz of the actor's range, or NotFound."""
    row = session.execute(_quizzes(actor).where(Quiz.id == quiz_id)).first()
    if row is None:
        raise NotFound("没有找到这份答题，它可能不在您的管理范围内。")
    blueprint = Blueprint.from_json(row.blueprint)
    is_draft = row.status is QuizStatus.DRAFT
    units = session.execute(
        select(Unit.id, Unit.name, Unit.path)
        .join(QuizUnit, QuizUnit.unit_id == Unit.id)
        .where(QuizUnit.quiz_id == quiz_id)
        .order_by(Unit.position, Unit.id)
    )
    attempts, submitted, average, spread = _attempt_counts(session, [quiz_id]).get(quiz_id, _NO_ATTEMPTS)
    return QuizDetail(
        id=row.id,
        title=row.title,
        unit=UnitRef(row.unit_id, row.unit_name, row.path),
        status=row.status,
        state=_state(row, now),
        blueprint=blueprint,
        time_limit_seconds=row.time_limit_seconds,
        grace_seconds=row.grace_seconds,
        pass_percent=row.pass_percent,
        review_rule=row.review_rule,
        prefers_unseen=row.prefers_unseen,
        item_count=row.item_count,
        max_points=row.max_points,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        published_at=row.published_at,
        pool_count=session.scalar(
            select(func.count()).select_from(QuizItem).where(QuizItem.quiz_id == quiz_id)
        )
        or 0,
        shortfalls=_shortfalls(session, row.path, blueprint, now) if is_draft else (),
        units=tuple(UnitRef(*unit) for unit in units),
        attempt_count=attempts,
        submitted_count=submitted,
        average_percent=average,
        difficulty_spread=spread,
    )


def shortfalls_of(
    session: Session, actor: Actor, unit_id: int, blueprint: Blueprint, now: datetime
) -> tuple[Shortfall, ...]:
    """The cells that a unit's bank cannot fill today; NotFound when the unit is out of the actor's range."""
    unit = get_unit(session, actor, Permission.MANAGE_QUIZZES, unit_id)
    return _shortfalls(session, unit.path, blueprint, now)


def _shortfalls(
    session: Session, unit_path: str, blueprint: Blueprint, now: datetime
) -> tuple[Shortfall, ...]:
    pool = freeze(dict(ready_pool(session, unit_path)), blueprint, on=local_date(now))
    return shortfalls(pool.prepared, blueprint)


def _quizzes(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(*table_of(Quiz).c, Unit.name.label("unit_name"), Unit.path)
        .join(Unit, Unit.id == Quiz.unit_id)
        .where(within(Unit.path, scopes(actor, Permission.MANAGE_QUIZZES)))
    )


def _state(row: Row[*tuple[Any, ...]], now: datetime) -> QuizState | None:
    return None if row.status is QuizStatus.DRAFT else quiz_state(row.opens_at, row.closes_at, now)


_Counts = tuple[int, int, int | None, DifficultySpread | None]
_NO_ATTEMPTS: _Counts = (0, 0, None, None)


def _attempt_counts(session: Session, quiz_ids: list[int]) -> dict[int, _Counts]:
    """Of each quiz how many attempts were started, how many submitted, their average percent, how hard their papers."""
    is_submitted = Attempt.status == AttemptStatus.SUBMITTED
    rows = session.execute(
        select(
            Attempt.quiz_id,
            func.count(),
            func.count().filter(is_submitted),
            func.sum(Attempt.raw).filter(is_submitted),
            func.sum(Attempt.max).filter(is_submitted),
            func.count(Attempt.difficulty),
            func.min(Attempt.difficulty),
            func.sum(Attempt.difficulty),
            func.max(Attempt.difficulty),
        )
        .where(Attempt.quiz_id.in_(quiz_ids))
        .group_by(Attempt.quiz_id)
    )
    counts: dict[int, _Counts] = {}
    for row in rows:
        quiz_id, started, submitted, raw, most, rated, least, total, hardest = row
        average = None if raw is None or most is None else percent(raw, most)
        spread = _spread(rated, least, total, hardest)
        counts[quiz_id] = (started, submitted, average, spread)
    return counts


def _spread(
    count: int, least: Decimal | None, total: Decimal | None, most: Decimal | None
) -> DifficultySpread | None:
    if least is None or total is None or most is None:
        return None
    return DifficultySpread(round(least, 2), round(total / count, 2), round(most, 2))

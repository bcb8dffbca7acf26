"""Reads of quizzes as a member meets them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlalchemy.orm import Session

from question_bank import Blueprint
from studyhub.core.errors import NotFound
from studyhub.organisation.rules import Actor
from studyhub.quizzes.models import Attempt, Quiz, QuizUnit
from studyhub.quizzes.queries.pools import get_pool
from studyhub.quizzes.rules import AttemptStatus, QuizState, QuizStatus, ReviewRule, counts, quiz_state


@dataclass(frozen=True)
class OwnAttempt:
    """The member's own attempt at a quiz; `raw` is None until it is graded.

    An attempt whose time is over `is_due` to be submitted by the server, though its status is still OPEN.
    """

    id: int
    status: AttemptStatus
    is_due: bool
    started_at: datetime
    deadline_at: datetime
    submitted_at: datetime | None
    raw: Decimal | None


@dataclass(frozen=True)
class SectionSummary:
    """A section of the paper: its title, how many items, what they are worth together."""

    title: str
    item_count: int
    points: Decimal


@dataclass(frozen=True)
class QuizCard:
    """A scheduled quiz with its rules, and what the member has done with it."""

    id: int
    title: str
    state: QuizState
    opens_at: datetime
    closes_at: datetime
    time_limit_seconds: int
    grace_seconds: int
    item_count: int
    max_points: Decimal
    pass_percent: int
    review_rule: ReviewRule
    sections: tuple[SectionSummary, ...]
    attempt: OwnAttempt | None

    @property
    def is_passed(self) -> bool:
        """Whether the member has submitted and reached the pass mark."""
        raw = self.attempt.raw if self.attempt else None
        return raw is not None and raw * 100 >= self.max_points * self.pass_percent


def get_quiz_for_member(session: Session, actor: Actor, quiz_id: int, now: datetime) -> QuizCard:
    """A quiz scheduled for the actor's branch (or one the actor has taken), or NotFound."""
    row = session.execute(_cards(actor).where(Quiz.id == quiz_id)).first()
    if row is None:
        raise NotFound("没有找到这份答题，它可能没有安排给您所在的支部。")
    card = _card(row, now)
    if card.state is QuizState.OPEN and card.attempt is None:
        # Who looks at the rules is about to start: the pool is made ready here, where nobody waits for a lock.
        get_pool(session, card.id, row.pool_digest, row.blueprint)
    return card


def list_quizzes_for_member(session: Session, actor: Actor, now: datetime) -> tuple[QuizCard, ...]:
    """The quizzes scheduled for the actor's branch or taken by the actor, the latest window first."""
    rows = session.execute(_cards(actor).order_by(Quiz.opens_at.desc(), Quiz.id.desc()))
    return tuple(_card(row, now) for row in rows)


def _cards(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Quiz.id,
            Quiz.title,
            Quiz.opens_at,
            Quiz.closes_at,
            Quiz.time_limit_seconds,
            Quiz.grace_seconds,
            Quiz.item_count,
            Quiz.max_points,
            Quiz.pass_percent,
            Quiz.review_rule,
            Quiz.blueprint,
            Quiz.pool_digest,
            Attempt.id.label("attempt_id"),
            Attempt.status,
            Attempt.started_at,
            Attempt.deadline_at,
            Attempt.closes_at.label("attempt_closes_at"),
            Attempt.submitted_at,
            Attempt.raw,
        )
        .outerjoin(Attempt, and_(Attempt.quiz_id == Quiz.id, Attempt.member_id == actor.member_id))
        .where(Quiz.status == QuizStatus.PUBLISHED, Quiz.opens_at.is_not(None), _is_for(actor))
    )


def _is_for(actor: Actor) -> ColumnElement[bool]:
    own_branch = actor.unit.id if actor.unit is not None else None
    scheduled = (
        select(QuizUnit.quiz_id).where(QuizUnit.quiz_id == Quiz.id, QuizUnit.unit_id == own_branch).exists()
    )
    return or_(scheduled, Attempt.id.is_not(None))


def _card(row: Row[*tuple[Any, ...]], now: datetime) -> QuizCard:
    attempt = None
    if row.attempt_id is not None:
        is_due = row.status is AttemptStatus.OPEN and not counts(now, row.attempt_closes_at)
        attempt = OwnAttempt(
            row.attempt_id,
            row.status,
            is_due,
            row.started_at,
            row.deadline_at,
            row.submitted_at,
            row.raw,
        )
    return QuizCard(
        row.id,
        row.title,
        quiz_state(row.opens_at, row.closes_at, now),
        row.opens_at,
        row.closes_at,
        row.time_limit_seconds,
        row.grace_seconds,
        row.item_count,
        row.max_points,
        row.pass_percent,
        row.review_rule,
        tuple(
            SectionSummary(
                section.title,
                sum(cell.count for cell in section.cells),
                sum((cell.count * cell.points for cell in section.cells), Decimal(0)),
            )
            for section in Blueprint.from_json(row.blueprint).sections
        ),
        attempt,
    )

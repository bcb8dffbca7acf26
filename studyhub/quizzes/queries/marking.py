"""Responses that a person marks, without saying whose they are."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from question_bank import Item, ItemType, Outcome
from studyhub.core.db import table_of
from studyhub.core.errors import NotFound
from studyhub.items.queries import load_versions
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.quizzes.models import Attempt, Grading, Mark, Quiz, Slot, SlotScore
from studyhub.quizzes.rules import AttemptStatus


@dataclass(frozen=True)
class OpenResponse:
    """A response to an item that a person marks; `raw` is None until it is marked."""

    attempt_id: int
    number: int
    item: Item
    text: str
    points: Decimal
    raw: Decimal | None
    comment: str


@dataclass(frozen=True)
class MarkingView:
    """The open responses of a quiz: how many wait, how many are marked, and a page of one kind of them."""

    quiz_id: int
    quiz_title: str
    waiting_count: int
    marked_count: int
    responses: tuple[OpenResponse, ...]


_attempts, _slots, _gradings, _scores = (
    table_of(Attempt),
    table_of(Slot),
    table_of(Grading),
    table_of(SlotScore),
)


def get_marking(
    session: Session, actor: Actor, quiz_id: int, *, is_marked: bool = False, limit: int = 20
) -> MarkingView:
    """The responses of a quiz of the actor's range that wait for a person, or those that were marked; or NotFound.

    Question by question, and within a question in an order that tells nothing of who wrote them.
    """
    title = session.scalar(
        select(Quiz.title)
        .join(Unit, Unit.id == Quiz.unit_id)
        .where(Quiz.id == quiz_id, within(Unit.path, scopes(actor, Permission.MANAGE_QUIZZES)))
    )
    if title is None:
        raise NotFound("没有找到这份测验，它可能不在您的管理范围内。")
    counts = dict(count_open_responses(session, [quiz_id]).get(quiz_id, {}))
    waiting = counts.pop(Outcome.UNMARKED, 0)
    marked = sum(counts.values())
    is_waiting = _scores.c.outcome == Outcome.UNMARKED
    rows = session.execute(
        _open_responses([quiz_id])
        .add_columns(*_slots.c, _scores.c.raw.label("given"))
        .where(~is_waiting if is_marked else is_waiting)
        .order_by(_slots.c.item_version_id, _attempts.c.seed)
        .limit(limit)
    ).all()
    items = load_versions(session, sorted({row.item_version_id for row in rows}))
    comments = _comments(session, [row.attempt_id for row in rows])
    return MarkingView(
        quiz_id, title, waiting, marked,
        tuple(
            OpenResponse(
                row.attempt_id, row.number, items[row.item_version_id], "\n".join(row.response or ()), row.points,
                row.given if is_marked else None, comments.get((row.attempt_id, row.number), ""),
            )
            for row in rows
        ),
    )  # fmt: skip


def count_open_responses(session: Session, quiz_ids: list[int]) -> dict[int, dict[str, int]]:
    """How many answered open responses each quiz has, by outcome of the last grading; quizzes without are absent."""
    found: dict[int, dict[str, int]] = {}
    statement = (
        _open_responses(quiz_ids)
        .add_columns(_attempts.c.quiz_id, _scores.c.outcome, func.count())
        .group_by(_attempts.c.quiz_id, _scores.c.outcome)
    )
    for quiz_id, outcome, count in session.execute(statement):
        found.setdefault(quiz_id, {})[outcome] = count
    return found


def _open_responses(quiz_ids: list[int]) -> Select[*tuple[Any, ...]]:
    last = (
        select(func.max(_gradings.c.number))
        .where(_gradings.c.attempt_id == _attempts.c.id)
        .correlate(_attempts)
        .scalar_subquery()
    )
    return (
        select()
        .select_from(_attempts)
        .join(_slots, _slots.c.attempt_id == _attempts.c.id)
        .join(_gradings, and_(_gradings.c.attempt_id == _attempts.c.id, _gradings.c.number == last))
        .join(_scores, and_(_scores.c.grading_id == _gradings.c.id, _scores.c.number == _slots.c.number))
        .where(
            _attempts.c.quiz_id.in_(quiz_ids),
            _attempts.c.status == AttemptStatus.SUBMITTED,
            _slots.c.type == ItemType.EXTENDED_TEXT,
            _scores.c.outcome != Outcome.BLANK,
        )
    )


def _comments(session: Session, attempt_ids: list[int]) -> dict[tuple[int, int], str]:
    rows = session.execute(
        select(Mark.attempt_id, Mark.number, Mark.comment)
        .where(Mark.attempt_id.in_(attempt_ids))
        .order_by(Mark.id)
    )
    return {(row[0], row[1]): row[2] for row in rows}

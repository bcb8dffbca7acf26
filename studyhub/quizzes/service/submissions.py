"""Submitting and grading attempts, by the member or, when the time is over, by the server."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.orm import Session

from question_bank import Grade, Marking
from studyhub.core.db import table_of
from studyhub.core.errors import NotFound
from studyhub.core.events import publish
from studyhub.quizzes.events import AttemptSubmitted
from studyhub.quizzes.models import Attempt, Grading, Quiz, Slot, SlotScore
from studyhub.quizzes.queries.attempts import shown
from studyhub.quizzes.queries.corrections import corrections_in_force
from studyhub.quizzes.queries.pools import get_items
from studyhub.quizzes.rules import AttemptStatus, counts
from studyhub.quizzes.rules.regrading import grade_by
from studyhub.quizzes.rules.scoring import percent
from studyhub.quizzes.rules.wire import to_canonical

_attempts, _quizzes, _slots, _gradings, _scores = (
    table_of(Attempt),
    table_of(Quiz),
    table_of(Slot),
    table_of(Grading),
    table_of(SlotScore),
)

# On PostgreSQL whoever reads an attempt to submit it keeps it; SQLite has one writer at a time.
_FIND = select(_attempts, _quizzes.c.title, _quizzes.c.pool_digest).join(
    _quizzes, _quizzes.c.id == _attempts.c.quiz_id
)
_FIND_ONE = _FIND.where(_attempts.c.id == bindparam("attempt_id")).with_for_update(of=_attempts)
_FIND_SLOTS = select(_slots).where(_slots.c.attempt_id == bindparam("attempt_id")).order_by(_slots.c.number)
_CLOSE = (
    update(_attempts)
    .where(_attempts.c.id == bindparam("attempt_id"), _attempts.c.status == AttemptStatus.OPEN)
    .values(
        status=AttemptStatus.SUBMITTED,
        submitted_at=bindparam("at"),
        is_submitted_by_server=bindparam("is_late"),
        raw=bindparam("points"),
    )
)
_ADD_GRADING = insert(_gradings).returning(_gradings.c.id)
_ADD_SCORES = insert(_scores)


@dataclass(frozen=True)
class Submission:
    """A submitted attempt."""

    attempt_id: int
    status: AttemptStatus
    submitted_at: datetime
    is_submitted_by_server: bool
    raw: Decimal
    max: Decimal


def submit(session: Session, attempt_id: int, member_id: int | None, *, now: datetime) -> Submission:
    """Submit and grade an attempt; the same again answers what was stored. NotFound unless it is the member's.

    member_id: None when the attempt's own token has opened it. After the deadline and its grace it counts as
    submitted by the server, at the deadline.
    """
    attempt = session.connection().execute(_FIND_ONE, {"attempt_id": attempt_id}).first()
    if attempt is None or (member_id is not None and attempt.member_id != member_id):
        raise NotFound("没有找到这份答卷。")
    return _submit(session, attempt, now)


def submit_if_due(session: Session, attempt_id: int, *, now: datetime) -> bool:
    """Submit an attempt whose time is over; whether that was necessary. Nothing happens to any other."""
    attempt = session.connection().execute(_FIND_ONE, {"attempt_id": attempt_id}).first()
    if attempt is None or attempt.status is not AttemptStatus.OPEN or counts(now, attempt.closes_at):
        return False
    _submit(session, attempt, now)
    return True


def _submit(session: Session, attempt: Row[*tuple[Any, ...]], now: datetime) -> Submission:
    """Grade a locked attempt and close it; one that is submitted already stays as it is."""
    if attempt.status is AttemptStatus.SUBMITTED:
        return Submission(
            attempt.id,
            attempt.status,
            attempt.submitted_at,
            attempt.is_submitted_by_server,
            attempt.raw,
            attempt.max,
        )
    is_late = not counts(now, attempt.closes_at)
    at = attempt.deadline_at if is_late else now
    grades = _grades(session, attempt)
    raw = sum((one.raw for one in grades.values()), Decimal(0))
    connection = session.connection()
    connection.execute(_CLOSE, {"attempt_id": attempt.id, "at": at, "is_late": is_late, "points": raw})
    grading_id = connection.scalar(
        _ADD_GRADING,
        {"attempt_id": attempt.id, "number": 1, "reason": "submission", "raw": raw, "graded_at": now},
    )
    connection.execute(
        _ADD_SCORES,
        [
            {"grading_id": grading_id, "number": number, "raw": one.raw, "outcome": one.outcome.value}
            for number, one in grades.items()
        ],
    )
    publish(
        session,
        AttemptSubmitted(
            attempt_id=attempt.id,
            quiz_id=attempt.quiz_id,
            quiz_title=attempt.title,
            member_id=attempt.member_id,
            unit_id=attempt.unit_id,
            raw=raw,
            max=attempt.max,
            percent=percent(raw, attempt.max),
            at=at,
        ),
    )
    return Submission(attempt.id, AttemptStatus.SUBMITTED, at, is_late, raw, attempt.max)


def _grades(session: Session, attempt: Row[*tuple[Any, ...]]) -> dict[int, Grade]:
    """The grade of each slot by number, by the points and the marking frozen with the paper.

    Corrections are read when the attempt is held: see service.regrading for why none is missed.
    """
    rows = session.connection().execute(_FIND_SLOTS, {"attempt_id": attempt.id}).all()
    items = get_items(session, attempt.pool_digest, [row.item_version_id for row in rows])
    corrections = corrections_in_force(session, attempt.quiz_id)
    grades = {}
    for row in rows:
        correction = corrections.get(row.item_version_id)
        grades[row.number] = grade_by(
            (correction and correction.item) or items[row.item_version_id],
            correction.kind if correction else None,
            to_canonical(shown(row), row.response),
            row.points,
            Marking(row.marking),
        )
    return grades

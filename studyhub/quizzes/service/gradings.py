"""Appending a grading to a submitted attempt: what changed in it, and the rest as the last one had it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from question_bank import Grade
from studyhub.core.db import table_of
from studyhub.quizzes.events import AttemptRegraded
from studyhub.quizzes.models import Attempt, Grading, SlotScore
from studyhub.quizzes.rules.scoring import percent

CHUNK = 500  # attempts at a time, well below the number of parameters that either engine takes

_attempts, _gradings, _scores = table_of(Attempt), table_of(Grading), table_of(SlotScore)
_SET_RAW = update(_attempts).where(_attempts.c.id == bindparam("attempt")).values(raw=bindparam("new_raw"))


@dataclass(frozen=True)
class ScoreChange:
    """One slot of an attempt gets another grade."""

    attempt_id: int
    number: int
    grade: Grade


@dataclass
class _Last:
    number: int
    scores: dict[int, tuple[Decimal, str]]


def append_gradings(
    session: Session,
    changes: Sequence[ScoreChange],
    *,
    reason: str,
    correction_id: int | None = None,
    now: datetime,
) -> tuple[AttemptRegraded, ...]:
    """Append a grading to each of some attempts, one changed slot each; the caller holds their rows.

    Gives what happened to each attempt, in order.
    """
    return tuple(
        regraded
        for start in range(0, len(changes), CHUNK)
        for regraded in _append(session, changes[start : start + CHUNK], reason, correction_id, now)
    )


def _append(
    session: Session,
    changes: Sequence[ScoreChange],
    reason: str,
    correction_id: int | None,
    now: datetime,
) -> Iterator[AttemptRegraded]:
    connection = session.connection()
    attempts = {
        row.id: row
        for row in connection.execute(
            select(_attempts).where(_attempts.c.id.in_([change.attempt_id for change in changes]))
        )
    }
    last = _last_gradings(session, list(attempts))
    rows: list[dict[str, Any]] = []
    for change in changes:
        before = last[change.attempt_id]
        before.scores[change.number] = (change.grade.raw, change.grade.outcome.value)
        rows.append(
            {
                "attempt_id": change.attempt_id,
                "number": before.number + 1,
                "reason": reason,
                "correction_id": correction_id,
                "raw": sum((raw for raw, _ in before.scores.values()), Decimal(0)),
                "graded_at": now,
            }
        )
    grading_ids = connection.scalars(
        insert(_gradings).returning(_gradings.c.id, sort_by_parameter_order=True), rows
    ).all()
    connection.execute(
        insert(_scores),
        [
            {"grading_id": grading_id, "number": number, "raw": raw, "outcome": outcome}
            for grading_id, row in zip(grading_ids, rows, strict=True)
            for number, (raw, outcome) in sorted(last[row["attempt_id"]].scores.items())
        ],
    )
    connection.execute(_SET_RAW, [{"attempt": row["attempt_id"], "new_raw": row["raw"]} for row in rows])
    for row in rows:
        attempt = attempts[row["attempt_id"]]
        yield AttemptRegraded(
            attempt_id=attempt.id,
            quiz_id=attempt.quiz_id,
            member_id=attempt.member_id,
            unit_id=attempt.unit_id,
            grading_number=row["number"],
            old_percent=percent(attempt.raw, attempt.max),
            new_percent=percent(row["raw"], attempt.max),
            at=now,
        )


def _last_gradings(session: Session, attempt_ids: Sequence[int]) -> Mapping[int, _Last]:
    newest = (
        select(_gradings.c.attempt_id, func.max(_gradings.c.number).label("number"))
        .where(_gradings.c.attempt_id.in_(attempt_ids))
        .group_by(_gradings.c.attempt_id)
        .subquery()
    )
    rows = session.connection().execute(
        select(_gradings.c.attempt_id, _gradings.c.number.label("grading"), _scores)
        .join(
            newest,
            (newest.c.attempt_id == _gradings.c.attempt_id) & (newest.c.number == _gradings.c.number),
        )
        .join(_scores, _scores.c.grading_id == _gradings.c.id)
    )
    last: dict[int, _Last] = {}
    for row in rows:
        last.setdefault(row.attempt_id, _Last(row.grading, {})).scores[row.number] = (row.raw, row.outcome)
    return last

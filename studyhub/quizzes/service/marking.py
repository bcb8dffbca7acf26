"""A person marks what no machine can grade."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank import Grade, ItemType, Outcome
from studyhub.audit.service import record
from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.core.events import publish
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.quizzes.events import AttemptsRegraded
from studyhub.quizzes.models import Attempt, Grading, Mark, Quiz, Slot, SlotScore
from studyhub.quizzes.queries.corrections import corrections_in_force
from studyhub.quizzes.rules import AttemptStatus
from studyhub.quizzes.rules.regrading import outcome_of
from studyhub.quizzes.service.gradings import ScoreChange, append_gradings

COMMENT_LENGTH = 300


def mark(
    session: Session,
    actor: Actor,
    attempt_id: int,
    number: int,
    raw: Decimal,
    comment: str = "",
    *,
    now: datetime,
    is_again: bool = False,
) -> None:
    """Give a response its points (0 to the slot's, two decimals), with a comment for the member, by a new grading.

    is_again: it was marked before, and that is known; otherwise Conflict (already_marked). Conflict (item_void) when
    everybody has its points anyway. NotFound when it is no such response in a quiz of the actor's range.
    """
    row = session.execute(
        select(Attempt.quiz_id, Quiz.title, Slot.points, Slot.item_version_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(Unit, Unit.id == Quiz.unit_id)
        .join(Slot, Slot.attempt_id == Attempt.id)
        .where(
            Attempt.id == attempt_id,
            Attempt.status == AttemptStatus.SUBMITTED,
            Slot.number == number,
            Slot.type == ItemType.EXTENDED_TEXT,
            within(Unit.path, scopes(actor, Permission.MANAGE_QUIZZES)),
        )
        .with_for_update(of=Attempt)
    ).first()
    if row is None:
        raise NotFound("没有找到这份作答，它可能不在您的管理范围内。")
    _require(raw, row.points, comment)
    present = session.scalars(
        select(SlotScore.outcome)
        .join(Grading, Grading.id == SlotScore.grading_id)
        .where(Grading.attempt_id == attempt_id, SlotScore.number == number)
        .order_by(Grading.number.desc())
        .limit(1)
    ).one()
    correction = corrections_in_force(session, row.quiz_id).get(row.item_version_id)
    if correction is not None and correction.item is None:
        raise Conflict("这道题已经作废，全员得分，不用再阅。", code="item_void")
    if present != Outcome.UNMARKED and not is_again:
        raise Conflict("这份作答刚被别人阅过了，请看下一份。", code="already_marked")
    session.add(
        Mark(
            attempt_id=attempt_id, number=number, raw=raw, comment=comment.strip(),
            marker_id=actor.member_id, marked_at=now,
        )
    )  # fmt: skip
    session.flush()
    change = ScoreChange(attempt_id, number, Grade(raw, row.points, outcome_of(raw, row.points)))
    regraded = append_gradings(session, [change], reason="marking", now=now)
    publish(session, AttemptsRegraded(row.quiz_id, row.title, "marking", regraded))
    record(
        session, "response.marked", f"attempt:{attempt_id}", actor_id=actor.member_id, now=now,
        number=number, raw=str(raw),
    )  # fmt: skip


def _require(raw: Decimal, most: Decimal, comment: str) -> None:
    if not raw.is_finite() or not 0 <= raw <= most or raw != round(raw, 2):
        message = f"得分应在 0 到 {most.normalize():f} 之间，最多两位小数。"
        raise Invalid(message, {"raw": message})
    if len(comment.strip()) > COMMENT_LENGTH:
        message = f"评语最多 {COMMENT_LENGTH} 字。"
        raise Invalid(message, {"comment": message})

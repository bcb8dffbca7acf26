"""Correcting a key after the quiz: appended gradings, never edited ones."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyhub.audit.service import record
from studyhub.core.errors import Conflict, Invalid
from studyhub.core.events import publish
from studyhub.organisation.rules import Actor
from studyhub.quizzes.events import AttemptsRegraded
from studyhub.quizzes.models import Attempt, KeyCorrection, Quiz
from studyhub.quizzes.queries.regrading import find_target, regrade_preview
from studyhub.quizzes.rules.regrading import REASON_LENGTH, CorrectionKind
from studyhub.quizzes.service.gradings import ScoreChange, append_gradings


@dataclass(frozen=True)
class Regrading:
    """A correction that was made, and how many submitted attempts got another score by it."""

    correction_id: int
    changed_count: int


def regrade(
    session: Session,
    actor: Actor,
    quiz_id: int,
    item_id: int,
    kind: CorrectionKind,
    reason: str,
    *,
    now: datetime,
    expected_version_id: int | None = None,
) -> Regrading:
    """Correct how an item of a quiz is graded, for those who have submitted and for those who will.

    kind: KEY, by the item's present version, or VOID. Every attempt whose score changes gets one more grading; the
    old ones stay. Invalid when it cannot be done (with `reason` when that is missing); Conflict (edited_meanwhile)
    when the present version is not `expected_version_id`, the one looked at, when given; NotFound out of range.
    """
    target = find_target(session, actor, quiz_id, item_id)
    if not 0 < len(reason.strip()) <= REASON_LENGTH:
        message = f"请写明更正的原因（{REASON_LENGTH} 字以内），有关成员会看到。"
        raise Invalid(message, {"reason": message})
    if expected_version_id not in (None, target.present_version_id):
        raise Conflict("这道题刚被别人修改过，请重新看一遍会影响谁。", code="edited_meanwhile")
    _hold(session, quiz_id)
    preview = regrade_preview(session, actor, quiz_id, item_id, kind)
    if preview.refusal is not None:
        raise Invalid(preview.refusal, code="not_comparable")
    is_void = kind is CorrectionKind.VOID
    correction = KeyCorrection(
        quiz_id=quiz_id,
        item_version_id=target.drawn_version_id,
        kind=kind,
        key_version_id=None if is_void else target.present_version_id,
        reason=reason.strip(),
        author_id=actor.member_id,
        decided_at=now,
    )
    session.add(correction)
    session.flush()
    changes = [ScoreChange(each.attempt_id, each.number, each.grade) for each in preview.changes]
    regraded = append_gradings(session, changes, reason="correction", correction_id=correction.id, now=now)
    publish(session, AttemptsRegraded(quiz_id, target.quiz_title, "correction", regraded))
    record(
        session, "quiz.regraded", f"quiz:{quiz_id}", actor_id=actor.member_id, now=now,
        item=item_id, kind=kind.value, correction=correction.id, changed=len(regraded),
    )  # fmt: skip
    return Regrading(correction.id, len(regraded))


def _hold(session: Session, quiz_id: int) -> None:
    """Nobody submits or starts while scores are corrected (SQLite has one writer anyway).

    A start waits for the quiz's row, which its foreign key needs. A submission that holds its attempt is waited for
    and then corrected with the others; one that comes later waits for the attempt, and then finds the correction.
    """
    session.execute(select(Quiz.id).where(Quiz.id == quiz_id).with_for_update())
    session.execute(
        select(Attempt.id).where(Attempt.quiz_id == quiz_id).order_by(Attempt.id).with_for_update()
    )

"""Members write what they think of a unit or of a study day; secretaries and organisers read it and say so."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyhub.accounts.models import Account
from studyhub.audit.service import record
from studyhub.core.errors import Conflict, NotFound
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.reading.models import Reflection, ReflectionMark
from studyhub.reading.queries.reflections import Subject, get_subject
from studyhub.reading.rules import (
    COMMENT_LENGTH,
    REFLECTION_LENGTH,
    SHORTEST_REFLECTION,
    check_sequence,
    checked_text,
)
from studyhub.reading.service.notes import Receipt


@dataclass(frozen=True)
class SubmittedReflection:
    """A reflection that went to the secretary."""

    id: int
    submitted_at: datetime


def save_draft(
    session: Session, actor: Actor, subject: Subject, text: str, sequence: int, *, now: datetime
) -> Receipt:
    """Keep the actor's draft as it stands, nobody else sees it; of two writes the higher sequence stays.

    NotFound when the actor may not write about the subject; Invalid when the text is too long; Conflict
    (already_submitted) after it was submitted.
    """
    check_sequence(sequence)
    reflection = _own(session, actor, subject, now)
    if reflection.submitted_at is not None:
        raise Conflict("心得已经提交，不能再修改。", code="already_submitted")
    if sequence > reflection.sequence:
        reflection.text = checked_text(text, "text", "心得", REFLECTION_LENGTH, shortest=0)
        reflection.sequence, reflection.saved_at = sequence, now
        session.flush()
    return Receipt(reflection.sequence, reflection.saved_at)


def submit_reflection(
    session: Session, actor: Actor, subject: Subject, text: str, *, now: datetime
) -> SubmittedReflection:
    """Send the reflection to the secretary, for good. Once submitted it stays as it is, whatever is sent again.

    NotFound as for the draft; Invalid when it is too short or too long.
    """
    reflection = _own(session, actor, subject, now)
    if reflection.submitted_at is None:
        reflection.text = checked_text(text, "text", "心得", REFLECTION_LENGTH, SHORTEST_REFLECTION)
        reflection.submitted_at = reflection.saved_at = now
        assert actor.unit is not None  # who writes belongs to a branch
        reflection.unit_id = actor.unit.id
        session.flush()
    return SubmittedReflection(reflection.id, reflection.submitted_at)


def mark_reflection(
    session: Session, actor: Actor, reflection_id: int, mark: ReflectionMark, comment: str, *, now: datetime
) -> None:
    """Say that a submitted reflection was read, or recommend it, with a comment for its writer; may be said anew.

    NotFound unless its writer's branch is of the actor's range, and for a draft; Conflict (own_reflection) for one's own.
    """
    reflection = session.scalar(
        select(Reflection)
        .join(Unit, Unit.id == Reflection.unit_id)
        .where(
            Reflection.id == reflection_id,
            Reflection.submitted_at.is_not(None),
            within(Unit.path, scopes(actor, Permission.READ_REFLECTIONS)),
        )
        .with_for_update(of=Reflection)
    )
    if reflection is None:
        raise NotFound("没有找到这篇心得，它可能不在您的范围内。")
    if reflection.member_id == actor.member_id:
        raise Conflict("自己的心得请由其他人审阅。", code="own_reflection")
    reflection.mark = mark
    reflection.comment = checked_text(comment, "comment", "评语", COMMENT_LENGTH, shortest=0)
    reflection.marked_by_id, reflection.marked_at = actor.member_id, now
    session.flush()
    record(
        session, "reflection.marked", f"reflection:{reflection_id}", actor_id=actor.member_id, now=now,
        mark=mark.value,
    )  # fmt: skip


def _own(session: Session, actor: Actor, subject: Subject, now: datetime) -> Reflection:
    """The actor's reflection on a subject, locked; begun when there is none."""
    get_subject(session, actor, subject)
    # Of two first writes of one member the second finds what the first began (SQLite has one writer anyway).
    session.execute(select(Account.id).where(Account.id == actor.member_id).with_for_update(key_share=True))
    found = session.scalar(
        select(Reflection)
        .where(Reflection.member_id == actor.member_id, subject.condition())
        .with_for_update()
    )
    if found is None:
        assert actor.unit is not None  # who writes belongs to a branch
        found = Reflection(
            member_id=actor.member_id, unit_id=actor.unit.id, study_unit_id=subject.study_unit_id,
            study_day_id=subject.study_day_id, text="", sequence=0, saved_at=now,
        )  # fmt: skip
        session.add(found)
        session.flush()
    return found

"""Members ask about a paragraph; the organisers of the unit answer."""

from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from studyhub.accounts.models import Account
from studyhub.audit.service import record
from studyhub.core.clock import local_date, local_moment
from studyhub.core.db import table_of
from studyhub.core.errors import Conflict, NotFound
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.reading.models import ParagraphQuestion
from studyhub.reading.queries.paragraphs import get_paragraph
from studyhub.reading.rules import ANSWER_LENGTH, QUESTION_LENGTH, checked_text
from studyhub.study.models import StudyUnit

MOST_A_DAY = 10


def ask(session: Session, actor: Actor, study_unit_id: int, anchor: str, text: str, *, now: datetime) -> int:
    """Ask about a paragraph of a unit that the actor reads; gives the question's id.

    NotFound outside what they may read; Invalid without a text; Conflict too_many_questions (MOST_A_DAY by the site's day).
    """
    paragraph = get_paragraph(session, actor, study_unit_id, anchor)
    text = checked_text(text, "text", "您的问题", QUESTION_LENGTH)
    # Of two questions of one member the second counts the first (SQLite has one writer anyway).
    session.execute(select(Account.id).where(Account.id == actor.member_id).with_for_update(key_share=True))
    today = select(func.count()).where(
        ParagraphQuestion.member_id == actor.member_id,
        ParagraphQuestion.asked_at >= local_moment(local_date(now)),
    )
    if (session.scalar(today) or 0) >= MOST_A_DAY:
        raise Conflict(f"今天已经提了 {MOST_A_DAY} 个问题，请明天再来。", code="too_many_questions")
    assert actor.unit is not None  # who reads belongs to a branch
    table = table_of(ParagraphQuestion)
    return int(
        session.scalars(
            insert(table).returning(table.c.id),
            [
                {
                    "study_unit_id": study_unit_id,
                    "anchor": anchor,
                    "quote": paragraph.text,
                    "member_id": actor.member_id,
                    "unit_id": actor.unit.id,
                    "text": text,
                    "asked_at": now,
                }
            ],
        ).one()
    )


def answer_question(session: Session, actor: Actor, question_id: int, answer: str, *, now: datetime) -> None:
    """Answer a question, which closes it; the member sees the answer. NotFound unless the unit is of the actor's range.

    Conflict (already_answered) when somebody has answered before.
    """
    question = session.scalar(
        select(ParagraphQuestion)
        .join(StudyUnit, StudyUnit.id == ParagraphQuestion.study_unit_id)
        .join(Unit, Unit.id == StudyUnit.unit_id)
        .where(
            ParagraphQuestion.id == question_id,
            within(Unit.path, scopes(actor, Permission.MANAGE_STUDY_UNITS)),
        )
        .with_for_update(of=ParagraphQuestion)
    )
    if question is None:
        raise NotFound("没有找到这个提问，它可能不在您的管理范围内。")
    if question.answered_at is not None:
        raise Conflict("这个提问已经有人答复了。", code="already_answered")
    question.answer = checked_text(answer, "answer", "答复", ANSWER_LENGTH)
    question.answered_by_id, question.answered_at = actor.member_id, now
    session.flush()
    record(
        session, "paragraph_question.answered", f"paragraph_question:{question_id}",
        actor_id=actor.member_id, now=now, study_unit=question.study_unit_id,
    )  # fmt: skip


def note_answers_seen(session: Session, actor: Actor, *, now: datetime) -> None:
    """The actor has looked at the answers to their questions: the first page need not speak of them any more."""
    session.execute(
        update(ParagraphQuestion)
        .where(
            ParagraphQuestion.member_id == actor.member_id,
            ParagraphQuestion.answered_at.is_not(None),
            ParagraphQuestion.answer_seen_at.is_(None),
        )
        .values(answer_seen_at=now)
    )

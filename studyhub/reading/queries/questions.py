"""What members asked about paragraphs: for themselves, and for the organisers of the unit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from studyhub.accounts.models import Account
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.reading.models import ParagraphQuestion
from studyhub.study.models import StudyUnit

_Columns = TypeVarTuple("_Columns")


@dataclass(frozen=True)
class OwnQuestion:
    """A question of one's own; unanswered while `answered_at` is None."""

    study_unit_id: int
    unit_title: str
    anchor: str
    quote: str
    text: str
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True)
class QuestionView:
    """A question at the organiser's desk, with the words of the paragraph as the member read them."""

    id: int
    study_unit_id: int
    unit_title: str
    anchor: str
    quote: str
    asker: str
    asker_unit: str
    text: str
    asked_at: datetime
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


def own_questions(
    session: Session, actor: Actor, study_unit_id: int | None = None, *, limit: int = 100
) -> list[OwnQuestion]:
    """What the actor has asked, about one unit or about all, newest first."""
    statement = (
        select(ParagraphQuestion, StudyUnit.title)
        .join(StudyUnit, StudyUnit.id == ParagraphQuestion.study_unit_id)
        .where(ParagraphQuestion.member_id == actor.member_id)
        .order_by(ParagraphQuestion.asked_at.desc(), ParagraphQuestion.id.desc())
        .limit(limit)
    )
    if study_unit_id is not None:
        statement = statement.where(ParagraphQuestion.study_unit_id == study_unit_id)
    return [
        OwnQuestion(
            one.study_unit_id, title, one.anchor, one.quote, one.text, one.asked_at, one.answer, one.answered_at
        )
        for one, title in session.execute(statement)
    ]  # fmt: skip


def count_new_answers(session: Session, actor: Actor) -> int:
    """How many of the actor's questions were answered since they last looked."""
    return (
        session.scalar(
            select(func.count()).where(
                ParagraphQuestion.member_id == actor.member_id,
                ParagraphQuestion.answered_at.is_not(None),
                ParagraphQuestion.answer_seen_at.is_(None),
            )
        )
        or 0
    )


def list_questions(
    session: Session, actor: Actor, *, is_open: bool = True, limit: int = 100
) -> list[QuestionView]:
    """The questions about units of the actor's range: those that wait, the oldest first, or those answered, the newest."""
    answerer, branch = aliased(Account), aliased(Unit)
    statement: Select[*tuple[Any, ...]] = (
        _visible(
            actor,
            select(
                ParagraphQuestion, StudyUnit.title, Account.name, branch.name.label("branch_name"),
                answerer.name.label("answered_by"),
            ),
        )
        .join(Account, Account.id == ParagraphQuestion.member_id)
        .join(branch, branch.id == ParagraphQuestion.unit_id)
        .outerjoin(answerer, answerer.id == ParagraphQuestion.answered_by_id)
        .limit(limit)
    )  # fmt: skip
    if is_open:
        statement = statement.where(ParagraphQuestion.answered_at.is_(None)).order_by(
            ParagraphQuestion.asked_at, ParagraphQuestion.id
        )
    else:
        statement = statement.where(ParagraphQuestion.answered_at.is_not(None)).order_by(
            ParagraphQuestion.answered_at.desc(), ParagraphQuestion.id.desc()
        )
    return [
        QuestionView(
            one.id, one.study_unit_id, row.title, one.anchor, one.quote, row.name, row.branch_name, one.text,
            one.asked_at, one.answer, row.answered_by, one.answered_at,
        )
        for row in session.execute(statement)
        for one in (row.ParagraphQuestion,)
    ]  # fmt: skip


def count_open_questions(session: Session, actor: Actor) -> int:
    """How many questions about units of the actor's range wait for an answer."""
    return (
        session.scalar(_visible(actor, select(func.count())).where(ParagraphQuestion.answered_at.is_(None)))
        or 0
    )


def _visible(actor: Actor, statement: Select[*_Columns]) -> Select[*_Columns]:
    return (
        statement.select_from(ParagraphQuestion)
        .join(StudyUnit, StudyUnit.id == ParagraphQuestion.study_unit_id)
        .join(Unit, Unit.id == StudyUnit.unit_id)
        .where(within(Unit.path, scopes(actor, Permission.MANAGE_STUDY_UNITS)))
    )

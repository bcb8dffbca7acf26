"""Reads of what members reported about items."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from question_bank import Item as BankItem
from studyhub.accounts.models import Account
from studyhub.items.models import Item
from studyhub.items.queries import load_versions
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.quizzes.models import Attempt, ItemReport, Quiz, Slot
from studyhub.quizzes.queries.sample_papers import as_shown

_Columns = TypeVarTuple("_Columns")


@dataclass(frozen=True)
class ItemReportView:
    """A report with its item, choices in the order which that member saw. Unanswered while `answered_at` is None."""

    id: int
    item_id: int
    item: BankItem
    quiz_id: int
    quiz_title: str
    reporter: str
    reporter_unit: str
    text: str
    reported_at: datetime
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


@dataclass(frozen=True)
class OwnReport:
    """What a member reported about a slot, and what was answered, if anything."""

    text: str
    reported_at: datetime
    answer: str | None


def list_reports(
    session: Session,
    actor: Actor,
    *,
    is_open: bool | None = None,
    item_id: int | None = None,
    limit: int = 100,
) -> tuple[ItemReportView, ...]:
    """The reports about items of the actor's range, newest first; narrowed to (un)answered ones or to one item."""
    answerer = aliased(Account)
    statement: Select[*tuple[Any, ...]] = (
        _visible(
            actor,
            select(
                ItemReport,
                Quiz.id.label("quiz_id"),
                Quiz.title,
                Account.name,
                Unit.name.label("unit_name"),
                answerer.name.label("answered_by"),
                Slot.choice_order,
                Slot.prompt_order,
            ),
        )
        .join(Attempt, Attempt.id == ItemReport.attempt_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(Slot, (Slot.attempt_id == ItemReport.attempt_id) & (Slot.number == ItemReport.number))
        .join(Account, Account.id == ItemReport.member_id)
        .join(Unit, Unit.id == Attempt.unit_id)
        .outerjoin(answerer, answerer.id == ItemReport.answered_by_id)
        .order_by(ItemReport.reported_at.desc(), ItemReport.id.desc())
        .limit(limit)
    )
    if is_open is not None:
        statement = statement.where(
            ItemReport.answered_at.is_(None) if is_open else ItemReport.answered_at.is_not(None)
        )
    if item_id is not None:
        statement = statement.where(ItemReport.item_id == item_id)
    rows = session.execute(statement).all()
    items = load_versions(session, sorted({row.ItemReport.item_version_id for row in rows}))
    return tuple(
        ItemReportView(
            report.id, report.item_id, as_shown(items[report.item_version_id], row), row.quiz_id, row.title,
            row.name, row.unit_name, report.text, report.reported_at, report.answer, row.answered_by,
            report.answered_at,
        )
        for row in rows
        for report in (row.ItemReport,)
    )  # fmt: skip


def count_open_reports(session: Session, actor: Actor) -> int:
    """How many reports about items of the actor's range wait for an answer."""
    return session.scalar(_visible(actor, select(func.count())).where(ItemReport.answered_at.is_(None))) or 0


def own_reports(session: Session, actor: Actor, attempt_id: int) -> Mapping[int, OwnReport]:
    """What the actor reported about the questions of an attempt, by slot number."""
    rows = session.scalars(
        select(ItemReport).where(ItemReport.attempt_id == attempt_id, ItemReport.member_id == actor.member_id)
    )
    return {row.number: OwnReport(row.text, row.reported_at, row.answer) for row in rows}


def _visible(actor: Actor, statement: Select[*_Columns]) -> Select[*_Columns]:
    owner = aliased(Unit)
    return (
        statement.select_from(ItemReport)
        .join(Item, Item.id == ItemReport.item_id)
        .join(owner, owner.id == Item.unit_id)
        .where(within(owner.path, scopes(actor, Permission.MANAGE_ITEMS)))
    )

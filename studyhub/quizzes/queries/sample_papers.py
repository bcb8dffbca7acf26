"""What an organiser looks at before publishing: how well the bank fills each cell, and a paper drawn for show."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from question_bank import Blueprint, Item, PaperSlot, Pool, draw_paper
from studyhub.core.clock import local_date
from studyhub.core.errors import Conflict
from studyhub.items.queries import load_versions, ready_pool
from studyhub.organisation.queries import get_unit
from studyhub.organisation.rules import Actor, Permission
from studyhub.quizzes.models import QuizItem
from studyhub.quizzes.queries.organiser_quizzes import QuizDetail
from studyhub.quizzes.queries.pools import FrozenPool, freeze
from studyhub.quizzes.rules import QuizStatus


@dataclass(frozen=True)
class CellStock:
    """A cell of a blueprint against today's bank: items that meet its conditions, and how many it lacks.

    `missing` may be above zero though `matching` is not below the need: when other cells want the same items.
    """

    section: str
    needed: int
    matching: int
    missing: int


def stock_of(
    session: Session, actor: Actor, unit_id: int, blueprint: Blueprint, now: datetime
) -> tuple[CellStock, ...]:
    """The stock of every cell in order; NotFound when the unit is out of the actor's range."""
    unit = get_unit(session, actor, Permission.MANAGE_QUIZZES, unit_id)
    return _stock(freeze(dict(ready_pool(session, unit.path)), blueprint, on=local_date(now)).prepared)


def draw_sample(
    session: Session, quiz: QuizDetail, seed: str, now: datetime
) -> tuple[tuple[PaperSlot, Item], ...]:
    """A paper as a member could get it, each slot with its item, choices in the order drawn. Nothing is kept.

    A draft draws from today's bank, a published quiz from its frozen pool. Conflict when the bank falls short.
    """
    pool = _pool(session, quiz, now)
    if pool.prepared.short:
        raise Conflict(pool.prepared.short[0].message, code="quiz_shortfall")
    paper = draw_paper(pool.prepared, quiz.blueprint, seed)
    return tuple((slot, as_shown(pool.items[int(slot.item_id)], slot)) for slot in paper.slots)


def _pool(session: Session, quiz: QuizDetail, now: datetime) -> FrozenPool:
    if quiz.status is QuizStatus.DRAFT:
        return freeze(dict(ready_pool(session, quiz.unit.path)), quiz.blueprint, on=local_date(now))
    ids = session.scalars(select(QuizItem.item_version_id).where(QuizItem.quiz_id == quiz.id)).all()
    return freeze(load_versions(session, ids), quiz.blueprint)


def as_shown(item: Item, slot: PaperSlot | Row[*tuple[Any, ...]]) -> Item:
    """The item with choices and prompts in the order of a drawn slot (or the row of one)."""
    choices = {choice.id: choice for choice in item.choices}
    prompts = {prompt.id: prompt for prompt in item.prompts}
    return replace(
        item,
        choices=tuple(choices[code] for code in slot.choice_order),
        prompts=tuple(prompts[code] for code in slot.prompt_order),
    )


def _stock(pool: Pool) -> tuple[CellStock, ...]:
    lacking = list(pool.short)
    stock = []
    for cell in pool.cells:
        missing = 0
        if lacking and lacking[0].section == cell.section and lacking[0].cell == cell.cell:
            short = lacking.pop(0)
            missing = short.needed - short.available
        stock.append(CellStock(cell.section, cell.cell.count, len(cell.nodes), missing))
    return tuple(stock)

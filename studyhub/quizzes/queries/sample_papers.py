"""What an organiser looks at before publishing: how well the bank fills each cell, and a paper drawn for show."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from question_bank import (
    Blueprint,
    DifficultyReach,
    DifficultyShortfall,
    Item,
    PaperSlot,
    Pool,
    difficulty_reach,
    draw_paper,
    mean_difficulty,
)
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


@dataclass(frozen=True)
class BlueprintStock:
    """A blueprint against today's bank: its cells in order, how hard its papers can be (None while a cell is short),
    and the sentence that says why the bounds it sets are too narrow, if they are.
    """

    cells: tuple[CellStock, ...]
    reach: DifficultyReach | None
    too_narrow: str = ""

    @property
    def is_short(self) -> bool:
        """Whether a quiz of this blueprint cannot be published."""
        return bool(self.too_narrow) or any(cell.missing for cell in self.cells)


@dataclass(frozen=True)
class SamplePaper:
    """A paper drawn for show: each slot with its item, choices in the order drawn; and its expected difficulty."""

    slots: tuple[tuple[PaperSlot, Item], ...]
    difficulty: Decimal | None


def stock_of(
    session: Session, actor: Actor, unit_id: int, blueprint: Blueprint, now: datetime
) -> BlueprintStock:
    """The stock of every cell in order; NotFound when the unit is out of the actor's range."""
    unit = get_unit(session, actor, Permission.MANAGE_QUIZZES, unit_id)
    pool = freeze(dict(ready_pool(session, unit.path)), blueprint, on=local_date(now)).prepared
    narrow = [short.message for short in pool.short if isinstance(short, DifficultyShortfall)]
    return BlueprintStock(_stock(pool), difficulty_reach(pool), "".join(narrow))


def draw_sample(session: Session, quiz: QuizDetail, seed: str, now: datetime) -> SamplePaper:
    """A paper as a member could get it. Nothing is kept.

    A draft draws from today's bank, a published quiz from its frozen pool. Conflict when the bank falls short.
    """
    pool = _pool(session, quiz, now)
    if pool.prepared.short:
        raise Conflict(pool.prepared.short[0].message, code="quiz_shortfall")
    paper = draw_paper(pool.prepared, quiz.blueprint, seed)
    slots = tuple((slot, as_shown(pool.items[int(slot.item_id)], slot)) for slot in paper.slots)
    return SamplePaper(slots, mean_difficulty((slot.points, item.difficulty) for slot, item in slots))


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

"""How far the questions of the bank reach into a study unit, paragraph by paragraph, and how people did on each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session

from question_bank import Blueprint, Outcome
from question_bank import Item as BankItem
from studyhub.core.clock import local_date
from studyhub.core.db import table_of
from studyhub.items.documents import from_document
from studyhub.items.models import Item, ItemStatus, ItemVersion
from studyhub.materials.document import BlockKind
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.quizzes.models import Attempt, Grading, Quiz, QuizItem, Slot, SlotScore
from studyhub.quizzes.rules import QuizStatus
from studyhub.quizzes.rules.analysis import FEW
from studyhub.study.queries import StudyUnitForEditing, get_for_editing

HARD = 0.6
"""A paragraph whose questions earn less than this share of their points was not understood."""


@dataclass(frozen=True)
class TestingItem:
    """An item that tests a paragraph."""

    id: int
    stem: str
    status: ItemStatus


@dataclass
class ParagraphCoverage:
    """A paragraph with the items that test it, retired ones left out, and what its questions earned in quizzes.

    answer_count: graded responses to its questions; share: of their points, 0..1, None without any.
    """

    anchor: str
    text: str
    items: list[TestingItem] = field(default_factory=list)
    quiz_ids: list[int] = field(default_factory=list)
    answer_count: int = 0
    share: float | None = None

    @property
    def ready_count(self) -> int:
        """How many of its items may be drawn."""
        return sum(item.status is ItemStatus.READY for item in self.items)

    @property
    def is_hard(self) -> bool:
        """Whether enough people answered, and too many wrongly."""
        return self.share is not None and self.answer_count >= FEW and self.share < HARD


@dataclass(frozen=True)
class SectionCoverage:
    """A section of the unit."""

    title: str
    paragraphs: tuple[ParagraphCoverage, ...]


@dataclass(frozen=True)
class QuizCoverage:
    """A quiz that may draw items of the unit: from how many paragraphs, and how many items of each it can draw."""

    id: int
    title: str
    is_published: bool
    drawable: Counter[str]

    @property
    def item_count(self) -> int:
        """Items of the unit that can be drawn."""
        return self.drawable.total()


@dataclass(frozen=True)
class UnitCoverage:
    """A study unit: its sections, its quizzes (newest first), and the items that name none of its paragraphs."""

    unit: StudyUnitForEditing
    sections: tuple[SectionCoverage, ...]
    quizzes: tuple[QuizCoverage, ...]
    astray: tuple[TestingItem, ...]

    @property
    def paragraphs(self) -> list[ParagraphCoverage]:
        """All paragraphs in reading order."""
        return [paragraph for section in self.sections for paragraph in section.paragraphs]

    @property
    def tested_count(self) -> int:
        """Paragraphs with at least one item that may be drawn."""
        return sum(bool(paragraph.ready_count) for paragraph in self.paragraphs)


def coverage_of(session: Session, actor: Actor, study_unit_id: int, now: datetime) -> UnitCoverage:
    """The coverage of a study unit by the items and quizzes of the actor's range; NotFound when it is outside."""
    unit = get_for_editing(session, actor, study_unit_id)
    rows = _items(session, actor, unit.slug)
    tested = {_paragraph(row) for row in rows}
    sections = tuple(
        SectionCoverage(
            section.title,
            tuple(
                ParagraphCoverage(each.anchor, each.text)
                for each in section.paragraphs
                # a heading or a picture need not be tested
                if each.kind not in {BlockKind.HEADING, BlockKind.IMAGE} or each.anchor in tested
            ),
        )
        for section in unit.sections
    )
    by_anchor = {each.anchor: each for section in sections for each in section.paragraphs}
    astray: list[TestingItem] = []
    for row in rows:
        testing = TestingItem(row.id, row.stem, row.status)
        paragraph = by_anchor.get(_paragraph(row))
        (paragraph.items if paragraph is not None else astray).append(testing)
    _add_answers(session, actor, unit.slug, by_anchor)
    quizzes = tuple(_quizzes(session, actor, unit.slug, rows, now))
    for quiz in quizzes:
        for anchor in quiz.drawable:
            if anchor in by_anchor:
                by_anchor[anchor].quiz_ids.append(quiz.id)
    return UnitCoverage(unit, sections, quizzes, tuple(astray))


def _items(session: Session, actor: Actor, slug: str) -> list[Row[*tuple[Any, ...]]]:
    """The unit's items in their present version, by id; retired ones left out."""
    return list(
        session.execute(
            select(Item.id, Item.status, ItemVersion.stem, ItemVersion.document, Unit.path)
            .join(
                ItemVersion, and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.version_number)
            )
            .join(Unit, Unit.id == Item.unit_id)
            .where(
                ItemVersion.study_unit_slug == slug,
                Item.status != ItemStatus.RETIRED,
                within(Unit.path, scopes(actor, Permission.MANAGE_ITEMS)),
            )
            .order_by(Item.id)
        )
    )


def _paragraph(row: Row[*tuple[Any, ...]]) -> str:
    return str(row.document.get("source", {}).get("paragraph", ""))


def _quizzes(
    session: Session, actor: Actor, slug: str, items: Iterable[Row[*tuple[Any, ...]]], now: datetime
) -> Iterable[QuizCoverage]:
    """Of each quiz that may draw from the unit: a published one by its frozen pool, a draft by today's bank."""
    quizzes = session.execute(
        select(Quiz.id, Quiz.title, Quiz.status, Quiz.blueprint, Unit.path)
        .join(Unit, Unit.id == Quiz.unit_id)
        .where(within(Unit.path, scopes(actor, Permission.MANAGE_QUIZZES)))
        .order_by(Quiz.created_at.desc(), Quiz.id.desc())
    ).all()
    frozen: dict[int, list[BankItem]] = {}
    for quiz_id, document in session.execute(
        select(QuizItem.quiz_id, ItemVersion.document)
        .join(ItemVersion, ItemVersion.id == QuizItem.item_version_id)
        .where(ItemVersion.study_unit_slug == slug, QuizItem.quiz_id.in_([quiz.id for quiz in quizzes]))
    ):
        frozen.setdefault(quiz_id, []).append(from_document(document))
    today = local_date(now)
    ready = [
        (row.path, item)
        for row in items
        if row.status is ItemStatus.READY and _is_valid(item := from_document(row.document), today)
    ]
    for quiz in quizzes:
        is_published = quiz.status is QuizStatus.PUBLISHED
        pool = (
            frozen.get(quiz.id, [])
            if is_published
            else [item for path, item in ready if path.startswith(quiz.path)]
        )
        cells = [cell for section in Blueprint.from_json(quiz.blueprint).sections for cell in section.cells]
        drawable = Counter(
            item.source.paragraph
            for item in pool
            if item.source and any(cell.accepts(item) for cell in cells)
        )
        if drawable:
            yield QuizCoverage(quiz.id, quiz.title, is_published, drawable)


def _is_valid(item: BankItem, today: date) -> bool:
    return (item.valid_from is None or item.valid_from <= today) and (
        item.valid_until is None or today <= item.valid_until
    )


_attempts, _slots, _gradings, _scores = (
    table_of(Attempt),
    table_of(Slot),
    table_of(Grading),
    table_of(SlotScore),
)


def _add_answers(session: Session, actor: Actor, slug: str, by_anchor: dict[str, ParagraphCoverage]) -> None:
    """Sum up, by paragraph, what the submitted responses to the unit's questions earned in the last grading of each."""
    last = (
        select(func.max(_gradings.c.number))
        .where(_gradings.c.attempt_id == _attempts.c.id)
        .correlate(_attempts)
        .scalar_subquery()
    )
    rows = session.execute(
        select(ItemVersion.id, func.count(), func.sum(_scores.c.raw), func.sum(_slots.c.points))
        .join(_slots, _slots.c.item_version_id == ItemVersion.id)
        .join(_attempts, _attempts.c.id == _slots.c.attempt_id)
        .join(Quiz, Quiz.id == _attempts.c.quiz_id)
        .join(Unit, Unit.id == Quiz.unit_id)
        .join(_gradings, and_(_gradings.c.attempt_id == _attempts.c.id, _gradings.c.number == last))
        .join(_scores, and_(_scores.c.grading_id == _gradings.c.id, _scores.c.number == _slots.c.number))
        .where(
            ItemVersion.study_unit_slug == slug,
            _scores.c.outcome != Outcome.UNMARKED,
            within(Unit.path, scopes(actor, Permission.MANAGE_QUIZZES)),
        )
        .group_by(ItemVersion.id)
    ).all()
    ids = [row[0] for row in rows]
    documents = {
        row.id: row.document
        for row in session.execute(
            select(ItemVersion.id, ItemVersion.document).where(ItemVersion.id.in_(ids))
        )
    }
    earned: Counter[str] = Counter()
    most: Counter[str] = Counter()
    for version_id, count, raw, points in rows:
        anchor = documents[version_id].get("source", {}).get("paragraph", "")
        if anchor in by_anchor:
            by_anchor[anchor].answer_count += count
            earned[anchor] += raw
            most[anchor] += points
    for anchor, points in most.items():
        by_anchor[anchor].share = float(earned[anchor] / points) if points else None

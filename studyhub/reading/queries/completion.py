"""What completes a unit, for its readers and for its organiser."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank import Item as BankItem
from question_bank import render_explanation
from studyhub.items.models import Item, ItemStatus, ItemVersion
from studyhub.items.queries import load_versions
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.quizzes.models import Quiz
from studyhub.quizzes.rules import QuizStatus
from studyhub.reading.models import CompletionKind, CompletionRule, PassedCheck, SectionCheck
from studyhub.reading.rules import CHECK_TYPES, count_open_sections
from studyhub.study.queries import SectionView, StudyUnitView, get_for_editing


@dataclass(frozen=True)
class CheckView:
    """A check as its reader sees it: the right choices (ids) and the explanation only once it is passed."""

    id: int
    item: BankItem
    is_passed: bool
    key: tuple[str, ...]
    explanation: str


@dataclass(frozen=True)
class ReaderCompletion:
    """What this unit asks of this reader. `checks` by the last anchor of a section; sections from `open_count` on wait."""

    kind: CompletionKind
    quiz_id: int | None
    quiz_title: str | None
    checks: dict[str, tuple[CheckView, ...]]
    open_count: int

    @property
    def unpassed_count(self) -> int:
        """How many checks are still to be answered rightly."""
        return sum(not check.is_passed for found in self.checks.values() for check in found)


@dataclass(frozen=True)
class CheckCandidate:
    """An item that can be a check; `anchor` is where it stands now, `suggested` the paragraph that it tests."""

    item_id: int
    item: BankItem
    anchor: str | None
    suggested: str | None


@dataclass(frozen=True)
class CompletionSettings:
    """The rule of a unit as its organiser sets it. `quizzes` holds (id, title) of those that can be asked for."""

    title: str
    kind: CompletionKind
    quiz_id: int | None
    sections: tuple[SectionView, ...]
    candidates: tuple[CheckCandidate, ...]
    quizzes: tuple[tuple[int, str], ...]


def get_completion(session: Session, actor: Actor, unit: StudyUnitView) -> ReaderCompletion:
    """What completes a unit that the actor reads. One statement where reading is all."""
    rule = session.execute(
        select(CompletionRule.kind, CompletionRule.quiz_id, Quiz.title)
        .outerjoin(Quiz, Quiz.id == CompletionRule.quiz_id)
        .where(CompletionRule.study_unit_id == unit.id)
    ).first()
    if rule is None:
        return ReaderCompletion(CompletionKind.READ, None, None, {}, len(unit.sections))
    checks: dict[str, tuple[CheckView, ...]] = {}
    open_count = len(unit.sections)
    if rule.kind is CompletionKind.CHECKS:
        for anchor, check in _checks_of(session, actor.member_id, unit.id):
            checks[anchor] = (*checks.get(anchor, ()), check)
        unpassed = {anchor for anchor, found in checks.items() if not all(one.is_passed for one in found)}
        if unit.progress.completed_at is None:
            ends = [[paragraph.anchor for paragraph in section.paragraphs] for section in unit.sections]
            open_count = count_open_sections(ends, unpassed)
    return ReaderCompletion(rule.kind, rule.quiz_id, rule.title, checks, open_count)


def get_completion_settings(session: Session, actor: Actor, study_unit_id: int) -> CompletionSettings:
    """The rule of a unit of the actor's range with all that could be chosen, or NotFound."""
    unit = get_for_editing(session, actor, study_unit_id)
    rule = session.get(CompletionRule, study_unit_id)
    placed = {
        row.item_id: row.anchor
        for row in session.execute(
            select(SectionCheck.item_id, SectionCheck.anchor).where(
                SectionCheck.study_unit_id == study_unit_id
            )
        )
    }
    rows = session.execute(
        select(Item.id, ItemVersion.id.label("version_id"))
        .join(ItemVersion, (ItemVersion.item_id == Item.id) & (ItemVersion.number == Item.version_number))
        .join(Unit, Unit.id == Item.unit_id)
        .where(
            ItemVersion.study_unit_slug == unit.slug,
            Item.status == ItemStatus.READY,
            ItemVersion.type.in_([kind.value for kind in CHECK_TYPES]),
            within(Unit.path, scopes(actor, Permission.MANAGE_ITEMS)),
        )
        .order_by(Item.code, Item.id)
    ).all()
    items = load_versions(session, [row.version_id for row in rows])
    quizzes = session.execute(
        select(Quiz.id, Quiz.title)
        .join(Unit, Unit.id == Quiz.unit_id)
        .where(
            Quiz.status == QuizStatus.PUBLISHED,
            within(Unit.path, scopes(actor, Permission.MANAGE_QUIZZES)),
        )
        .order_by(Quiz.published_at.desc())
        .limit(100)
    ).all()
    return CompletionSettings(
        unit.title,
        rule.kind if rule else CompletionKind.READ,
        rule.quiz_id if rule else None,
        unit.sections,
        tuple(
            CheckCandidate(row.id, item, placed.get(row.id), item.source.paragraph if item.source else None)
            for row in rows
            for item in (items[row.version_id],)
            if not item.pictures and not item.stimulus  # what stands in a text must be short
        ),
        tuple((row.id, row.title) for row in quizzes),
    )


def _checks_of(session: Session, member_id: int, study_unit_id: int) -> list[tuple[str, CheckView]]:
    """The checks of a unit whose item may still be asked, each with the anchor after which it stands."""
    rows = session.execute(
        select(
            SectionCheck.id, SectionCheck.anchor, ItemVersion.id.label("version_id"), PassedCheck.passed_at
        )
        .join(Item, Item.id == SectionCheck.item_id)
        .join(ItemVersion, (ItemVersion.item_id == Item.id) & (ItemVersion.number == Item.version_number))
        .outerjoin(
            PassedCheck, (PassedCheck.check_id == SectionCheck.id) & (PassedCheck.member_id == member_id)
        )
        .where(SectionCheck.study_unit_id == study_unit_id, Item.status == ItemStatus.READY)
        .order_by(SectionCheck.id)
    ).all()
    items = load_versions(session, [row.version_id for row in rows])
    return [
        (
            row.anchor,
            CheckView(
                row.id,
                items[row.version_id],
                row.passed_at is not None,
                items[row.version_id].key if row.passed_at else (),
                render_explanation(items[row.version_id], []) if row.passed_at else "",
            ),
        )
        for row in rows
    ]

"""What a corrected key would change, before anything is changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session

from question_bank import Grade, Item, Marking
from studyhub.accounts.models import Account
from studyhub.core.db import table_of
from studyhub.core.errors import NotFound
from studyhub.items.models import Item as ItemRow
from studyhub.items.models import ItemVersion
from studyhub.items.queries import load_versions
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.quizzes.models import Attempt, Grading, Quiz, QuizItem, Slot, SlotScore
from studyhub.quizzes.queries.attempts import shown
from studyhub.quizzes.queries.corrections import Correction, corrections_in_force
from studyhub.quizzes.rules import AttemptStatus
from studyhub.quizzes.rules.regrading import CorrectionKind, grade_by, has_same_key, why_not_comparable
from studyhub.quizzes.rules.wire import to_canonical


@dataclass(frozen=True)
class RegradeTarget:
    """An item of a published quiz: as it was drawn, as the bank has it now, and as it was last corrected."""

    quiz_id: int
    quiz_title: str
    unit_path: str
    item_id: int
    drawn_version_id: int
    drawn: Item
    present_version_id: int
    present: Item
    correction: Correction | None

    @property
    def is_changed(self) -> bool:
        """Whether the bank's present version has another key than the one that counts in this quiz."""
        counting = self.correction.item if self.correction is not None else self.drawn
        return counting is None or not has_same_key(counting, self.present)

    @property
    def is_void(self) -> bool:
        """Whether everybody has the item's points."""
        return self.correction is not None and self.correction.kind is CorrectionKind.VOID

    def refusal(self, kind: CorrectionKind) -> str | None:
        """Why the item cannot be corrected so, as a sentence; None when it can."""
        if kind is CorrectionKind.VOID:
            return "这道题已经作废，全员都有分。" if self.is_void else None
        if (sentence := why_not_comparable(self.drawn, self.present)) is not None:
            return sentence
        if not self.is_changed:
            return "题库里这道题的答案和判分时用的一样。请先在题库里改正答案，再回到这里重判。"
        return None


@dataclass(frozen=True)
class RegradedSlot:
    """A submitted attempt whose score would change: its one slot with the item, and the totals before and after."""

    attempt_id: int
    number: int
    grade: Grade
    member_id: int
    name: str
    unit_name: str
    old_raw: Decimal
    new_raw: Decimal
    max: Decimal


@dataclass(frozen=True)
class RegradePreview:
    """What a correction would change. `seen_count`: submitted attempts that had the item; none change on `refusal`."""

    target: RegradeTarget
    kind: CorrectionKind
    refusal: str | None
    seen_count: int
    changes: tuple[RegradedSlot, ...]


_attempts, _slots, _scores, _gradings = (
    table_of(Attempt),
    table_of(Slot),
    table_of(SlotScore),
    table_of(Grading),
)


def find_target(session: Session, actor: Actor, quiz_id: int, item_id: int) -> RegradeTarget:
    """An item in the frozen pool of a quiz within the actor's range, or NotFound."""
    row = session.execute(
        select(Quiz.title, Unit.path, QuizItem.item_version_id, ItemRow.version_number)
        .join(Unit, Unit.id == Quiz.unit_id)
        .join(QuizItem, QuizItem.quiz_id == Quiz.id)
        .join(ItemVersion, ItemVersion.id == QuizItem.item_version_id)
        .join(ItemRow, ItemRow.id == ItemVersion.item_id)
        .where(
            Quiz.id == quiz_id,
            ItemRow.id == item_id,
            within(Unit.path, scopes(actor, Permission.MANAGE_QUIZZES)),
        )
    ).first()
    if row is None:
        raise NotFound("没有在这份测验里找到这道题，它可能不在您的管理范围内。")
    drawn_id = row.item_version_id
    present_id = session.scalars(
        select(ItemVersion.id).where(ItemVersion.item_id == item_id, ItemVersion.number == row.version_number)
    ).one()
    items = load_versions(session, sorted({drawn_id, present_id}))
    return RegradeTarget(
        quiz_id, row.title, row.path, item_id, drawn_id, items[drawn_id], present_id, items[present_id],
        corrections_in_force(session, quiz_id).get(drawn_id),
    )  # fmt: skip


def regrade_preview(
    session: Session, actor: Actor, quiz_id: int, item_id: int, kind: CorrectionKind
) -> RegradePreview:
    """Whose scores would change if an item of a quiz were graded by its present key, or made void. Changes nothing."""
    target = find_target(session, actor, quiz_id, item_id)
    refusal = target.refusal(kind)
    rows = _seen(session, target)
    changes = () if refusal else tuple(_changes(target, kind, rows))
    return RegradePreview(target, kind, refusal, len(rows), changes)


def _seen(session: Session, target: RegradeTarget) -> list[Row[*tuple[Any, ...]]]:
    """The submitted attempts that had the item, each with that slot and what the last grading gave for it."""
    last = (
        select(func.max(_gradings.c.number))
        .where(_gradings.c.attempt_id == _attempts.c.id)
        .correlate(_attempts)
        .scalar_subquery()
    )
    return list(
        session.execute(
            select(
                *_slots.c,
                _attempts.c.member_id,
                _attempts.c.raw.label("attempt_raw"),
                _attempts.c.max.label("attempt_max"),
                _scores.c.raw.label("slot_raw"),
                _scores.c.outcome,
                Account.name,
                Unit.name.label("unit_name"),
            )
            .select_from(_attempts)
            .join(
                _slots,
                and_(
                    _slots.c.attempt_id == _attempts.c.id,
                    _slots.c.item_version_id == target.drawn_version_id,
                ),
            )
            .join(_gradings, and_(_gradings.c.attempt_id == _attempts.c.id, _gradings.c.number == last))
            .join(_scores, and_(_scores.c.grading_id == _gradings.c.id, _scores.c.number == _slots.c.number))
            .join(Account, Account.id == _attempts.c.member_id)
            .join(Unit, Unit.id == _attempts.c.unit_id)
            .where(_attempts.c.quiz_id == target.quiz_id, _attempts.c.status == AttemptStatus.SUBMITTED)
            .order_by(_attempts.c.id)
        )
    )


def _changes(
    target: RegradeTarget, kind: CorrectionKind, rows: list[Row[*tuple[Any, ...]]]
) -> Iterator[RegradedSlot]:
    for row in rows:
        response = to_canonical(shown(row), row.response)
        new = grade_by(target.present, kind, response, row.points, Marking(row.marking))
        if (new.raw, new.outcome) != (row.slot_raw, row.outcome):
            yield RegradedSlot(
                row.attempt_id, row.number, new, row.member_id, row.name, row.unit_name,
                row.attempt_raw, row.attempt_raw + new.raw - row.slot_raw, row.attempt_max,
            )  # fmt: skip

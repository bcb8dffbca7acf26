"""What anyone may read to recompute the papers of a quiz: the commitment always, seed and record once it has closed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank import Blueprint
from studyhub.core.errors import NotFound
from studyhub.items.queries import load_versions
from studyhub.organisation.rules import Actor
from studyhub.quizzes.models import Attempt, Quiz, QuizItem, Slot
from studyhub.quizzes.rules import QuizStatus, ReviewRule
from studyhub.quizzes.rules.commitment import record_of


@dataclass(frozen=True)
class Disclosure:
    """A quiz's promise, and its proof; `draw_seed` and `record` are None until everybody's time is over.

    `is_withheld`: they stay None, because the keys of this quiz are never shown and the order in which an author
    wrote the choices of an ordering or a matching often is its key.
    """

    quiz_id: int
    title: str
    closes_at: datetime | None
    commitment: str
    draw_seed: str | None
    record: dict[str, Any] | None
    is_withheld: bool
    prefers_unseen: bool


@dataclass(frozen=True)
class PaperSlotRecord:
    """One slot as it was drawn: the item's number, and the places of its choices and prompts in the order shown."""

    number: int
    item: str
    choices: tuple[int, ...]
    prompts: tuple[int, ...]


@dataclass(frozen=True)
class PaperRecord:
    """A paper as it was drawn, and what it was drawn with: how often its member had met items before, by number."""

    slots: tuple[PaperSlotRecord, ...] = ()
    seen: dict[str, int] = field(default_factory=dict)


def get_disclosure(session: Session, quiz_id: int, now: datetime) -> Disclosure:
    """The commitment of a published quiz and, once it has closed, what it commits to. NotFound for any other."""
    quiz = session.get(Quiz, quiz_id)
    if quiz is None or quiz.status is not QuizStatus.PUBLISHED or quiz.commitment is None:
        raise NotFound("没有找到这份测验的核验信息。")
    is_over = quiz.closes_at is not None and now > quiz.closes_at + timedelta(seconds=quiz.grace_seconds)
    is_withheld = quiz.review_rule is ReviewRule.NEVER
    is_over = is_over and not is_withheld
    record = None
    if is_over:
        record = record_of(
            _pool_items(session, quiz_id),
            Blueprint.from_json(quiz.blueprint),
            prefers_unseen=quiz.prefers_unseen,
        )
    return Disclosure(
        quiz.id,
        quiz.title,
        quiz.closes_at,
        quiz.commitment,
        quiz.draw_seed if is_over else None,
        record,
        is_withheld,
        quiz.prefers_unseen,
    )


def own_paper(session: Session, actor: Actor, quiz_id: int) -> PaperRecord:
    """The actor's own paper of a quiz as it was drawn; empty when the actor has none."""
    attempt = session.scalar(
        select(Attempt).where(Attempt.quiz_id == quiz_id, Attempt.member_id == actor.member_id)
    )
    if attempt is None:
        return PaperRecord()
    slots = session.scalars(select(Slot).where(Slot.attempt_id == attempt.id).order_by(Slot.number)).all()
    items = load_versions(session, [slot.item_version_id for slot in slots])
    records = tuple(
        PaperSlotRecord(
            slot.number,
            str(slot.item_version_id),
            _places([choice.id for choice in items[slot.item_version_id].choices], slot.choice_order),
            _places([prompt.id for prompt in items[slot.item_version_id].prompts], slot.prompt_order),
        )
        for slot in slots
    )
    return PaperRecord(records, attempt.seen)


def _pool_items(session: Session, quiz_id: int) -> Mapping[int, Any]:
    version_ids = session.scalars(select(QuizItem.item_version_id).where(QuizItem.quiz_id == quiz_id)).all()
    return load_versions(session, version_ids)


def _places(written: list[str], shown: list[str]) -> tuple[int, ...]:
    return tuple(written.index(choice_id) for choice_id in shown)

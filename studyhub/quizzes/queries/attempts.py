"""Reads of one's own attempt: its paper and responses, without anything that depends on a key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from question_bank import Item, ItemType
from studyhub.core.db import table_of
from studyhub.core.errors import NotFound
from studyhub.items.documents import ShownPicture, pictures_of
from studyhub.organisation.rules import Actor
from studyhub.quizzes.models import Attempt, Quiz, Slot
from studyhub.quizzes.queries.pools import get_items
from studyhub.quizzes.rules import AttemptStatus, counts
from studyhub.quizzes.rules.wire import LETTERS, Shown


@dataclass(frozen=True)
class WireChoice:
    """A choice or prompt as shown: its letter or number on that person's screen, and its text."""

    id: str
    text: str


@dataclass(frozen=True)
class SlotView:
    """One question of a paper with the member's response (wire values; None: never answered).

    `stimulus` is the passage that it is asked about, "" without one; `pictures` are those that its texts name.
    """

    number: int
    section: str
    type: ItemType
    stimulus: str
    stem: str
    pictures: tuple[ShownPicture, ...]
    points: Decimal
    marking: str
    choices: tuple[WireChoice, ...]
    prompts: tuple[WireChoice, ...]
    blank_count: int
    response: tuple[str, ...] | None
    is_flagged: bool
    sequence: int
    saved_at: datetime | None


@dataclass(frozen=True)
class AttemptView:
    """An attempt with its paper; nothing in it depends on a key or an explanation."""

    id: int
    quiz_id: int
    quiz_title: str
    status: AttemptStatus
    started_at: datetime
    deadline_at: datetime
    grace_seconds: int
    submitted_at: datetime | None
    is_submitted_by_server: bool
    max: Decimal
    slots: tuple[SlotView, ...]


SlotRow = Row[*tuple[Any, ...]] | SimpleNamespace
"""A row of slots, or the values that one was made of."""

_attempts, _quizzes, _slots = table_of(Attempt), table_of(Quiz), table_of(Slot)

_FIND_OWN = (
    select(
        *_attempts.c,
        _quizzes.c.title,
        _quizzes.c.grace_seconds,
        _quizzes.c.pass_percent,
        _quizzes.c.review_rule,
        _quizzes.c.pool_digest,
        _quizzes.c.closes_at.label("quiz_closes_at"),
    )
    .join(_quizzes, _quizzes.c.id == _attempts.c.quiz_id)
    .where(_attempts.c.id == bindparam("attempt_id"), _attempts.c.member_id == bindparam("owner_id"))
)
_FIND_CLOSING = select(_attempts.c.status, _attempts.c.closes_at).where(
    _attempts.c.id == bindparam("attempt_id"), _attempts.c.member_id == bindparam("owner_id")
)
_FIND_SLOTS = select(_slots).where(_slots.c.attempt_id == bindparam("attempt_id")).order_by(_slots.c.number)


def is_due(session: Session, actor: Actor, attempt_id: int, now: datetime) -> bool:
    """Whether the actor's own attempt is open though its time is over, so that the server has to submit it."""
    row = (
        session.connection()
        .execute(_FIND_CLOSING, {"attempt_id": attempt_id, "owner_id": actor.member_id})
        .first()
    )
    return row is not None and row[0] is AttemptStatus.OPEN and not counts(now, row[1])


def list_due(session: Session, now: datetime, *, limit: int = 1000) -> list[int]:
    """The attempts that are open though their time is over, the longest due first, for the server to submit."""
    return list(
        session.scalars(
            select(Attempt.id)
            .where(Attempt.status == AttemptStatus.OPEN, Attempt.closes_at < now)
            .order_by(Attempt.closes_at, Attempt.id)
            .limit(limit)
        )
    )


def get_attempt(session: Session, actor: Actor, attempt_id: int) -> AttemptView:
    """The actor's own attempt with its paper and responses, or NotFound."""
    attempt = own_attempt(session, actor, attempt_id)
    rows, items = load_paper(session, attempt)
    return AttemptView(
        attempt.id,
        attempt.quiz_id,
        attempt.title,
        attempt.status,
        attempt.started_at,
        attempt.deadline_at,
        attempt.grace_seconds,
        attempt.submitted_at,
        attempt.is_submitted_by_server,
        attempt.max,
        tuple(_slot_view(row, items[row.item_version_id]) for row in rows),
    )


def shown(row: Row[*tuple[Any, ...]]) -> Shown:
    """What the slot of a row (with its type, orders and blank count) shows."""
    return Shown(ItemType(row.type), row.choice_order, row.prompt_order, row.blank_count)


def own_attempt(session: Session, actor: Actor, attempt_id: int) -> Row[*tuple[Any, ...]]:
    """The row of the actor's own attempt with what its quiz says, or NotFound."""
    row = (
        session.connection()
        .execute(_FIND_OWN, {"attempt_id": attempt_id, "owner_id": actor.member_id})
        .first()
    )
    if row is None:
        raise NotFound("没有找到这份答卷。")
    return row


def load_paper(
    session: Session, attempt: Row[*tuple[Any, ...]]
) -> tuple[Sequence[Row[*tuple[Any, ...]]], Mapping[int, Item]]:
    """The slots of an attempt in order, and their items by version id."""
    rows = session.connection().execute(_FIND_SLOTS, {"attempt_id": attempt.id}).all()
    return rows, get_items(session, attempt.pool_digest, [row.item_version_id for row in rows])


def shown_choices(row: SlotRow, item: Item) -> tuple[WireChoice, ...]:
    """The choices in the order shown, by letter."""
    texts = {choice.id: choice.text for choice in item.choices}
    return tuple(
        WireChoice(letter, texts[choice]) for letter, choice in zip(LETTERS, row.choice_order, strict=False)
    )


def shown_prompts(row: SlotRow, item: Item) -> tuple[WireChoice, ...]:
    """The prompts in the order shown, by number."""
    texts = {prompt.id: prompt.text for prompt in item.prompts}
    return tuple(WireChoice(str(number), texts[prompt]) for number, prompt in enumerate(row.prompt_order, 1))


def shown_pictures(item: Item) -> tuple[ShownPicture, ...]:
    """The pictures of what one sees of an item before any review."""
    if not item.pictures:
        return ()
    texts = (each.text for each in (*item.choices, *item.prompts))
    return pictures_of(item, item.stem, item.stimulus, *texts)


def given_response(row: SlotRow) -> tuple[str, ...] | None:
    """The wire values of the response; None when there never was one."""
    return None if row.response is None else tuple(row.response)


def fresh_slot(stored: Mapping[str, Any], item: Item) -> SlotView:
    """The view of a slot that was stored this moment: nobody has responded yet."""
    return _slot_view(
        SimpleNamespace(**stored, response=None, is_flagged=False, sequence=0, saved_at=None), item
    )


def _slot_view(row: SlotRow, item: Item) -> SlotView:
    return SlotView(
        row.number,
        row.section,
        ItemType(row.type),
        item.stimulus or "",
        item.stem,
        shown_pictures(item),
        row.points,
        row.marking,
        shown_choices(row, item),
        shown_prompts(row, item),
        row.blank_count,
        given_response(row),
        row.is_flagged,
        row.sequence,
        row.saved_at,
    )

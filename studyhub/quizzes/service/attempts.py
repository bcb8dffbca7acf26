"""Starting an attempt: one for each member and quiz, with a paper drawn once and frozen."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from question_bank import Item, PaperSlot, draw_paper, mean_difficulty
from studyhub.core.db import table_of
from studyhub.core.errors import Conflict, NotFound
from studyhub.items.models import ItemVersion
from studyhub.organisation.rules import Actor
from studyhub.quizzes.models import Attempt, Quiz, QuizUnit, Slot
from studyhub.quizzes.queries.attempts import AttemptView, fresh_slot
from studyhub.quizzes.queries.pools import get_pool
from studyhub.quizzes.rules import AttemptStatus, QuizState, QuizStatus, deadline, quiz_state
from studyhub.quizzes.rules.commitment import paper_seed

_attempts, _quizzes, _quiz_units, _slots, _versions = map(
    table_of, (Attempt, Quiz, QuizUnit, Slot, ItemVersion)
)

_FIND_QUIZ = (
    select(_quizzes, _quiz_units.c.unit_id.label("scheduled_for"), _attempts.c.id.label("attempt_id"))
    .outerjoin(
        _quiz_units,
        and_(_quiz_units.c.quiz_id == _quizzes.c.id, _quiz_units.c.unit_id == bindparam("unit_id")),
    )
    .outerjoin(
        _attempts,
        and_(_attempts.c.quiz_id == _quizzes.c.id, _attempts.c.member_id == bindparam("member_id")),
    )
    .where(_quizzes.c.id == bindparam("quiz_id"))
)
_FIND_ATTEMPT = select(_attempts.c.id).where(
    _attempts.c.quiz_id == bindparam("quiz_id"), _attempts.c.member_id == bindparam("member_id")
)
# Of several starts at once the first inserts; the others find its row when they get none back.
_CLAIM = {
    dialect: statement.on_conflict_do_nothing(index_elements=["quiz_id", "member_id"]).returning(
        _attempts.c.id
    )
    for dialect, statement in (
        ("sqlite", sqlite.insert(_attempts)),
        ("postgresql", postgresql.insert(_attempts)),
    )
}

_FREEZE = insert(_slots)
# Every item of the member's earlier papers, as often as they held it. Which of them are in the pool is left to the
# process: with the pool in the statement SQLite began there, and looked at everybody's papers.
_LIST_MET = (
    select(_versions.c.item_id)
    .select_from(_attempts)
    .join(_slots, _slots.c.attempt_id == _attempts.c.id)
    .join(_versions, _versions.c.id == _slots.c.item_version_id)
    .where(_attempts.c.member_id == bindparam("member_id"))
)


@dataclass(frozen=True)
class Start:
    """The member's attempt at a quiz; one that this start has made comes with its paper."""

    attempt_id: int
    attempt: AttemptView | None = None

    @property
    def is_new(self) -> bool:
        """Whether this start made the attempt."""
        return self.attempt is not None


def start_attempt(
    session: Session, actor: Actor, quiz_id: int, *, now: datetime, seed: str | None = None
) -> Start:
    """The actor's attempt at a quiz: the one there is, or a new one with a paper of its own.

    seed: what the paper is drawn from; unless given it follows from the quiz's secret (rules.commitment). NotFound when the quiz is not
    scheduled for the actor's branch; Conflict quiz_not_open or quiz_closed outside its window.
    """
    unit_id = actor.unit.id if actor.unit is not None else None
    who = {"quiz_id": quiz_id, "member_id": actor.member_id}
    connection = session.connection()
    quiz = connection.execute(_FIND_QUIZ, {**who, "unit_id": unit_id}).first()
    if quiz is not None and quiz.attempt_id is not None:
        return Start(quiz.attempt_id)
    if quiz is None or quiz.scheduled_for is None or quiz.status is not QuizStatus.PUBLISHED:
        raise NotFound("没有找到这份答题，它可能没有安排给您所在的支部。")
    _require_open(quiz_state(quiz.opens_at, quiz.closes_at, now))
    ends_at = deadline(now, timedelta(seconds=quiz.time_limit_seconds), quiz.closes_at)
    seed = seed or paper_seed(quiz.draw_seed, actor.member_id)
    pool = get_pool(session, quiz_id, quiz.pool_digest, quiz.blueprint)
    seen: dict[str, int] = {}
    if quiz.prefers_unseen and quiz.shares_items:
        met = Counter(connection.scalars(_LIST_MET, who))
        seen = {str(pool.version_of[item]): times for item, times in met.items() if item in pool.version_of}
    paper = draw_paper(pool.prepared, pool.prepared.blueprint, seed, seen)
    items = [pool.items[int(slot.item_id)] for slot in paper.slots]
    attempt_id = connection.scalar(
        _CLAIM[connection.dialect.name],
        {
            **who,
            "unit_id": unit_id,
            "status": AttemptStatus.OPEN,
            "seed": seed,
            "seen": seen,
            "difficulty": mean_difficulty(
                (slot.points, item.difficulty) for slot, item in zip(paper.slots, items, strict=True)
            ),
            "started_at": now,
            "deadline_at": ends_at,
            "closes_at": ends_at + timedelta(seconds=quiz.grace_seconds),
            "max": quiz.max_points,
        },
    )
    if attempt_id is None:
        return Start(connection.scalars(_FIND_ATTEMPT, who).one())
    rows = [_slot(attempt_id, slot, item) for slot, item in zip(paper.slots, items, strict=True)]
    connection.execute(_FREEZE, rows)
    # Told from what was stored rather than read back: everybody starts at the same moment.
    attempt = AttemptView(
        id=attempt_id,
        quiz_id=quiz_id,
        quiz_title=quiz.title,
        status=AttemptStatus.OPEN,
        started_at=now,
        deadline_at=ends_at,
        grace_seconds=quiz.grace_seconds,
        submitted_at=None,
        is_submitted_by_server=False,
        max=quiz.max_points,
        slots=tuple(map(fresh_slot, rows, items)),
    )
    return Start(attempt_id, attempt)


def _require_open(state: QuizState) -> None:
    if state is QuizState.CLOSED:
        raise Conflict("答题已经截止，不能再开始。", code="quiz_closed")
    if state is not QuizState.OPEN:
        raise Conflict("答题还没有开放，请在开放时间内再来。", code="quiz_not_open")


def _slot(attempt_id: int, slot: PaperSlot, item: Item) -> dict[str, Any]:
    return {
        "attempt_id": attempt_id,
        "number": slot.number,
        "section": slot.section,
        "item_version_id": int(slot.item_id),
        "type": item.type.value,
        "points": slot.points,
        "marking": slot.marking.value,
        "choice_order": slot.choice_order,
        "prompt_order": slot.prompt_order,
        "blank_count": len(item.blanks),
    }

"""Drafting, publishing and scheduling quizzes."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session, aliased

from question_bank import Blueprint, Item
from studyhub.audit.service import record
from studyhub.core.clock import local_date
from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.items.models import ItemVersion
from studyhub.items.queries import load_versions, ready_pool
from studyhub.items.rules import Validity, validity_of
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import get_unit, within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.quizzes.models import Quiz, QuizItem, QuizUnit
from studyhub.quizzes.queries.pools import digest_of, freeze
from studyhub.quizzes.rules import QuizStatus
from studyhub.quizzes.rules.commitment import commitment, record_of
from studyhub.quizzes.rules.drafting import QuizDraft, draft_problems


def create_quiz(session: Session, actor: Actor, unit_id: int, draft: QuizDraft, *, now: datetime) -> int:
    """A new draft owned by a unit; gives its id. Invalid (with fields) when it cannot be a quiz."""
    unit = get_unit(session, actor, Permission.MANAGE_QUIZZES, unit_id)
    quiz = Quiz(unit_id=unit.id, status=QuizStatus.DRAFT, created_at=now)
    _fill(quiz, draft)
    session.add(quiz)
    session.flush()
    record(session, "quiz.created", f"quiz:{quiz.id}", actor_id=actor.member_id, now=now, title=quiz.title)
    return quiz.id


def edit_quiz(session: Session, actor: Actor, quiz_id: int, draft: QuizDraft, *, now: datetime) -> None:
    """Change a draft. Conflict (quiz_published) once it is published."""
    quiz = _get_draft(session, actor, quiz_id)
    _fill(quiz, draft)
    session.flush()
    record(session, "quiz.edited", f"quiz:{quiz.id}", actor_id=actor.member_id, now=now, title=quiz.title)


def publish(session: Session, actor: Actor, quiz_id: int, *, now: datetime) -> None:
    """Freeze a draft and the pool it draws from: the READY items of its unit and all below that are valid today.

    Invalid (quiz_shortfall) names every cell that the bank cannot fill.
    """
    quiz = _get_draft(session, actor, quiz_id)
    blueprint = Blueprint.from_json(quiz.blueprint)
    path = session.scalar(select(Unit.path).where(Unit.id == quiz.unit_id)) or ""
    items = dict(ready_pool(session, path))
    prepared = freeze(items, blueprint, on=local_date(now)).prepared
    if prepared.short:
        sentences = [shortfall.message for shortfall in prepared.short]
        raise Invalid(" ".join(sentences), {"blueprint": " ".join(sentences)}, code="quiz_shortfall")
    # Only what a cell may take belongs to the pool; in the draw an item goes by the id of its version.
    drawable = sorted({int(prepared.items[place].id) for cell in prepared.cells for place in cell.candidates})
    _freeze_pool(session, quiz, drawable)
    quiz.draw_seed = secrets.token_hex(32)
    _commit_to(quiz, {version_id: items[version_id] for version_id in drawable}, blueprint)
    quiz.status = QuizStatus.PUBLISHED
    quiz.published_at = now
    session.flush()
    record(
        session, "quiz.published", f"quiz:{quiz.id}", actor_id=actor.member_id, now=now,
        title=quiz.title, items=len(drawable),
    )  # fmt: skip


def schedule(
    session: Session, quiz_id: int, unit_ids: Sequence[int], opens_at: datetime, closes_at: datetime
) -> None:
    """Give a published quiz its window and branches; whoever calls has checked that the actor may.

    What is not valid throughout the window leaves the pool. Conflict (quiz_not_published, quiz_scheduled): a quiz is
    scheduled once. Invalid (quiz_shortfall) when what is left does not fill every cell.
    """
    quiz = session.scalar(select(Quiz).where(Quiz.id == quiz_id).with_for_update())
    if quiz is None:
        raise NotFound("没有找到这份答题。")
    if quiz.status is not QuizStatus.PUBLISHED:
        raise Conflict(f"“{quiz.title}”还没有发布，请先发布再安排。", code="quiz_not_published")
    if quiz.opens_at is not None:
        raise Conflict(f"“{quiz.title}”已经安排过了，请另选一份答题。", code="quiz_scheduled")
    if not unit_ids or opens_at >= closes_at:
        raise Invalid("请至少选择一个支部，并让截止时间晚于开始时间。")
    _drop_invalid(session, quiz, local_date(opens_at), local_date(closes_at))
    quiz.opens_at, quiz.closes_at = opens_at, closes_at
    session.flush()
    session.execute(
        insert(QuizUnit), [{"quiz_id": quiz_id, "unit_id": unit_id} for unit_id in sorted(set(unit_ids))]
    )


def cancel_schedule(session: Session, quiz_id: int) -> None:
    """Take a scheduled quiz away from its branches: nobody starts it any more, attempts that run go on."""
    session.execute(delete(QuizUnit).where(QuizUnit.quiz_id == quiz_id))


def _drop_invalid(session: Session, quiz: Quiz, first: date, last: date) -> None:
    """Take from the pool what is not valid on every day of the window, which nobody knew at publication.

    The pool is then another one, and so is the commitment: nobody can have started yet.
    """
    version_ids = session.scalars(select(QuizItem.item_version_id).where(QuizItem.quiz_id == quiz.id)).all()
    pool = load_versions(session, version_ids)
    invalid = {Validity.EXPIRED, Validity.UPCOMING}
    kept = {
        version_id: item
        for version_id, item in pool.items()
        if not invalid & {validity_of(item.valid_from, item.valid_until, day) for day in (first, last)}
    }
    if len(kept) == len(pool):
        return
    blueprint = Blueprint.from_json(quiz.blueprint)
    short = freeze(kept, blueprint).prepared.short
    if short:
        sentence = f"“{quiz.title}”里有 {len(pool) - len(kept)} 道题到那时不在有效期内。" + "".join(
            each.message for each in short
        )
        raise Invalid(sentence, {"quiz_id": sentence}, code="quiz_shortfall")
    session.execute(
        delete(QuizItem).where(
            QuizItem.quiz_id == quiz.id, QuizItem.item_version_id.in_(sorted({*pool} - {*kept}))
        )
    )
    _commit_to(quiz, kept, blueprint)


def _commit_to(quiz: Quiz, pool: Mapping[int, Item], blueprint: Blueprint) -> None:
    """The promise about this pool, under the quiz's draw seed."""
    assert quiz.draw_seed is not None
    quiz.pool_digest = digest_of(pool, blueprint)
    record_ = record_of(pool, blueprint, prefers_unseen=quiz.prefers_unseen)
    quiz.commitment = commitment(quiz.draw_seed, record_)


def _freeze_pool(session: Session, quiz: Quiz, version_ids: Sequence[int]) -> None:
    """Write down the pool, and of this and every other quiz with which it has items in common that it shares some.

    An earlier attempt may be at a quiz that is published later, so a publication speaks for both sides.
    """
    if session.connection().dialect.name == "postgresql":
        # Of two publications at once neither would see the other's pool. SQLite has one writer at a time.
        session.execute(text("LOCK TABLE quiz_items IN SHARE ROW EXCLUSIVE MODE"))
    session.execute(
        insert(QuizItem), [{"quiz_id": quiz.id, "item_version_id": version_id} for version_id in version_ids]
    )
    mine, other = aliased(ItemVersion), aliased(ItemVersion)
    sharing = session.scalars(
        select(QuizItem.quiz_id)
        .distinct()
        .join(other, other.id == QuizItem.item_version_id)
        .join(mine, mine.item_id == other.item_id)
        .where(mine.id.in_(select(QuizItem.item_version_id).where(QuizItem.quiz_id == quiz.id)))
    ).all()
    if len(sharing) > 1:
        session.execute(
            update(Quiz).where(Quiz.id.in_(sharing), Quiz.shares_items.is_(False)).values(shares_items=True)
        )


def _fill(quiz: Quiz, draft: QuizDraft) -> None:
    found = draft_problems(draft)
    if found:
        raise Invalid("答题还不能保存：" + next(iter(found.values())), found)
    quiz.title = draft.title.strip()
    quiz.blueprint = json.loads(draft.blueprint.to_json())
    quiz.time_limit_seconds = int(draft.time_limit.total_seconds())
    quiz.grace_seconds = int(draft.grace.total_seconds())
    quiz.pass_percent = draft.pass_percent
    quiz.review_rule = draft.review_rule
    quiz.prefers_unseen = draft.prefers_unseen
    quiz.item_count = draft.blueprint.count
    quiz.max_points = draft.blueprint.max_points


def _get_draft(session: Session, actor: Actor, quiz_id: int) -> Quiz:
    quiz = session.scalar(
        select(Quiz)
        .join(Unit, Unit.id == Quiz.unit_id)
        .where(Quiz.id == quiz_id, within(Unit.path, scopes(actor, Permission.MANAGE_QUIZZES)))
        .with_for_update(of=Quiz)
    )
    if quiz is None:
        raise NotFound("没有找到这份答题，它可能不在您的管理范围内。")
    if quiz.status is not QuizStatus.DRAFT:
        raise Conflict("这份答题已经发布，不能再修改。需要改动时请另建一份。", code="quiz_published")
    return quiz

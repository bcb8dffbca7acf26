"""Reads of one's own result: the score always, keys and explanations as the quiz's review rule allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from question_bank import Item, ItemType, Outcome, Source, render_explanation, right_response
from studyhub.core.errors import Conflict, NotFound
from studyhub.items.documents import ShownPicture, pictures_of
from studyhub.organisation.models import Unit
from studyhub.organisation.rules import Actor
from studyhub.pictures.queries import PictureFile, load_picture
from studyhub.quizzes.models import Grading, Mark, SlotScore
from studyhub.quizzes.queries.attempts import (
    WireChoice,
    given_response,
    load_paper,
    own_attempt,
    shown,
    shown_choices,
    shown_pictures,
    shown_prompts,
)
from studyhub.quizzes.queries.corrections import Correction, corrections_in_force
from studyhub.quizzes.rules import AttemptStatus, ReviewRule, may_review, review_opens_at
from studyhub.quizzes.rules.regrading import CorrectionKind
from studyhub.quizzes.rules.scoring import percent
from studyhub.quizzes.rules.wire import to_wire
from studyhub.study.models import StudyUnit, StudyUnitStatus


@dataclass(frozen=True)
class SourceView:
    """The paragraph an item tests; `study_unit_id` and `title` are None when the member has no such study unit."""

    slug: str
    study_unit_id: int | None
    title: str | None
    paragraph: str
    quote: str


@dataclass(frozen=True)
class CorrectionView:
    """An organiser corrected how a question is graded, and why; a void one gives everybody its points."""

    is_void: bool
    reason: str


@dataclass(frozen=True)
class ResultChange:
    """The total was changed by a later grading; `reason` is "correction" or "marking"."""

    reason: str
    old_raw: Decimal
    new_raw: Decimal
    at: datetime


@dataclass(frozen=True)
class ResultSlot:
    """One question of a submitted paper; from `raw` on all is None unless the review rule allows it.

    Keys and explanations are those that counted: after a correction the corrected ones, of a void item none.
    `comment` is that of the person who marked it.
    """

    number: int
    section: str
    type: ItemType
    stimulus: str
    stem: str
    pictures: tuple[ShownPicture, ...]
    points: Decimal
    choices: tuple[WireChoice, ...]
    prompts: tuple[WireChoice, ...]
    response: tuple[str, ...] | None
    raw: Decimal | None = None
    outcome: Outcome | None = None
    key: tuple[str, ...] | None = None
    blanks: tuple[tuple[str, ...], ...] | None = None
    explanation: str | None = None
    source: SourceView | None = None
    correction: CorrectionView | None = None
    comment: str | None = None


@dataclass(frozen=True)
class ResultView:
    """The result of a submitted attempt; `unmarked_count` questions still wait for a person to mark them."""

    attempt_id: int
    quiz_id: int
    quiz_title: str
    status: AttemptStatus
    submitted_at: datetime
    is_submitted_by_server: bool
    raw: Decimal
    max: Decimal
    percent: int
    pass_percent: int
    is_passed: bool
    may_review: bool
    review_rule: ReviewRule
    review_opens_at: datetime | None
    slots: tuple[ResultSlot, ...]
    unmarked_count: int = 0
    changes: tuple[ResultChange, ...] = ()


def get_result(session: Session, actor: Actor, attempt_id: int, now: datetime) -> ResultView:
    """The result of the actor's own attempt, or NotFound; Conflict (attempt_open) while it runs."""
    attempt = own_attempt(session, actor, attempt_id)
    if attempt.status is AttemptStatus.OPEN:
        raise Conflict("这份答卷还没有交，交卷后才能查看结果。", code="attempt_open")
    grace = timedelta(seconds=attempt.grace_seconds)
    is_open = may_review(attempt.review_rule, attempt.quiz_closes_at, grace, now)
    rows, items = load_paper(session, attempt)
    slots = tuple(_result_slot(row, items[row.item_version_id]) for row in rows)
    gradings = _gradings(session, attempt_id)
    scores = _scores(session, gradings[-1].id)
    if is_open:
        keys = _Keys(items, corrections_in_force(session, attempt.quiz_id), _comments(session, attempt_id))
        slots = _reviewed(session, actor, slots, rows, scores, keys)
    share = percent(attempt.raw, attempt.max)
    return ResultView(
        attempt_id=attempt.id,
        quiz_id=attempt.quiz_id,
        quiz_title=attempt.title,
        status=attempt.status,
        submitted_at=attempt.submitted_at,
        is_submitted_by_server=attempt.is_submitted_by_server,
        raw=attempt.raw,
        max=attempt.max,
        percent=share,
        pass_percent=attempt.pass_percent,
        is_passed=share >= attempt.pass_percent,
        may_review=is_open,
        review_rule=attempt.review_rule,
        review_opens_at=review_opens_at(attempt.review_rule, attempt.quiz_closes_at, grace),
        slots=slots,
        unmarked_count=sum(score.outcome == Outcome.UNMARKED for score in scores.values()),
        changes=tuple(
            ResultChange(after.reason, before.raw, after.raw, after.graded_at)
            for before, after in pairwise(gradings)
            if before.raw != after.raw
        ),
    )


def get_attempt_picture(
    session: Session, actor: Actor, attempt_id: int, digest: str, now: datetime
) -> PictureFile:
    """A picture of the actor's own paper, or NotFound; those of explanations as the review rule allows."""
    attempt = own_attempt(session, actor, attempt_id)
    rows, items = load_paper(session, attempt)
    seen = {picture.digest for row in rows for picture in shown_pictures(items[row.item_version_id])}
    if digest not in seen and attempt.status is AttemptStatus.SUBMITTED:
        slots = get_result(session, actor, attempt_id, now).slots
        seen = {picture.digest for slot in slots for picture in slot.pictures}
    if digest not in seen:
        raise NotFound("这份答卷里没有这张图片。")
    return load_picture(session, digest)


def _result_slot(row: Row[*tuple[Any, ...]], item: Item) -> ResultSlot:
    return ResultSlot(
        row.number,
        row.section,
        ItemType(row.type),
        item.stimulus or "",
        item.stem,
        shown_pictures(item),
        row.points,
        shown_choices(row, item),
        shown_prompts(row, item),
        given_response(row),
    )


@dataclass(frozen=True)
class _Keys:
    """What explains the slots: the items drawn by version id, their corrections, comments by slot number."""

    items: Mapping[int, Item]
    corrections: Mapping[int, Correction]
    comments: Mapping[int, str]


def _gradings(session: Session, attempt_id: int) -> Sequence[Grading]:
    """Every grading of a submitted attempt in order; there is at least one."""
    return session.scalars(
        select(Grading).where(Grading.attempt_id == attempt_id).order_by(Grading.number)
    ).all()


def _scores(session: Session, grading_id: int) -> dict[int, SlotScore]:
    rows = session.scalars(select(SlotScore).where(SlotScore.grading_id == grading_id))
    return {row.number: row for row in rows}


def _comments(session: Session, attempt_id: int) -> dict[int, str]:
    """What the person who marked said, the last word for each slot."""
    rows = session.execute(
        select(Mark.number, Mark.comment).where(Mark.attempt_id == attempt_id).order_by(Mark.id)
    )
    return {row[0]: row[1] for row in rows}


def _reviewed(
    session: Session,
    actor: Actor,
    slots: tuple[ResultSlot, ...],
    rows: Sequence[Row[*tuple[Any, ...]]],
    scores: Mapping[int, SlotScore],
    keys: _Keys,
) -> tuple[ResultSlot, ...]:
    """The slots with what the last grading gave, keys, explanations and sources."""
    sources = [source for row in rows if (source := keys.items[row.item_version_id].source)]
    units = _readable_units(session, actor, {source.unit for source in sources})
    return tuple(
        _reviewed_slot(slot, row, scores[row.number], keys, units)
        for slot, row in zip(slots, rows, strict=True)
    )


def _reviewed_slot(
    slot: ResultSlot,
    row: Row[*tuple[Any, ...]],
    score: SlotScore,
    keys: _Keys,
    units: Mapping[str, tuple[int, str]],
) -> ResultSlot:
    drawn = keys.items[row.item_version_id]
    correction = keys.corrections.get(row.item_version_id)
    is_void = correction is not None and correction.kind is CorrectionKind.VOID
    item = (correction and correction.item) or drawn
    return replace(
        slot,
        raw=score.raw,
        outcome=Outcome(score.outcome),
        key=() if is_void else to_wire(shown(row), right_response(item)),
        blanks=() if is_void else item.blanks,
        explanation="" if is_void else render_explanation(item, row.choice_order),
        # Those of a corrected item are the bank's own too; the texts shown are still those drawn.
        pictures=slot.pictures if is_void else _with_those_of(slot, item),
        source=_source_view(drawn.source, units) if drawn.source else None,
        correction=CorrectionView(is_void, correction.reason) if correction else None,
        comment=keys.comments.get(row.number) or None,
    )


def _with_those_of(slot: ResultSlot, item: Item) -> tuple[ShownPicture, ...]:
    """The pictures of the question, and those of the explanation that counts."""
    known = {picture.name for picture in slot.pictures}
    more = pictures_of(item, item.explanation)
    return (*slot.pictures, *(picture for picture in more if picture.name not in known))


def _source_view(source: Source, units: Mapping[str, tuple[int, str]]) -> SourceView:
    unit_id, title = units.get(source.unit, (None, None))
    return SourceView(source.unit, unit_id, title, source.paragraph, source.quote)


def _readable_units(session: Session, actor: Actor, slugs: set[str]) -> dict[str, tuple[int, str]]:
    """Of the named study units those the member may read, which their branch or one above it offers: slug -> (id, title)."""
    steps = actor.unit.path.strip("/").split("/") if actor.unit else []
    offering = [f"/{'/'.join(steps[:count])}/" for count in range(1, len(steps) + 1)]
    rows = session.execute(
        select(StudyUnit.slug, StudyUnit.id, StudyUnit.title)
        .join(Unit, Unit.id == StudyUnit.unit_id)
        .where(
            StudyUnit.slug.in_(slugs), StudyUnit.status == StudyUnitStatus.PUBLISHED, Unit.path.in_(offering)
        )
    )
    return {row[0]: (row[1], row[2]) for row in rows}

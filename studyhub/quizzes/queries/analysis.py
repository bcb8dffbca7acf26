"""Item analysis of a quiz, from the responses themselves."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session

from question_bank import (
    Item,
    ItemStatistics,
    ItemType,
    Observation,
    Outcome,
    Reliability,
    item_statistics,
    normalise,
    reliability,
)
from studyhub.core.db import table_of
from studyhub.core.errors import NotFound
from studyhub.items.models import Item as ItemRow
from studyhub.items.models import ItemVersion
from studyhub.items.queries import load_versions
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.quizzes.models import Attempt, Grading, ItemReport, Quiz, Slot, SlotScore
from studyhub.quizzes.queries.attempts import shown
from studyhub.quizzes.queries.corrections import Correction, corrections_in_force
from studyhub.quizzes.rules import AttemptStatus
from studyhub.quizzes.rules.analysis import ChoiceTally, Flag, choice_letters, flags_of, main_mistake
from studyhub.quizzes.rules.regrading import CorrectionKind, has_same_key
from studyhub.quizzes.rules.wire import to_canonical

MOST_ATTEMPTS = 4000
"""More submitted attempts than this are sampled evenly: the figures would not change, the waiting would."""

MOST_TEXTS = 5


@dataclass(frozen=True)
class ItemAnalysis:
    """One item over the attempts that had it. `item` is as its key counts now; `wrong_count`: not fully right.

    `is_changed`: the bank's present version has another key than the one that counts.
    """

    item_id: int
    item: Item
    statistics: ItemStatistics
    choices: tuple[ChoiceTally, ...]
    wrong_texts: tuple[tuple[str, int], ...]
    right_count: int
    wrong_count: int
    mistake: str
    flags: tuple[Flag, ...]
    is_void: bool
    is_changed: bool
    open_report_count: int


@dataclass(frozen=True)
class QuizAnalysis:
    """A quiz over its submitted attempts, of which `sample_count` were looked at; items with flags first, then hardest first.

    `reliability` takes the places of the paper for items, since papers are drawn.
    """

    quiz_id: int
    title: str
    max_points: Decimal
    submitted_count: int
    sample_count: int
    reliability: Reliability
    percents: tuple[int, ...]
    items: tuple[ItemAnalysis, ...]


_attempts, _slots, _gradings, _scores = (
    table_of(Attempt),
    table_of(Slot),
    table_of(Grading),
    table_of(SlotScore),
)


def analyse_quiz(session: Session, actor: Actor, quiz_id: int) -> QuizAnalysis:
    """The item analysis of a quiz of the actor's range, or NotFound."""
    quiz = session.execute(
        select(Quiz.title, Quiz.max_points)
        .join(Unit, Unit.id == Quiz.unit_id)
        .where(Quiz.id == quiz_id, within(Unit.path, scopes(actor, Permission.MANAGE_QUIZZES)))
    ).first()
    if quiz is None:
        raise NotFound("没有找到这份测验，它可能不在您的管理范围内。")
    submitted = session.scalar(
        select(func.count()).where(Attempt.quiz_id == quiz_id, Attempt.status == AttemptStatus.SUBMITTED)
    )
    rows = _observed(session, quiz_id, step=-(-(submitted or 1) // MOST_ATTEMPTS))
    papers: dict[int, dict[str, float]] = defaultdict(dict)
    for row in rows:
        papers[row.attempt_id][str(row.number)] = float(row.raw)
    return QuizAnalysis(
        quiz_id,
        quiz.title,
        quiz.max_points,
        submitted or 0,
        len(papers),
        reliability(list(papers.values())),
        _percents({row.attempt_id: row for row in rows}.values()),
        _items(session, quiz_id, rows),
    )


def _observed(session: Session, quiz_id: int, step: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Every slot of every `step`-th submitted attempt, with what the last grading gave for it."""
    last = (
        select(func.max(_gradings.c.number))
        .where(_gradings.c.attempt_id == _attempts.c.id)
        .correlate(_attempts)
        .scalar_subquery()
    )
    return session.execute(
        select(
            _attempts.c.id.label("attempt_id"),
            _attempts.c.raw.label("total"),
            _attempts.c.max.label("most"),
            _slots.c.number,
            _slots.c.item_version_id,
            _slots.c.type,
            _slots.c.points,
            _slots.c.choice_order,
            _slots.c.prompt_order,
            _slots.c.blank_count,
            _slots.c.response,
            _scores.c.raw,
            _scores.c.outcome,
        )
        .join(_slots, _slots.c.attempt_id == _attempts.c.id)
        .join(_gradings, and_(_gradings.c.attempt_id == _attempts.c.id, _gradings.c.number == last))
        .join(_scores, and_(_scores.c.grading_id == _gradings.c.id, _scores.c.number == _slots.c.number))
        .where(
            _attempts.c.quiz_id == quiz_id,
            _attempts.c.status == AttemptStatus.SUBMITTED,
            _attempts.c.id % step == 0,
        )
        .order_by(_attempts.c.id, _slots.c.number)
    ).all()


def _percents(attempts: Iterable[Row[*tuple[Any, ...]]]) -> tuple[int, ...]:
    """How many attempts reached 0-9, 10-19, ... 90-100 percent."""
    tenths = Counter(min(9, int(10 * row.total / row.most)) if row.most else 0 for row in attempts)
    return tuple(tenths[place] for place in range(10))


def _items(session: Session, quiz_id: int, rows: Sequence[Row[*tuple[Any, ...]]]) -> tuple[ItemAnalysis, ...]:
    by_version: dict[int, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in rows:
        if row.outcome != Outcome.UNMARKED:
            by_version[row.item_version_id].append(row)
    statistics = {
        int(each.item_id): each
        for each in item_statistics(
            [
                Observation(str(row.item_version_id), float(row.raw), float(row.points), float(row.total))
                for seen in by_version.values()
                for row in seen
            ]
        )
    }
    drawn = load_versions(session, sorted(by_version))
    corrections = corrections_in_force(session, quiz_id)
    present = _present_versions(session, quiz_id, sorted(by_version))
    items = [
        _item(drawn[version], corrections.get(version), statistics[version], seen, *present[version])
        for version, seen in by_version.items()
    ]
    return tuple(
        sorted(items, key=lambda each: (each.is_void, not each.flags, each.statistics.facility, each.item_id))
    )


def _present_versions(
    session: Session, quiz_id: int, version_ids: Sequence[int]
) -> dict[int, tuple[int, Item, int]]:
    """Of each drawn version: the item's id, what it says now, and how many reports about it wait."""
    present = table_of(ItemVersion).alias("present")
    reports = (
        select(func.count())
        .where(ItemReport.item_id == ItemRow.id, ItemReport.answered_at.is_(None))
        .correlate(ItemRow)
        .scalar_subquery()
    )
    found: dict[int, tuple[int, int, int]] = {}
    for start in range(0, len(version_ids), 500):
        for row in session.execute(
            select(ItemVersion.id, ItemRow.id, present.c.id, reports)
            .join(ItemRow, ItemRow.id == ItemVersion.item_id)
            .join(present, and_(present.c.item_id == ItemRow.id, present.c.number == ItemRow.version_number))
            .where(ItemVersion.id.in_(version_ids[start : start + 500]))
        ):
            found[row[0]] = (row[1], row[2], row[3])
    items = load_versions(session, sorted({version for _, version, _ in found.values()}))
    return {drawn: (item_id, items[version], waiting) for drawn, (item_id, version, waiting) in found.items()}


def _item(
    drawn: Item,
    correction: Correction | None,
    statistics: ItemStatistics,
    seen: Sequence[Row[*tuple[Any, ...]]],
    item_id: int,
    present: Item,
    open_report_count: int,
) -> ItemAnalysis:
    item = (correction and correction.item) or drawn
    is_void = correction is not None and correction.kind is CorrectionKind.VOID
    choices = _tally(item, seen)
    wrong = [row for row in seen if row.outcome != Outcome.RIGHT]
    texts = _wrong_texts(item, wrong)
    return ItemAnalysis(
        item_id,
        item,
        statistics,
        choices,
        texts,
        len(seen) - len(wrong),
        len(wrong),
        "" if is_void else main_mistake(item, choices, texts, len(wrong)),
        () if is_void else flags_of(statistics, choices),
        is_void,
        not is_void and not has_same_key(item, present),
        open_report_count,
    )


def _tally(item: Item, seen: Sequence[Row[*tuple[Any, ...]]]) -> tuple[ChoiceTally, ...]:
    """How often each choice was taken, and how well those did who took it; only where choices are taken."""
    if item.type is ItemType.TRUE_FALSE:
        offered: Mapping[str, tuple[str, str]] = {"true": ("", "正确"), "false": ("", "错误")}
    elif item.type in (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE):
        letters = choice_letters(item)
        offered = {choice.id: (letters[choice.id], choice.text) for choice in item.choices}
    else:
        return ()
    shares: dict[str, list[float]] = defaultdict(list)
    for row in seen:
        for choice in to_canonical(shown(row), row.response):
            shares[choice].append(float(row.total / row.most) if row.most else 0.0)
    return tuple(
        ChoiceTally(
            letter,
            text,
            choice in item.key,
            len(shares[choice]),
            sum(shares[choice]) / len(shares[choice]) if shares[choice] else None,
        )
        for choice, (letter, text) in offered.items()
    )


def _wrong_texts(item: Item, wrong: Sequence[Row[*tuple[Any, ...]]]) -> tuple[tuple[str, int], ...]:
    """The most frequent wrong answers in writing, folded as the grading folds them."""
    if item.type not in (ItemType.FILL_IN, ItemType.NUMERIC):
        return ()
    first: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for row in wrong:
        answer = "；".join(part.strip() or "（空）" for part in row.response or ())
        if any(part.strip() for part in row.response or ()):
            counts[normalise(answer)] += 1
            first.setdefault(normalise(answer), answer)
    return tuple((first[folded], count) for folded, count in counts.most_common(MOST_TEXTS))

"""The library's search: units that hold every word asked for, each with its paragraphs that say most of them.

Words are looked for as they stand, so that two characters are enough; an index of words would need a dictionary, and
reading through a thousand units takes less time than a page does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.study.models import Paragraph, StudyUnit, StudyUnitStatus
from studyhub.study.queries.reading import paths_above
from studyhub.study.rules import Piece, excerpt, search_words

MOST_UNITS = 30
MOST_PARAGRAPHS = 3


@dataclass(frozen=True)
class FoundParagraph:
    """A paragraph, cut down to what stands around the words; `pieces` tells which parts are the words."""

    anchor: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class FoundUnit:
    """A unit that holds every word; `paragraphs` are the best few of `paragraph_count` that hold any."""

    id: int
    title: tuple[Piece, ...]
    status: StudyUnitStatus
    paragraphs: tuple[FoundParagraph, ...]
    paragraph_count: int


@dataclass(frozen=True)
class Found:
    """What a search found: the first MOST_UNITS units of `total`, the best first."""

    words: tuple[str, ...]
    units: tuple[FoundUnit, ...]
    total: int


def search_for_member(session: Session, actor: Actor, text: str) -> Found:
    """The published units that the actor may read and that hold every word of `text`."""
    return _search(
        session,
        search_words(text),
        and_(StudyUnit.status == StudyUnitStatus.PUBLISHED, Unit.path.in_(paths_above(actor.unit))),
    )


def search_for_organiser(
    session: Session, actor: Actor, text: str, *, status: StudyUnitStatus | None = None
) -> Found:
    """The units within the actor's scope that hold every word of `text`, in any status unless one is named."""
    condition = within(Unit.path, scopes(actor, Permission.MANAGE_STUDY_UNITS))
    if status is not None:
        condition = and_(condition, StudyUnit.status == status)
    return _search(session, search_words(text), condition)


@dataclass
class _Hit:
    """A unit in which some of the words occur: which (by number), and how many at most in one paragraph."""

    title: str
    status: StudyUnitStatus
    published_at: datetime | None
    in_head: frozenset[int] = frozenset()
    in_text: frozenset[int] = frozenset()
    best: int = 0
    paragraph_count: int = 0

    def rank(self, word_count: int) -> tuple[bool, int, float]:
        """Higher is better: all words in the title or summary, then many in one paragraph, then the newer unit."""
        moment = self.published_at.timestamp() if self.published_at else 0.0
        return len(self.in_head) == word_count, self.best, moment


def _search(session: Session, words: Sequence[str], visible: ColumnElement[bool]) -> Found:
    if not words:
        return Found((), (), 0)
    in_text = [_holds(Paragraph.text, word) for word in words]
    hits = {
        study_unit_id: hit
        for study_unit_id, hit in _hits(session, words, in_text, visible).items()
        if len(hit.in_head | hit.in_text) == len(words)
    }
    best = sorted(hits, key=lambda key: (hits[key].rank(len(words)), key), reverse=True)[:MOST_UNITS]
    paragraphs = _best_paragraphs(session, words, in_text, best)
    return Found(
        tuple(words),
        tuple(
            FoundUnit(
                key,
                excerpt(hits[key].title, words, around=len(hits[key].title)),
                hits[key].status,
                paragraphs.get(key, ()),
                hits[key].paragraph_count,
            )
            for key in best
        ),
        len(hits),
    )


def _hits(
    session: Session,
    words: Sequence[str],
    in_text: Sequence[ColumnElement[bool]],
    visible: ColumnElement[bool],
) -> dict[int, _Hit]:
    """Two plain statements put together here: as one, PostgreSQL read the paragraphs once for every unit."""
    columns = (StudyUnit.id, StudyUnit.title, StudyUnit.status, StudyUnit.published_at)
    in_head = [or_(_holds(StudyUnit.title, word), _holds(StudyUnit.summary, word)) for word in words]
    hits: dict[int, _Hit] = {}
    for row in session.execute(
        select(*columns, func.max(_sum(in_text)), func.count(), *(func.max(_one(each)) for each in in_text))
        .join(Unit, Unit.id == StudyUnit.unit_id)
        .join(Paragraph, Paragraph.study_unit_id == StudyUnit.id)
        .where(visible, or_(*in_text))
        .group_by(*columns)
    ):
        hits[row[0]] = _Hit(*row[1:4], in_text=_numbers(row[6:]), best=row[4], paragraph_count=row[5])
    for row in session.execute(
        select(*columns, *map(_one, in_head))
        .join(Unit, Unit.id == StudyUnit.unit_id)
        .where(visible, or_(*in_head))
    ):
        hits.setdefault(row[0], _Hit(*row[1:4])).in_head = _numbers(row[4:])
    return hits


def _numbers(flags: Sequence[int]) -> frozenset[int]:
    return frozenset(number for number, flag in enumerate(flags) if flag)


def _best_paragraphs(
    session: Session, words: Sequence[str], in_text: Sequence[ColumnElement[bool]], unit_ids: Sequence[int]
) -> dict[int, tuple[FoundParagraph, ...]]:
    """Of each unit the paragraphs with most of the words, as they follow one another."""
    place = (
        func.row_number()
        .over(partition_by=Paragraph.study_unit_id, order_by=(_sum(in_text).desc(), Paragraph.position))
        .label("place")
    )
    ranked = (
        select(Paragraph.study_unit_id, Paragraph.anchor, Paragraph.text, Paragraph.position, place)
        .where(Paragraph.study_unit_id.in_(unit_ids), or_(*in_text))
        .subquery()
    )
    found: dict[int, tuple[FoundParagraph, ...]] = {}
    for row in session.execute(
        select(ranked)
        .where(ranked.c.place <= MOST_PARAGRAPHS)
        .order_by(ranked.c.study_unit_id, ranked.c.position)
    ):
        one = FoundParagraph(row.anchor, excerpt(row.text, words))
        found[row.study_unit_id] = (*found.get(row.study_unit_id, ()), one)
    return found


def _holds(column: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    """Without regard to case only where there is case: folding every paragraph would double the time."""
    if word.lower() == word.upper():
        return column.contains(word, autoescape=True)
    return column.icontains(word, autoescape=True)


def _one(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _sum(conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[int]:
    total, *others = map(_one, conditions)
    for each in others:
        total = total + each
    return total

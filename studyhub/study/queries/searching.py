"""The library's search: units that hold every word asked for, each with its paragraphs that say most of them.

Words are looked for as they stand, so that two characters are enough; an index of words would need a dictionary, and
reading through a thousand units takes less time than a page does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

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


def _search(session: Session, words: Sequence[str], visible: ColumnElement[bool]) -> Found:
    if not words:
        return Found((), (), 0)
    in_text = [_holds(Paragraph.text, word) for word in words]
    in_head = [
        or_(_holds(StudyUnit.title, word), _holds(StudyUnit.summary, word)).label(f"head_{number}")
        for number, word in enumerate(words)
    ]
    heads = select(StudyUnit.id, *in_head).join(Unit, Unit.id == StudyUnit.unit_id).where(visible).subquery()
    # Grouped by the unit's number alone and joined afterwards: only units that hold all words are looked at whole.
    texts = (
        select(
            Paragraph.study_unit_id,
            *(func.max(_one(each)).label(f"text_{number}") for number, each in enumerate(in_text)),
            func.max(_sum(in_text)).label("best"),
            func.count().label("paragraph_count"),
        )
        .where(or_(*in_text), Paragraph.study_unit_id.in_(select(heads.c.id)))
        .group_by(Paragraph.study_unit_id)
        .subquery()
    )
    in_all_heads = and_(*(heads.c[f"head_{number}"] for number in range(len(words))))
    rows = session.execute(
        select(
            StudyUnit.id,
            StudyUnit.title,
            StudyUnit.status,
            func.coalesce(texts.c.paragraph_count, 0).label("paragraph_count"),
            func.count().over().label("total"),
        )
        .join(heads, heads.c.id == StudyUnit.id)
        .outerjoin(texts, texts.c.study_unit_id == StudyUnit.id)
        .where(
            *(or_(heads.c[f"head_{number}"], texts.c[f"text_{number}"] == 1) for number in range(len(words)))
        )
        .order_by(
            _one(in_all_heads).desc(),
            func.coalesce(texts.c.best, 0).desc(),
            StudyUnit.published_at.desc(),
            StudyUnit.id.desc(),
        )
        .limit(MOST_UNITS)
    ).all()
    paragraphs = _best_paragraphs(session, words, in_text, [row.id for row in rows])
    return Found(
        tuple(words),
        tuple(
            FoundUnit(
                row.id,
                excerpt(row.title, words, around=len(row.title)),
                row.status,
                paragraphs.get(row.id, ()),
                row.paragraph_count,
            )
            for row in rows
        ),
        rows[0].total if rows else 0,
    )


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

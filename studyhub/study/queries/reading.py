"""What members read: published units, whole or as a list, with their progress."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from studyhub.core.errors import NotFound
from studyhub.organisation.models import Unit
from studyhub.organisation.rules import Actor, UnitRef
from studyhub.study.models import Paragraph, ReadingProgress, Section, StudyUnit, StudyUnitStatus
from studyhub.study.rules import read_percent, reading_minutes


@dataclass(frozen=True)
class Progress:
    """How far a member has read; `anchor` is the remembered place, None before the first."""

    anchor: str | None
    furthest_position: int
    paragraph_count: int
    percent: int
    completed_at: datetime | None


@dataclass(frozen=True)
class ParagraphView:
    """A paragraph as it is read."""

    anchor: str
    text: str


@dataclass(frozen=True)
class SectionView:
    """A section as it is read."""

    id: int
    title: str
    paragraphs: tuple[ParagraphView, ...]


@dataclass(frozen=True)
class StudyUnitView:
    """A published unit, whole, with the reader's progress. `sources` holds {title, publisher, date, note}."""

    id: int
    slug: str
    title: str
    summary: str
    sources: list[dict[str, Any]]
    character_count: int
    minutes: int
    sections: tuple[SectionView, ...]
    progress: Progress


@dataclass(frozen=True)
class StudyUnitCard:
    """A published unit in a member's list."""

    id: int
    title: str
    summary: str
    character_count: int
    minutes: int
    published_at: datetime | None
    progress: Progress


_FIND_FOR_READING = (
    select(
        StudyUnit.slug,
        StudyUnit.title,
        StudyUnit.summary,
        StudyUnit.sources,
        StudyUnit.character_count,
        StudyUnit.paragraph_count,
        StudyUnit.updated_at,
        ReadingProgress.anchor,
        ReadingProgress.furthest_position,
        ReadingProgress.completed_at,
    )
    .join(Unit, Unit.id == StudyUnit.unit_id)
    .outerjoin(
        ReadingProgress,
        and_(
            ReadingProgress.study_unit_id == StudyUnit.id,
            ReadingProgress.member_id == bindparam("reader_id"),
        ),
    )
    .where(
        StudyUnit.id == bindparam("id"),
        StudyUnit.status == StudyUnitStatus.PUBLISHED,
        Unit.path.in_(bindparam("paths", expanding=True)),
    )
)

CACHED_UNITS = 64
_contents: OrderedDict[tuple[str | None, int, datetime], tuple[SectionView, ...]] = OrderedDict()
_contents_guard = threading.Lock()


def get_for_reading(session: Session, actor: Actor, study_unit_id: int) -> StudyUnitView:
    """A published unit that the actor may read, or NotFound. One statement when its content is known already."""
    row = (
        session.connection()
        .execute(
            _FIND_FOR_READING,
            {"id": study_unit_id, "reader_id": actor.member_id, "paths": paths_above(actor.unit)},
        )
        .first()
    )
    if row is None:
        raise NotFound("没有找到这篇学习内容，它可能已下架，或者不在您所在党组织的范围内。")
    return StudyUnitView(
        id=study_unit_id,
        slug=row.slug,
        title=row.title,
        summary=row.summary,
        sources=row.sources,
        character_count=row.character_count,
        minutes=reading_minutes(row.character_count),
        sections=_content(session, study_unit_id, row.updated_at),
        progress=progress_of(row.anchor, row.furthest_position, row.paragraph_count, row.completed_at),
    )


def list_for_member(session: Session, actor: Actor) -> list[StudyUnitCard]:
    """The published units that the actor may read, newest first, each with the actor's progress."""
    rows = session.execute(
        select(
            StudyUnit.id,
            StudyUnit.title,
            StudyUnit.summary,
            StudyUnit.character_count,
            StudyUnit.paragraph_count,
            StudyUnit.published_at,
            ReadingProgress.anchor,
            ReadingProgress.furthest_position,
            ReadingProgress.completed_at,
        )
        .join(Unit, Unit.id == StudyUnit.unit_id)
        .outerjoin(
            ReadingProgress,
            and_(ReadingProgress.study_unit_id == StudyUnit.id, ReadingProgress.member_id == actor.member_id),
        )
        .where(StudyUnit.status == StudyUnitStatus.PUBLISHED, Unit.path.in_(paths_above(actor.unit)))
        .order_by(StudyUnit.published_at.desc(), StudyUnit.id.desc())
    )
    return [
        StudyUnitCard(
            id=row.id,
            title=row.title,
            summary=row.summary,
            character_count=row.character_count,
            minutes=reading_minutes(row.character_count),
            published_at=row.published_at,
            progress=progress_of(row.anchor, row.furthest_position, row.paragraph_count, row.completed_at),
        )
        for row in rows
    ]


def paths_above(unit: UnitRef | None) -> list[str]:
    """The paths of a unit and of all units above it; none for nobody's unit."""
    if unit is None:
        return []
    parts = unit.path.strip("/").split("/")
    return ["/" + "/".join(parts[: n + 1]) + "/" for n in range(len(parts))]


def progress_of(
    anchor: str | None, furthest: int | None, paragraph_count: int, completed_at: datetime | None
) -> Progress:
    """The progress told by a row of reading_progress (all None: not begun)."""
    furthest = furthest or 0
    percent = read_percent(furthest, paragraph_count, completed_at is not None)
    return Progress(anchor, furthest, paragraph_count, percent, completed_at)


def load_sections(session: Session, study_unit_id: int) -> tuple[SectionView, ...]:
    """Sections and paragraphs in their order, read from the tables in one statement."""
    sections: dict[int, tuple[str, list[ParagraphView]]] = {}
    for section_id, title, anchor, text in session.execute(
        select(Section.id, Section.title, Paragraph.anchor, Paragraph.text)
        .outerjoin(Paragraph, Paragraph.section_id == Section.id)
        .where(Section.study_unit_id == study_unit_id)
        .order_by(Section.position, Paragraph.position)
    ):
        paragraphs = sections.setdefault(section_id, (title, []))[1]
        if anchor is not None:
            paragraphs.append(ParagraphView(anchor, text))
    return tuple(SectionView(key, title, tuple(found)) for key, (title, found) in sections.items())


def _content(session: Session, study_unit_id: int, updated_at: datetime) -> tuple[SectionView, ...]:
    """The content as of `updated_at`, kept in this process: it is the same for every reader."""
    key = (session.get_bind().engine.url.database, study_unit_id, updated_at)
    with _contents_guard:
        known = _contents.get(key)
        if known is not None:
            _contents.move_to_end(key)
            return known
    content = load_sections(session, study_unit_id)
    with _contents_guard:
        _contents[key] = content
        while len(_contents) > CACHED_UNITS:
            _contents.popitem(last=False)
    return content

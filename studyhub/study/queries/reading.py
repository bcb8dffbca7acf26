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
from studyhub.study.content import Recording
from studyhub.study.models import (
    Paragraph,
    ReadingProgress,
    Section,
    StudyUnit,
    StudyUnitPicture,
    StudyUnitStatus,
)
from studyhub.study.rules import in_words, mark_sentences, read_percent, reading_minutes


@dataclass(frozen=True)
class Progress:
    """How far a member has read; `anchor` is the remembered place, None before the first.

    `seen` are the paragraphs that have been on the screen since the unit was last completed, in no order.
    """

    anchor: str | None
    seen_count: int
    paragraph_count: int
    percent: int
    completed_at: datetime | None
    seen: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PictureView:
    """A picture of a unit: what its editor calls it, the SHA-256 (hex) of its bytes, its size in pixels."""

    name: str
    digest: str
    width: int
    height: int


@dataclass(frozen=True)
class ParagraphView:
    """A paragraph as it is read; `kind` is that of a block of a material. The text of a picture says what is on it."""

    anchor: str
    text: str
    kind: str = "paragraph"
    key_sentences: tuple[str, ...] = ()
    picture: PictureView | None = None

    @property
    def words(self) -> str:
        """The paragraph where its picture cannot be shown."""
        return in_words(self.text, self.picture.name if self.picture else "")

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The text in pieces, each with whether it is a sentence that the organiser marked."""
        return mark_sentences(self.text, self.key_sentences)


@dataclass(frozen=True)
class SectionView:
    """A section as it is read."""

    id: int
    title: str
    paragraphs: tuple[ParagraphView, ...]


@dataclass(frozen=True)
class StudyUnitView:
    """A published unit, whole, with the reader's progress. `sources` holds {title, publisher, date, note}.

    `corrected_version` is the last version that corrected the words of an earlier one; `read_version` what was read last.
    """

    id: int
    slug: str
    title: str
    summary: str
    sources: list[dict[str, Any]]
    character_count: int
    minutes: int
    sections: tuple[SectionView, ...]
    progress: Progress
    key_points: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    corrected_version: int | None = None
    corrected_at: datetime | None = None
    correction_note: str = ""
    read_version: int | None = None
    recordings: tuple[Recording, ...] = ()

    @property
    def is_correction_new(self) -> bool:
        """Whether the reader knows the unit only as it was before its last correction."""
        return bool(
            self.corrected_version and self.read_version and self.read_version < self.corrected_version
        )


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
        StudyUnit.key_points,
        StudyUnit.questions,
        StudyUnit.recordings,
        StudyUnit.corrected_version,
        StudyUnit.corrected_at,
        StudyUnit.correction_note,
        ReadingProgress.anchor,
        ReadingProgress.seen_count,
        ReadingProgress.completed_at,
        ReadingProgress.seen,
        ReadingProgress.version,
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
        sections=content_of(session, study_unit_id, row.updated_at),
        progress=progress_of(row.anchor, row.seen_count, row.paragraph_count, row.completed_at, row.seen),
        key_points=tuple(row.key_points),
        questions=tuple(row.questions),
        corrected_version=row.corrected_version,
        corrected_at=row.corrected_at,
        correction_note=row.correction_note,
        read_version=row.version,
        recordings=tuple(Recording(**each) for each in row.recordings),
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
            ReadingProgress.seen_count,
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
            progress=progress_of(row.anchor, row.seen_count, row.paragraph_count, row.completed_at),
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
    anchor: str | None,
    seen_count: int | None,
    paragraph_count: int,
    completed_at: datetime | None,
    seen: str | None = "",
) -> Progress:
    """The progress told by a row of reading_progress (all None: not begun)."""
    seen_count = seen_count or 0
    percent = read_percent(seen_count, paragraph_count, completed_at is not None)
    return Progress(
        anchor, seen_count, paragraph_count, percent, completed_at, frozenset((seen or "").split())
    )


def load_sections(session: Session, study_unit_id: int) -> tuple[SectionView, ...]:
    """Sections and paragraphs in their order, read from the tables in one statement."""
    sections: dict[int, tuple[str, list[ParagraphView]]] = {}
    for section_id, title, anchor, text, kind, marked, *picture in session.execute(
        select(
            Section.id,
            Section.title,
            Paragraph.anchor,
            Paragraph.text,
            Paragraph.kind,
            Paragraph.key_sentences,
            StudyUnitPicture.name,
            StudyUnitPicture.digest,
            StudyUnitPicture.width,
            StudyUnitPicture.height,
        )
        .outerjoin(Paragraph, Paragraph.section_id == Section.id)
        .outerjoin(
            StudyUnitPicture,
            and_(StudyUnitPicture.study_unit_id == study_unit_id, StudyUnitPicture.name == Paragraph.picture),
        )
        .where(Section.study_unit_id == study_unit_id)
        .order_by(Section.position, Paragraph.position)
    ):
        paragraphs = sections.setdefault(section_id, (title, []))[1]
        if anchor is not None:
            shown = PictureView(*picture) if picture[0] is not None else None
            paragraphs.append(ParagraphView(anchor, text, kind, tuple(marked), shown))
    return tuple(SectionView(key, title, tuple(found)) for key, (title, found) in sections.items())


def content_of(session: Session, study_unit_id: int, updated_at: datetime) -> tuple[SectionView, ...]:
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

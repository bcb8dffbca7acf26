"""What organisers see of the study units of their range."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyhub.core.errors import NotFound
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, UnitRef, scopes
from studyhub.study.content import Content
from studyhub.study.models import Paragraph, StudyUnit, StudyUnitStatus, StudyUnitVersion
from studyhub.study.queries.flags import count_undecided
from studyhub.study.queries.pictures import pictures_of_unit
from studyhub.study.queries.reading import PictureView, SectionView
from studyhub.study.queries.versions import VersionRow, get_version, sections_of
from studyhub.study.rules import count_characters, reading_minutes


@dataclass(frozen=True)
class StudyUnitRow:
    """A unit in an organiser's list; `version_status` is that of its newest version."""

    id: int
    slug: str
    title: str
    status: StudyUnitStatus
    unit: UnitRef
    character_count: int
    paragraph_count: int
    minutes: int
    updated_at: datetime
    published_at: datetime | None
    version_status: StudyUnitStatus
    writer_id: int | None


@dataclass(frozen=True)
class StudyUnitForEditing:
    """A unit as its organiser edits it: its newest version, beside what members read.

    `status` is that of the unit, `version_status` that of its newest version; `undecided` counts the flags that wait;
    `pictures` are all that were added to it, by name.
    """

    id: int
    slug: str
    status: StudyUnitStatus
    unit: UnitRef
    character_count: int
    minutes: int
    updated_at: datetime
    content: Content
    version: VersionRow
    published_version: int | None
    undecided: int
    pictures: Mapping[str, PictureView]

    @property
    def title(self) -> str:
        """The title as it stands in the newest version."""
        return self.content.title

    @property
    def summary(self) -> str:
        """The summary as it stands in the newest version."""
        return self.content.summary

    @property
    def sources(self) -> list[dict[str, Any]]:
        """The sources: {title, publisher, date, note}."""
        return list(self.content.sources)

    @property
    def sections(self) -> tuple[SectionView, ...]:
        """The sections of the newest version; their ids count from 1."""
        return sections_of(self.content, self.pictures)

    @property
    def version_status(self) -> StudyUnitStatus:
        """Where the newest version stands."""
        return self.version.status

    @property
    def is_changing(self) -> bool:
        """Whether there is a version that members do not read yet."""
        return self.version.status is not StudyUnitStatus.PUBLISHED


_ROW = (
    StudyUnit.id,
    StudyUnit.slug,
    StudyUnit.title,
    StudyUnit.status,
    Unit.id.label("owner_id"),
    Unit.name.label("owner_name"),
    Unit.path.label("owner_path"),
    StudyUnit.character_count,
    StudyUnit.paragraph_count,
    StudyUnit.updated_at,
    StudyUnit.published_at,
)


def list_for_organiser(
    session: Session, actor: Actor, *, status: StudyUnitStatus | None = None
) -> list[StudyUnitRow]:
    """The units owned within the actor's scope, last changed first."""
    statement = (
        select(*_ROW, StudyUnitVersion.status.label("version_status"), StudyUnitVersion.writer_id)
        .join(Unit, Unit.id == StudyUnit.unit_id)
        .join(StudyUnitVersion, StudyUnitVersion.study_unit_id == StudyUnit.id)
        .where(
            StudyUnitVersion.number == StudyUnit.version_number,
            within(Unit.path, scopes(actor, Permission.MANAGE_STUDY_UNITS)),
        )
        .order_by(StudyUnit.updated_at.desc(), StudyUnit.id.desc())
    )
    if status is not None:
        statement = statement.where(StudyUnit.status == status)
    return [
        StudyUnitRow(
            id=row.id,
            slug=row.slug,
            title=row.title,
            status=row.status,
            unit=UnitRef(row.owner_id, row.owner_name, row.owner_path),
            character_count=row.character_count,
            paragraph_count=row.paragraph_count,
            minutes=reading_minutes(row.character_count),
            updated_at=row.updated_at,
            published_at=row.published_at,
            version_status=row.version_status,
            writer_id=row.writer_id,
        )
        for row in session.execute(statement)
    ]


def get_for_editing(session: Session, actor: Actor, study_unit_id: int) -> StudyUnitForEditing:
    """A unit within the actor's scope, in any status, or NotFound."""
    row = session.execute(
        select(*_ROW, StudyUnit.version_number, StudyUnit.published_version)
        .join(Unit, Unit.id == StudyUnit.unit_id)
        .where(
            StudyUnit.id == study_unit_id,
            within(Unit.path, scopes(actor, Permission.MANAGE_STUDY_UNITS)),
        )
    ).first()
    if row is None:
        raise NotFound("没有找到这个学习单元，或者它不在您的管理范围内。")
    version = get_version(session, study_unit_id, row.version_number)
    characters = count_characters(version.content.sections)
    return StudyUnitForEditing(
        id=row.id,
        slug=row.slug,
        status=row.status,
        unit=UnitRef(row.owner_id, row.owner_name, row.owner_path),
        character_count=characters,
        minutes=reading_minutes(characters),
        updated_at=row.updated_at,
        content=version.content,
        version=version,
        published_version=row.published_version,
        undecided=count_undecided(session, study_unit_id),
        pictures=pictures_of_unit(session, study_unit_id),
    )


def find_paragraph(session: Session, slug: str, anchor: str) -> tuple[int, str, str] | None:
    """Where an item's source is: (study unit id, its title, the paragraph's text), whatever the status, or None."""
    row = session.execute(
        select(StudyUnit.id, StudyUnit.title, Paragraph.text)
        .join(Paragraph, Paragraph.study_unit_id == StudyUnit.id)
        .where(StudyUnit.slug == slug, Paragraph.anchor == anchor)
    ).first()
    return None if row is None else (row[0], row[1], row[2])

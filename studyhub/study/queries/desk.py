"""What organisers see of the study units of their range."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyhub.core.errors import NotFound
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, UnitRef, scopes
from studyhub.study.models import Paragraph, StudyUnit, StudyUnitStatus
from studyhub.study.queries.reading import SectionView, load_sections
from studyhub.study.rules import reading_minutes


@dataclass(frozen=True)
class StudyUnitRow:
    """A unit in an organiser's list."""

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


@dataclass(frozen=True)
class StudyUnitForEditing:
    """A unit as its organiser edits it."""

    id: int
    slug: str
    title: str
    summary: str
    sources: list[dict[str, Any]]
    status: StudyUnitStatus
    unit: UnitRef
    character_count: int
    minutes: int
    updated_at: datetime
    sections: tuple[SectionView, ...]


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
        select(*_ROW)
        .join(Unit, Unit.id == StudyUnit.unit_id)
        .where(within(Unit.path, scopes(actor, Permission.MANAGE_STUDY_UNITS)))
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
        )
        for row in session.execute(statement)
    ]


def get_for_editing(session: Session, actor: Actor, study_unit_id: int) -> StudyUnitForEditing:
    """A unit within the actor's scope, in any status, or NotFound."""
    row = session.execute(
        select(*_ROW, StudyUnit.summary, StudyUnit.sources)
        .join(Unit, Unit.id == StudyUnit.unit_id)
        .where(
            StudyUnit.id == study_unit_id,
            within(Unit.path, scopes(actor, Permission.MANAGE_STUDY_UNITS)),
        )
    ).first()
    if row is None:
        raise NotFound("没有找到这个学习单元，或者它不在您的管理范围内。")
    return StudyUnitForEditing(
        id=row.id,
        slug=row.slug,
        title=row.title,
        summary=row.summary,
        sources=row.sources,
        status=row.status,
        unit=UnitRef(row.owner_id, row.owner_name, row.owner_path),
        character_count=row.character_count,
        minutes=reading_minutes(row.character_count),
        updated_at=row.updated_at,
        sections=load_sections(session, study_unit_id),
    )


def find_paragraph(session: Session, slug: str, anchor: str) -> tuple[int, str, str] | None:
    """Where an item's source is: (study unit id, its title, the paragraph's text), whatever the status, or None."""
    row = session.execute(
        select(StudyUnit.id, StudyUnit.title, Paragraph.text)
        .join(Paragraph, Paragraph.study_unit_id == StudyUnit.id)
        .where(StudyUnit.slug == slug, Paragraph.anchor == anchor)
    ).first()
    return None if row is None else (row[0], row[1], row[2])

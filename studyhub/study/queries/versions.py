"""The versions of a unit: what was published when, by whom, and what changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from studyhub.accounts.models import Account
from studyhub.core.errors import NotFound
from studyhub.organisation.models import Unit
from studyhub.organisation.rules import Actor
from studyhub.study.content import Content
from studyhub.study.differences import TextChange, differences
from studyhub.study.models import ReadingProgress, StudyUnit, StudyUnitStatus, StudyUnitVersion
from studyhub.study.queries.reading import ParagraphView, PictureView, SectionView, paths_above


@dataclass(frozen=True)
class VersionRow:
    """A version with the names of who wrote and who signed it; None: nobody of this site."""

    number: int
    status: StudyUnitStatus
    content: Content
    note: str
    remark: str
    writer_id: int | None
    writer: str | None
    signer: str | None
    signed_at: datetime | None
    publish_at: datetime | None
    published_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True)
class VersionChange:
    """A published version beside the one before it; `readers` counts whose last reading was of this version."""

    version: VersionRow
    changes: tuple[TextChange, ...]
    readers: int


@dataclass(frozen=True)
class Correction:
    """A unit that a member read before it was corrected."""

    study_unit_id: int
    title: str
    corrected_at: datetime | None
    note: str


def get_version(session: Session, study_unit_id: int, number: int) -> VersionRow:
    """One version of a unit that was fetched with permission, or NotFound."""
    for version in _list(session, study_unit_id, number):
        return version
    raise NotFound("没有找到这个版本。")


def list_changes(session: Session, study_unit_id: int) -> list[VersionChange]:
    """The versions of a unit that was fetched with permission, the newest first, each with what it changed."""
    versions = _list(session, study_unit_id)
    counted = session.execute(
        select(ReadingProgress.version, func.count())
        .where(ReadingProgress.study_unit_id == study_unit_id)
        .group_by(ReadingProgress.version)
    )
    readers = {row[0]: row[1] for row in counted}
    earlier = [None, *versions]
    return [
        VersionChange(
            version,
            differences(before.content, version.content) if before else (),
            readers.get(version.number, 0) if version.published_at else 0,
        )
        for before, version in zip(earlier, versions, strict=False)
    ][::-1]


def list_published_changes(session: Session, study_unit_id: int) -> list[VersionChange]:
    """The published versions that changed something, for readers, the newest first; the caller has checked the right."""
    return [
        each for each in list_changes(session, study_unit_id) if each.version.published_at and each.changes
    ]


def list_corrections(session: Session, actor: Actor) -> list[Correction]:
    """The units whose words were corrected after the actor read them last, the latest correction first."""
    rows = session.execute(
        select(StudyUnit.id, StudyUnit.title, StudyUnit.corrected_at, StudyUnit.correction_note)
        .join(ReadingProgress, ReadingProgress.study_unit_id == StudyUnit.id)
        .join(Unit, Unit.id == StudyUnit.unit_id)
        .where(
            ReadingProgress.member_id == actor.member_id,
            ReadingProgress.version < StudyUnit.corrected_version,
            StudyUnit.status == StudyUnitStatus.PUBLISHED,
            Unit.path.in_(paths_above(actor.unit)),
        )
        .order_by(StudyUnit.corrected_at.desc())
    )
    return [Correction(*row) for row in rows]


def list_due(session: Session, now: datetime) -> list[int]:
    """The ids of the units whose signed version waits for a time that has come."""
    statement = select(StudyUnitVersion.study_unit_id).where(
        StudyUnitVersion.status == StudyUnitStatus.SCHEDULED, StudyUnitVersion.publish_at <= now
    )
    return list(session.scalars(statement.order_by(StudyUnitVersion.publish_at)))


def sections_of(content: Content, pictures: Mapping[str, PictureView]) -> tuple[SectionView, ...]:
    """The sections of a content as they will be read; their ids count from 1. pictures: those of the unit, by name."""
    return tuple(
        SectionView(
            number,
            section.title,
            tuple(
                ParagraphView(p.anchor or "", p.text, p.kind, p.key_sentences, pictures.get(p.picture))
                for p in section.paragraphs
            ),
        )
        for number, section in enumerate(content.sections, 1)
    )


def _list(session: Session, study_unit_id: int, number: int | None = None) -> list[VersionRow]:
    writer, signer = aliased(Account), aliased(Account)
    statement = (
        select(StudyUnitVersion, writer.name, signer.name)
        .outerjoin(writer, writer.id == StudyUnitVersion.writer_id)
        .outerjoin(signer, signer.id == StudyUnitVersion.signed_by_id)
        .where(StudyUnitVersion.study_unit_id == study_unit_id)
        .order_by(StudyUnitVersion.number)
    )
    if number is not None:
        statement = statement.where(StudyUnitVersion.number == number)
    return [
        VersionRow(
            each.number, each.status, Content.from_data(each.document), each.note, each.remark, each.writer_id,
            writer_name, signer_name, each.signed_at, each.publish_at, each.published_at, each.updated_at,
        )
        for each, writer_name, signer_name in session.execute(statement)
    ]  # fmt: skip

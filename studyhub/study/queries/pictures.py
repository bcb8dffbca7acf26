"""The pictures of study units: what their names stand for, and the bytes of one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyhub.core.errors import NotFound
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.pictures.queries import PictureFile, load_picture
from studyhub.study.models import Paragraph, StudyUnit, StudyUnitPicture, StudyUnitStatus
from studyhub.study.queries.reading import PictureView, paths_above

_MISSING = "没有找到这张图片，它可能已撤下，或者不在您所在党组织的范围内。"


def pictures_of_unit(session: Session, study_unit_id: int) -> dict[str, PictureView]:
    """The pictures of a unit that was fetched with permission, by their names, those added first before the others."""
    rows = session.execute(
        select(
            StudyUnitPicture.name, StudyUnitPicture.digest, StudyUnitPicture.width, StudyUnitPicture.height
        ).where(StudyUnitPicture.study_unit_id == study_unit_id)
    )
    found = {row[0]: PictureView(*row) for row in rows}
    return dict(sorted(found.items(), key=lambda entry: (len(entry[0]), entry[0])))


def get_picture_for_reading(session: Session, actor: Actor, study_unit_id: int, digest: str) -> PictureFile:
    """A picture that a paragraph of a published unit shows to the actor, or NotFound."""
    shown = session.scalar(
        select(StudyUnitPicture.digest)
        .join(StudyUnit, StudyUnit.id == StudyUnitPicture.study_unit_id)
        .join(Unit, Unit.id == StudyUnit.unit_id)
        .join(
            Paragraph,
            (Paragraph.study_unit_id == StudyUnit.id) & (Paragraph.picture == StudyUnitPicture.name),
        )
        .where(
            StudyUnit.id == study_unit_id,
            StudyUnit.status == StudyUnitStatus.PUBLISHED,
            Unit.path.in_(paths_above(actor.unit)),
            StudyUnitPicture.digest == digest,
        )
        .limit(1)
    )
    if shown is None:
        raise NotFound(_MISSING)
    return load_picture(session, shown)


def get_picture_for_editing(session: Session, actor: Actor, study_unit_id: int, digest: str) -> PictureFile:
    """A picture of a unit of the actor's range, shown by some version of it or by none yet, or NotFound."""
    known = session.scalar(
        select(StudyUnitPicture.digest)
        .join(StudyUnit, StudyUnit.id == StudyUnitPicture.study_unit_id)
        .join(Unit, Unit.id == StudyUnit.unit_id)
        .where(
            StudyUnit.id == study_unit_id,
            StudyUnitPicture.digest == digest,
            within(Unit.path, scopes(actor, Permission.MANAGE_STUDY_UNITS)),
        )
        .limit(1)
    )
    if known is None:
        raise NotFound(_MISSING)
    return load_picture(session, known)

"""Audio and video of study units: who may hear what, and how far each has got."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyhub.core.errors import NotFound
from studyhub.organisation.models import Unit
from studyhub.organisation.rules import Actor
from studyhub.study.content import Recording
from studyhub.study.models import ListeningPlace, StudyUnit, StudyUnitStatus
from studyhub.study.queries.desk import get_for_editing
from studyhub.study.queries.reading import paths_above

_MISSING = "没有找到这个音频或视频，它可能已撤下，或者不在您所在党组织的范围内。"


def find_for_reading(session: Session, actor: Actor, study_unit_id: int, digest: str) -> Recording:
    """A recording of a published unit that the actor may read, or NotFound."""
    rows = session.scalar(
        select(StudyUnit.recordings)
        .join(Unit, Unit.id == StudyUnit.unit_id)
        .where(
            StudyUnit.id == study_unit_id,
            StudyUnit.status == StudyUnitStatus.PUBLISHED,
            Unit.path.in_(paths_above(actor.unit)),
        )
    )
    return _one([Recording(**row) for row in rows or ()], digest)


def find_for_editing(session: Session, actor: Actor, study_unit_id: int, digest: str) -> Recording:
    """A recording of the newest version of a unit of the actor's range, or NotFound."""
    return _one(get_for_editing(session, actor, study_unit_id).content.recordings, digest)


def places_of(session: Session, actor: Actor, study_unit_id: int) -> dict[str, int]:
    """How far the actor has listened to the recordings of a unit: seconds by digest."""
    rows = session.execute(
        select(ListeningPlace.digest, ListeningPlace.seconds).where(
            ListeningPlace.member_id == actor.member_id, ListeningPlace.study_unit_id == study_unit_id
        )
    )
    return {row[0]: row[1] for row in rows}


def _one(recordings: list[Recording] | tuple[Recording, ...], digest: str) -> Recording:
    for each in recordings:
        if each.digest == digest:
            return each
    raise NotFound(_MISSING)

"""From a draft to what members read, and away again."""

from datetime import datetime

from sqlalchemy.orm import Session

from studyhub.audit.service import record
from studyhub.core.errors import Conflict
from studyhub.organisation.rules import Actor
from studyhub.study.models import StudyUnit, StudyUnitStatus
from studyhub.study.service.writing import get_managed


def publish(session: Session, actor: Actor, study_unit_id: int, *, now: datetime) -> StudyUnit:
    """Let members read a draft, or an archived unit again. Publishing twice changes nothing."""
    study_unit = get_managed(session, actor, study_unit_id)
    if study_unit.status is StudyUnitStatus.PUBLISHED:
        return study_unit
    study_unit.status = StudyUnitStatus.PUBLISHED
    study_unit.published_at = now
    session.flush()
    record(
        session,
        "study_unit.published",
        f"study_unit:{study_unit_id}",
        actor_id=actor.member_id,
        now=now,
    )
    return study_unit


def archive(session: Session, actor: Actor, study_unit_id: int, *, now: datetime) -> StudyUnit:
    """Take a published unit away from members; their progress stays. Conflict for a draft."""
    study_unit = get_managed(session, actor, study_unit_id)
    if study_unit.status is StudyUnitStatus.DRAFT:
        raise Conflict("草稿尚未发布，无需下架。")
    if study_unit.status is StudyUnitStatus.PUBLISHED:
        study_unit.status = StudyUnitStatus.ARCHIVED
        session.flush()
        record(
            session,
            "study_unit.archived",
            f"study_unit:{study_unit_id}",
            actor_id=actor.member_id,
            now=now,
        )
    return study_unit

"""From a draft to what members read, by two people, and away again."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyhub.audit.service import record
from studyhub.core.errors import Conflict, Invalid
from studyhub.organisation.rules import Actor
from studyhub.study.content import Content
from studyhub.study.differences import is_corrected
from studyhub.study.models import StudyUnit, StudyUnitStatus, StudyUnitVersion
from studyhub.study.rules import clean, may_sign
from studyhub.study.service.rechecking import recheck
from studyhub.study.service.writing import get_managed, newest_version, project, touch

NOTE_LENGTH = 200


def submit_for_review(
    session: Session,
    actor: Actor,
    study_unit_id: int,
    *,
    note: str = "",
    publish_at: datetime | None = None,
    now: datetime,
) -> StudyUnit:
    """Ask a second person to sign the draft. note: what a correction corrects, for readers. publish_at: when it may go
    out, None for as soon as it is signed.

    The text is checked once more; Conflict (undecided_flags) while a flag waits for a decision, and when there is nothing
    new to review.
    """
    study_unit = get_managed(session, actor, study_unit_id)
    version = newest_version(session, study_unit)
    if version.status is StudyUnitStatus.IN_REVIEW:
        return study_unit
    if version.status is not StudyUnitStatus.DRAFT:
        raise Conflict("现在的内容已经审定，没有需要送审的修改。")
    if len(clean(note)) > NOTE_LENGTH:
        raise Invalid(
            f"更正说明请控制在 {NOTE_LENGTH} 字以内。", {"note": f"请控制在 {NOTE_LENGTH} 字以内。"}
        )
    _require_decided(session, study_unit, version)
    version.note, version.publish_at, version.remark = clean(note), publish_at, ""
    _set_status(study_unit, version, StudyUnitStatus.IN_REVIEW, now)
    _record(session, "submitted", actor, study_unit, version, now)
    return study_unit


def send_back(
    session: Session, actor: Actor, study_unit_id: int, *, remark: str = "", now: datetime
) -> StudyUnit:
    """Make a version that was in review, or signed for later, a draft again, with what the reviewer says to it."""
    study_unit = get_managed(session, actor, study_unit_id)
    version = newest_version(session, study_unit)
    if version.status not in {StudyUnitStatus.IN_REVIEW, StudyUnitStatus.SCHEDULED}:
        raise Conflict("这个学习单元不在审定中，无需退回。")
    version.remark = clean(remark)[:NOTE_LENGTH]
    version.signed_by_id = version.signed_at = version.publish_at = None
    _set_status(study_unit, version, StudyUnitStatus.DRAFT, now)
    _record(session, "sent_back", actor, study_unit, version, now)
    return study_unit


def sign(
    session: Session, actor: Actor, study_unit_id: int, *, publish_at: datetime | None = None, now: datetime
) -> StudyUnit:
    """Sign what somebody else wrote: it goes out at once, or at `publish_at` (None: as the writer asked).

    Conflict for the writer, for what is not in review, and while a flag waits (the word list may have grown meanwhile).
    """
    study_unit = get_managed(session, actor, study_unit_id)
    version = newest_version(session, study_unit)
    if version.status is not StudyUnitStatus.IN_REVIEW:
        raise Conflict("这个学习单元不在审定中，可能已被修改或已审定，请刷新后再看。")
    if not may_sign(version.writer_id, actor.member_id):
        raise Conflict("自己写的不能自己审定，请另一位组织者或管理员审定。", code="own_work")
    _require_decided(session, study_unit, version)
    version.signed_by_id, version.signed_at = actor.member_id, now
    version.publish_at = publish_at or version.publish_at
    _record(session, "signed", actor, study_unit, version, now)
    if version.publish_at is None or version.publish_at <= now:
        _publish(session, study_unit, version, now)
    else:
        _set_status(study_unit, version, StudyUnitStatus.SCHEDULED, now)
    session.flush()
    return study_unit


def publish_if_due(session: Session, study_unit_id: int, *, now: datetime) -> bool:
    """Let members read a signed version whose time has come; says whether it had."""
    study_unit = session.scalars(
        select(StudyUnit).where(StudyUnit.id == study_unit_id).with_for_update()
    ).one()
    version = newest_version(session, study_unit)
    is_due = version.publish_at is not None and version.publish_at <= now
    if version.status is not StudyUnitStatus.SCHEDULED or not is_due:
        return False
    _publish(session, study_unit, version, now)
    return True


def archive(session: Session, actor: Actor, study_unit_id: int, *, now: datetime) -> StudyUnit:
    """Take a published unit away from members; their progress stays. Conflict for what was never published."""
    study_unit = get_managed(session, actor, study_unit_id)
    if study_unit.published_version is None:
        raise Conflict("草稿尚未发布，无需下架。")
    if study_unit.status is StudyUnitStatus.PUBLISHED:
        study_unit.status = StudyUnitStatus.ARCHIVED
        session.flush()
        record(
            session, "study_unit.archived", f"study_unit:{study_unit_id}", actor_id=actor.member_id, now=now
        )
    return study_unit


def restore(session: Session, actor: Actor, study_unit_id: int, *, now: datetime) -> StudyUnit:
    """Let members read an archived unit again, as it was signed. Doing it twice changes nothing."""
    study_unit = get_managed(session, actor, study_unit_id)
    if study_unit.published_version is None:
        raise Conflict("草稿要先送审，由另一位组织者或管理员审定后才能发布。")
    if study_unit.status is StudyUnitStatus.ARCHIVED:
        study_unit.status, study_unit.published_at = StudyUnitStatus.PUBLISHED, now
        session.flush()
        record(
            session, "study_unit.restored", f"study_unit:{study_unit_id}", actor_id=actor.member_id, now=now
        )
    return study_unit


def _publish(session: Session, study_unit: StudyUnit, version: StudyUnitVersion, now: datetime) -> None:
    content = Content.from_data(version.document)
    if study_unit.published_version is not None:
        before = session.scalars(
            select(StudyUnitVersion).where(
                StudyUnitVersion.study_unit_id == study_unit.id,
                StudyUnitVersion.number == study_unit.published_version,
            )
        ).one()
        if is_corrected(Content.from_data(before.document), content):
            study_unit.corrected_version, study_unit.corrected_at = version.number, now
            study_unit.correction_note = version.note
    study_unit.published_version = version.number
    study_unit.published_at = study_unit.published_at or now
    project(session, study_unit, content)
    version.published_at = now
    study_unit.status = StudyUnitStatus.PUBLISHED
    _set_status(study_unit, version, StudyUnitStatus.PUBLISHED, now)
    session.flush()
    record(
        session, "study_unit.published", f"study_unit:{study_unit.id}", actor_id=version.signed_by_id, now=now,
        version=version.number,
    )  # fmt: skip


def _require_decided(session: Session, study_unit: StudyUnit, version: StudyUnitVersion) -> None:
    undecided = recheck(session, study_unit, Content.from_data(version.document))
    if undecided:
        raise Conflict(
            f"还有 {undecided} 处可疑的地方没有处理，请逐处改正或确认保留后再送审。", code="undecided_flags"
        )


def _set_status(
    study_unit: StudyUnit, version: StudyUnitVersion, status: StudyUnitStatus, now: datetime
) -> None:
    version.status = status
    if study_unit.published_version is None:
        study_unit.status = status
    touch(study_unit, now)


def _record(
    session: Session, what: str, actor: Actor, study_unit: StudyUnit, version: StudyUnitVersion, now: datetime
) -> None:
    session.flush()
    record(
        session, f"study_unit.{what}", f"study_unit:{study_unit.id}", actor_id=actor.member_id, now=now,
        version=version.number,
    )  # fmt: skip

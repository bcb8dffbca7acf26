"""How far members have read, and when they have read a unit to its end."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, bindparam, case, func, select, update
from sqlalchemy.orm import Session

from studyhub.core.db import table_of
from studyhub.core.errors import Invalid, NotFound
from studyhub.core.events import publish as publish_event
from studyhub.core.upsert import upsert
from studyhub.organisation.models import Unit
from studyhub.organisation.rules import Actor
from studyhub.study.events import StudyUnitCompleted, StudyUnitRead
from studyhub.study.models import ReadingProgress, StudyUnit, StudyUnitStatus
from studyhub.study.queries import Progress, get_for_reading, paths_above, progress_of
from studyhub.study.queries.reading import content_of

_units, _progress, _owners = table_of(StudyUnit), table_of(ReadingProgress), table_of(Unit)
_FIND_UNIT = (
    select(
        _units.c.title,
        _units.c.published_version,
        _units.c.updated_at,
        _progress.c.seen,
        _progress.c.completed_at,
    )
    .join(_owners, _owners.c.id == _units.c.unit_id)
    .outerjoin(
        _progress,
        and_(_progress.c.study_unit_id == _units.c.id, _progress.c.member_id == bindparam("reader_id")),
    )
    .where(
        _units.c.id == bindparam("id"),
        _units.c.status == StudyUnitStatus.PUBLISHED,
        _owners.c.path.in_(bindparam("paths", expanding=True)),
    )
)
_REMEMBER = upsert(
    ReadingProgress,
    lambda new: new.on_conflict_do_update(
        index_elements=["member_id", "study_unit_id"],
        set_={
            "anchor": new.excluded.anchor,
            "seen": new.excluded.seen,
            "seen_count": case(
                (_progress.c.seen_count > new.excluded.seen_count, _progress.c.seen_count),
                else_=new.excluded.seen_count,
            ),
            "updated_at": new.excluded.updated_at,
            "version": new.excluded.version,
        },
    ).returning(_progress.c.seen_count),
)
_COMPLETE = (
    update(_progress)
    .where(_progress.c.member_id == bindparam("reader_id"), _progress.c.study_unit_id == bindparam("id"))
    .values(
        seen="",
        completed_at=func.coalesce(
            _progress.c.completed_at, bindparam("at", type_=_progress.c.completed_at.type)
        ),
        completed_version=func.coalesce(_progress.c.completed_version, _progress.c.version),
    )
)
_FIND_PROGRESS = select(_progress.c.seen, _progress.c.completed_at).where(
    _progress.c.member_id == bindparam("reader_id"), _progress.c.study_unit_id == bindparam("id")
)


def record_progress(
    session: Session,
    actor: Actor,
    study_unit_id: int,
    anchor: str,
    *,
    seen: Collection[str] = (),
    now: datetime,
) -> Progress:
    """Remember that the actor is at paragraph `anchor`, and that `seen` have been on the screen, as has this one.

    Two statements until every paragraph has been seen: then StudyUnitRead is published, and whoever keeps the rules of
    completion decides. What the unit does not have is left out of `seen`. NotFound when the actor may not read the unit,
    Invalid when it has no paragraph `anchor`. Of two phones at the very same moment one may have to tell again.
    """
    connection = session.connection()
    key = {"id": study_unit_id, "reader_id": actor.member_id}
    row = connection.execute(_FIND_UNIT, {**key, "paths": paths_above(actor.unit)}).first()
    if row is None or actor.unit is None:
        raise NotFound("没有找到这篇学习内容，它可能已下架，或者不在您所在党组织的范围内。")
    sections = content_of(session, study_unit_id, row.updated_at)
    anchors = [paragraph.anchor for section in sections for paragraph in section.paragraphs]
    if anchor not in anchors:
        raise Invalid("没有这个段落，请刷新页面后继续阅读。", {"paragraph": "没有这个段落。"})
    known = {anchor, *seen, *(row.seen or "").split()}
    all_seen = [each for each in anchors if each in known]
    seen_count = connection.scalar(
        _REMEMBER[connection.dialect.name],
        {
            "member_id": actor.member_id,
            "study_unit_id": study_unit_id,
            "anchor": anchor,
            "seen": " ".join(all_seen),
            "seen_count": len(all_seen),
            "started_at": now,
            "updated_at": now,
            "version": row.published_version,
        },
    )
    after = row.completed_at, " ".join(all_seen)
    if len(all_seen) == len(anchors):
        publish_event(session, StudyUnitRead(actor.member_id, actor.unit.id, study_unit_id, row.title, now))
        found = connection.execute(_FIND_PROGRESS, key).one()
        after = found.completed_at, found.seen
    return progress_of(anchor, seen_count, len(anchors), *after)


def complete_reading(
    session: Session, member_id: int, unit_id: int, study_unit_id: int, title: str, *, now: datetime
) -> None:
    """A member has done all that completes a unit: noted, the first time for good, and told to whom it matters."""
    session.connection().execute(_COMPLETE, {"reader_id": member_id, "id": study_unit_id, "at": now})
    publish_event(session, StudyUnitCompleted(member_id, unit_id, study_unit_id, title, now))


def acknowledge_corrections(session: Session, actor: Actor, study_unit_id: int) -> None:
    """Remember that the actor has seen how a unit was corrected; NotFound when the actor may not read it."""
    unit = get_for_reading(session, actor, study_unit_id)
    if unit.corrected_version:
        session.execute(
            update(_progress)
            .where(
                _progress.c.member_id == actor.member_id,
                _progress.c.study_unit_id == unit.id,
                _progress.c.version < unit.corrected_version,
            )
            .values(version=unit.corrected_version)
        )

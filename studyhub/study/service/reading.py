"""How far members have read."""

from datetime import datetime

from sqlalchemy import and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from studyhub.core.db import table_of
from studyhub.core.errors import Invalid, NotFound
from studyhub.core.events import publish as publish_event
from studyhub.core.upsert import upsert
from studyhub.organisation.models import Unit
from studyhub.organisation.rules import Actor
from studyhub.study.events import StudyUnitCompleted
from studyhub.study.models import Paragraph, ReadingProgress, StudyUnit, StudyUnitStatus
from studyhub.study.queries import Progress, paths_above, progress_of

_units, _texts, _progress, _owners = (
    table_of(StudyUnit),
    table_of(Paragraph),
    table_of(ReadingProgress),
    table_of(Unit),
)
_FIND_PLACE = (
    select(_units.c.title, _units.c.paragraph_count, _texts.c.position)
    .join(_owners, _owners.c.id == _units.c.unit_id)
    .outerjoin(
        _texts,
        and_(_texts.c.study_unit_id == _units.c.id, _texts.c.anchor == bindparam("anchor")),
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
            "furthest_position": case(
                (
                    _progress.c.furthest_position > new.excluded.furthest_position,
                    _progress.c.furthest_position,
                ),
                else_=new.excluded.furthest_position,
            ),
            "updated_at": new.excluded.updated_at,
            "completed_at": func.coalesce(_progress.c.completed_at, new.excluded.completed_at),
        },
    ).returning(_progress.c.furthest_position, _progress.c.completed_at),
)


def record_progress(
    session: Session, actor: Actor, study_unit_id: int, anchor: str, *, now: datetime
) -> Progress:
    """Remember that the actor is at paragraph `anchor`; two statements, unless it is the last.

    The furthest paragraph never goes back; reaching the last one completes the unit, once. NotFound when the actor may
    not read the unit, Invalid when it has no such paragraph.
    """
    connection = session.connection()
    row = connection.execute(
        _FIND_PLACE, {"id": study_unit_id, "anchor": anchor, "paths": paths_above(actor.unit)}
    ).first()
    if row is None or actor.unit is None:
        raise NotFound("没有找到这篇学习内容，它可能已下架，或者不在您所在党组织的范围内。")
    if row.position is None:
        raise Invalid("没有这个段落，请刷新页面后继续阅读。", {"paragraph": "没有这个段落。"})
    is_last = row.position == row.paragraph_count
    furthest, completed_at = connection.execute(
        _REMEMBER[connection.dialect.name],
        {
            "member_id": actor.member_id,
            "study_unit_id": study_unit_id,
            "anchor": anchor,
            "furthest_position": row.position,
            "started_at": now,
            "updated_at": now,
            "completed_at": now if is_last else None,
        },
    ).one()
    if is_last:
        publish_event(
            session, StudyUnitCompleted(actor.member_id, actor.unit.id, study_unit_id, row.title, now)
        )
    return progress_of(anchor, furthest, row.paragraph_count, completed_at)

"""Writes of the standings, in the transaction of every point entry."""

from sqlalchemy import bindparam, text, update
from sqlalchemy.orm import Session

from studyhub.core.db import table_of
from studyhub.core.upsert import upsert
from studyhub.leaderboards.models import MemberStanding, StandingCount
from studyhub.points.events import PointsAwarded, PointsCorrected

_standings, _counts = table_of(MemberStanding), table_of(StandingCount)

_ADD = upsert(
    MemberStanding,
    lambda new: new.on_conflict_do_update(
        index_elements=["member_id"], set_={"points": _standings.c.points + new.excluded.points}
    ).returning(_standings.c.points),
)
_LEAVE = update(_counts).where(_counts.c.points == bindparam("total")).values(members=_counts.c.members - 1)
_REACH = upsert(
    StandingCount,
    lambda new: new.on_conflict_do_update(
        index_elements=["points"], set_={"members": _counts.c.members + new.excluded.members}
    ),
)


def on_points_awarded(session: Session, event: PointsAwarded) -> None:
    """Move a member from one total to the next: the total itself, and how many members have either.

    The total is changed by arithmetic in the statement, so that entries of parallel transactions add up. The counts
    are rows that many transactions want; every transaction takes them last and the lower total first. Totals of zero
    and below stand nowhere and are not counted.
    """
    connection = session.connection()
    engine = connection.dialect.name
    after = connection.execute(
        _ADD[engine], {"member_id": event.member_id, "points": event.points}
    ).scalar_one()
    before = after - event.points
    for total in sorted((before, after)):
        if total <= 0:
            continue
        if total == before:
            connection.execute(_LEAVE, {"total": total})
        else:
            connection.execute(_REACH[engine], {"points": total, "members": 1})


def on_points_corrected(session: Session, event: PointsCorrected) -> None:
    """Move several members at once.

    One after the other they want the counts in no order that others could follow. On PostgreSQL the standings are
    taken whole: whoever has touched one already waits for nothing of ours, all others wait until we are done.
    """
    if len(event.entries) > 1 and session.connection().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE member_standings IN SHARE ROW EXCLUSIVE MODE"))
    for entry in event.entries:
        on_points_awarded(session, entry)

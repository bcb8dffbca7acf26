"""Reads of the points ledger."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from studyhub.points.models import PointEntry
from studyhub.points.rules import RULES


@dataclass(frozen=True)
class PointEntryView:
    """An entry of the ledger; `rule` is the rule's code, `rule_name` its name for members."""

    rule: str
    rule_name: str
    source: str
    points: int
    note: str
    awarded_at: datetime


_TOTAL = select(func.sum(PointEntry.points)).where(PointEntry.member_id == bindparam("member_id"))


def list_entries(session: Session, member_id: int, *, limit: int = 200) -> list[PointEntryView]:
    """A member's entries, newest first."""
    rows = session.execute(
        select(PointEntry.rule, PointEntry.source, PointEntry.points, PointEntry.note, PointEntry.awarded_at)
        .where(PointEntry.member_id == member_id)
        .order_by(PointEntry.awarded_at.desc(), PointEntry.id.desc())
        .limit(limit)
    )
    return [
        PointEntryView(row.rule, RULES[row.rule].name, row.source, row.points, row.note, row.awarded_at)
        for row in rows
    ]


def total(session: Session, member_id: int) -> int:
    """A member's points: the sum of the ledger."""
    return session.connection().scalar(_TOTAL, {"member_id": member_id}) or 0


def points_from(session: Session, member_id: int, sources: list[str]) -> dict[str, int]:
    """What a member got from each of some sources ("quiz:3"), by whatever rule; sources without points are absent.

    Counter-entries ("quiz:3:regrade:2") count with the source that they correct.
    """
    rows = session.execute(
        select(PointEntry.source, PointEntry.points).where(
            PointEntry.member_id == member_id,
            or_(
                PointEntry.source.in_(sources),
                *(PointEntry.source.startswith(f"{source}:", autoescape=True) for source in sources),
            ),
        )
    )
    found: dict[str, int] = {}
    for source, points in rows:
        whole = ":".join(source.split(":")[:2])
        found[whole] = found.get(whole, 0) + points
    return found

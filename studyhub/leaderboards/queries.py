"""Reads of the leaderboards. A place never costs more for a large site than an index walk over totals or rates."""

import threading
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session

from studyhub.accounts.models import Account
from studyhub.core.db import Moment
from studyhub.core.errors import NotFound
from studyhub.leaderboards.models import MemberStanding, StandingCount
from studyhub.organisation.models import Membership, Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.study_days.models import BranchDay, StudyDay, StudyDayStatus
from studyhub.study_days.rules import average_percent

Scope = Literal["all", "branch"]


@dataclass(frozen=True)
class Standing:
    """A member's place by points; equal points share a place (1, 2, 2, 4)."""

    place: int
    member_id: int
    name: str
    unit_name: str
    points: int
    is_me: bool


@dataclass(frozen=True)
class MemberBoard:
    """The first places, and the actor's own; None without points. `ranked_count` members have any."""

    scope: Scope
    mine: Standing | None
    standings: tuple[Standing, ...]
    ranked_count: int


@dataclass(frozen=True)
class StudyDayRef:
    """A study day, as much of it as a board needs."""

    id: int
    title: str
    held_on: date
    has_quiz: bool


@dataclass(frozen=True)
class BranchStanding:
    """A branch's place by the share of those due that took part; equal shares share a place.

    `average` is the mean percent of those who took part, or None. It is shown beside, and never decides a place: one
    member with full marks does not beat twenty-eight of thirty.
    """

    place: int
    unit_id: int
    name: str
    done: int
    due: int
    rate: float
    average: float | None
    is_mine: bool


@dataclass(frozen=True)
class BranchBoard:
    """The first branches on a study day, the actor's own, and all of them together."""

    study_day: StudyDayRef | None
    total_done: int
    total_due: int
    branch_count: int
    mine: BranchStanding | None
    standings: tuple[BranchStanding, ...]


_FIRST_MEMBERS = (
    select(MemberStanding.member_id, Account.name, Unit.name.label("unit_name"), MemberStanding.points)
    .join(Account, Account.id == MemberStanding.member_id)
    .outerjoin(
        Membership,
        and_(Membership.member_id == MemberStanding.member_id, Membership.ended_on.is_(None)),
    )
    .outerjoin(Unit, Unit.id == Membership.unit_id)
    .where(MemberStanding.points > 0)
    .order_by(MemberStanding.points.desc(), MemberStanding.member_id.desc())
    .limit(bindparam("first"))
)
_MY_POINTS = (
    select(MemberStanding.points).where(MemberStanding.member_id == bindparam("me")).scalar_subquery()
)
_OWN_PLACE = select(
    func.coalesce(func.sum(StandingCount.members), 0),
    func.coalesce(func.sum(case((StandingCount.points > _MY_POINTS, StandingCount.members), else_=0)), 0),
    _MY_POINTS,
)
_OF_DAY = BranchDay.study_day_id == bindparam("day_id")
_BRANCHES = (
    select(Unit.id, Unit.name, BranchDay.done, BranchDay.due, BranchDay.rate, BranchDay.score_sum)
    .join(Unit, Unit.id == BranchDay.unit_id)
    .where(_OF_DAY)
)
# In the order of the index, backwards: many branches may share the first place.
_FIRST_BRANCHES = _BRANCHES.order_by(BranchDay.rate.desc(), BranchDay.unit_id.desc()).limit(
    bindparam("first")
)
_OWN_BRANCH = _BRANCHES.where(Unit.id == bindparam("branch_id"))
_BRANCHES_ABOVE = select(func.count()).where(_OF_DAY, BranchDay.rate > bindparam("rate"))
_RATES = select(BranchDay.rate).where(_OF_DAY).order_by(BranchDay.rate)
_ALL_BRANCHES = select(
    func.coalesce(func.sum(BranchDay.done), 0), func.coalesce(func.sum(BranchDay.due), 0), func.count()
).where(_OF_DAY)


LARGE_DAY = 500
"""From so many branches on, adding them up for every reader would cost more than the rest of the page."""
SUMMARY_LIFETIME = timedelta(seconds=5)
KEPT_SUMMARIES = 16


@dataclass(frozen=True)
class _DaySummary:
    """All branches of a day together; `rates` in ascending order, of a large day only."""

    day_id: int
    taken_at: datetime
    done: int
    due: int
    branches: int
    rates: Sequence[float] | None


_summaries: dict[tuple[str | None, int], _DaySummary] = {}
_summaries_guard = threading.Lock()

_DAYS = (
    select(StudyDay.id, StudyDay.title, StudyDay.held_on, StudyDay.quiz_id.is_not(None))
    .where(StudyDay.status == StudyDayStatus.SCHEDULED)
    .order_by(StudyDay.opens_at.desc(), StudyDay.id.desc())
    .limit(1)
)
_GIVEN_DAY = _DAYS.where(StudyDay.id == bindparam("day_id"))
_LATEST_DAY = _DAYS.where(StudyDay.opens_at <= bindparam("now", type_=Moment()))
_IS_OWN_DAY = exists().where(
    BranchDay.study_day_id == StudyDay.id, BranchDay.unit_id == bindparam("branch_id")
)


def member_board(session: Session, actor: Actor, scope: Scope = "all", *, limit: int = 20) -> MemberBoard:
    """Members by points: of the whole site, or of the actor's branch. Two statements."""
    if scope == "branch":
        return _branch_members(session, actor, limit)
    connection = session.connection()
    rows = connection.execute(_FIRST_MEMBERS, {"first": limit}).all()
    ranked_count, above, points = connection.execute(_OWN_PLACE, {"me": actor.member_id}).one()
    mine = None
    if points is not None and points > 0:
        mine = Standing(
            int(above) + 1, actor.member_id, actor.name, actor.unit.name if actor.unit else "", points, True
        )
    places = _places(row.points for row in rows)
    return MemberBoard(
        scope="all",
        mine=mine,
        standings=tuple(
            Standing(place, row[0], row[1], row[2] or "", row[3], row[0] == actor.member_id)
            for place, row in zip(places, rows, strict=True)
        ),
        ranked_count=int(ranked_count),
    )


def branch_board(
    session: Session,
    actor: Actor,
    study_day_id: int | None = None,
    *,
    limit: int = 20,
    now: datetime,
) -> BranchBoard:
    """Branches by participation on one study day: the given one, or the latest that has opened by `now`.

    Only days in which the actor's branch, or a branch the actor looks after, takes part: NotFound for any other,
    an empty board when there is none yet. On a day of LARGE_DAY branches and more, the sums and the places of
    branches that are not among the first may be SUMMARY_LIFETIME old.
    """
    day = _find_day(session, actor, study_day_id, now)
    if day is None:
        if study_day_id is not None:
            raise NotFound("没有找到这个统一学习日，或者它不在您的范围内。")
        return BranchBoard(None, 0, 0, 0, None, ())
    connection = session.connection()
    my_unit_id = actor.unit.id if actor.unit else None
    first = connection.execute(_FIRST_BRANCHES, {"day_id": day.id, "first": limit}).all()
    first = sorted(first, key=lambda row: (-row.rate, row.id))
    standings = tuple(
        _branch_standing(place, row, my_unit_id, day)
        for place, row in zip(_places(row.rate for row in first), first, strict=True)
    )
    summary = _summary_of(connection, day.id, now)
    mine = next((standing for standing in standings if standing.is_mine), None)
    if mine is None:
        own = connection.execute(_OWN_BRANCH, {"day_id": day.id, "branch_id": my_unit_id}).first()
        if own is not None:
            mine = _branch_standing(_place_of(connection, summary, own.rate), own, my_unit_id, day)
    return BranchBoard(
        study_day=day,
        total_done=summary.done,
        total_due=summary.due,
        branch_count=summary.branches,
        mine=mine,
        standings=standings,
    )


def _summary_of(connection: Connection, day_id: int, now: datetime) -> _DaySummary:
    """The sums of a day; those of a large one are kept in this process for a moment, with all its rates."""
    key = (connection.engine.url.database, day_id)
    kept = _summaries.get(key)
    if kept is not None and timedelta(0) <= now - kept.taken_at < SUMMARY_LIFETIME:
        return kept
    done, due, branches = connection.execute(_ALL_BRANCHES, {"day_id": day_id}).one()
    rates = None
    if branches >= LARGE_DAY:
        rates = connection.scalars(_RATES, {"day_id": day_id}).all()
    summary = _DaySummary(day_id, now, int(done), int(due), branches, rates)
    if rates is not None:
        with _summaries_guard:
            _summaries[key] = summary
            while len(_summaries) > KEPT_SUMMARIES:
                del _summaries[next(iter(_summaries))]
    return summary


def _place_of(connection: Connection, summary: _DaySummary, rate: float) -> int:
    if summary.rates is not None:
        return len(summary.rates) - bisect_right(summary.rates, rate) + 1
    above = connection.scalar(_BRANCHES_ABOVE, {"day_id": summary.day_id, "rate": rate})
    return (above or 0) + 1


def _branch_members(session: Session, actor: Actor, limit: int) -> MemberBoard:
    """A branch is small: all its standings are read, in one statement."""
    rows = session.execute(
        select(MemberStanding.member_id, Account.name, MemberStanding.points)
        .join(Membership, Membership.member_id == MemberStanding.member_id)
        .join(Account, Account.id == MemberStanding.member_id)
        .where(
            Membership.unit_id == (actor.unit.id if actor.unit else None),
            Membership.ended_on.is_(None),
            MemberStanding.points > 0,
        )
        .order_by(MemberStanding.points.desc(), MemberStanding.member_id.desc())
    ).all()
    unit_name = actor.unit.name if actor.unit else ""
    standings = tuple(
        Standing(place, row[0], row[1], unit_name, row[2], row[0] == actor.member_id)
        for place, row in zip(_places(row.points for row in rows), rows, strict=True)
    )
    mine = next((standing for standing in standings if standing.is_me), None)
    return MemberBoard("branch", mine, standings[:limit], len(standings))


def _find_day(session: Session, actor: Actor, study_day_id: int | None, now: datetime) -> StudyDayRef | None:
    where = {"branch_id": actor.unit.id if actor.unit else None, "day_id": study_day_id, "now": now}
    days, paths = _LATEST_DAY, scopes(actor, Permission.VIEW_PARTICIPATION)
    if study_day_id is not None:
        days = _GIVEN_DAY
    is_visible: ColumnElement[bool] = _IS_OWN_DAY
    if paths:
        in_scope = exists().where(
            BranchDay.study_day_id == StudyDay.id, BranchDay.unit_id == Unit.id, within(Unit.path, paths)
        )
        is_visible = or_(_IS_OWN_DAY, in_scope)
    row = session.connection().execute(days.where(is_visible), where).first()
    return None if row is None else StudyDayRef(*row)


def _branch_standing(
    place: int, row: Row[*tuple[Any, ...]], my_unit_id: int | None, day: StudyDayRef
) -> BranchStanding:
    return BranchStanding(
        place=place,
        unit_id=row.id,
        name=row.name,
        done=row.done,
        due=row.due,
        rate=row.rate,
        average=average_percent(row.score_sum, row.done) if day.has_quiz else None,
        is_mine=row.id == my_unit_id,
    )


def _places(values: Iterable[float]) -> list[int]:
    """Places of values that come highest first: 1 + how many are higher."""
    places: list[int] = []
    last: float | None = None
    for number, value in enumerate(values, start=1):
        places.append(places[-1] if places and value == last else number)
        last = value
    return places

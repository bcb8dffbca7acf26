"""Counting who takes part, in the transaction of what they did.

Rows are locked in one order everywhere, so that PostgreSQL never finds a deadlock: the member's own rows first, then
branch_days ascending by (study_day_id, unit_id), and only then what listeners to ParticipationDone touch.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Float, and_, bindparam, case, exists, func, select, update
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from studyhub.core.db import table_of
from studyhub.core.events import publish
from studyhub.core.upsert import upsert
from studyhub.organisation.events import MembershipChanged
from studyhub.organisation.models import Membership
from studyhub.quizzes.events import AttemptsRegraded, AttemptSubmitted
from studyhub.study.events import StudyUnitCompleted
from studyhub.study_days.events import ParticipationDone
from studyhub.study_days.models import BranchDay, Participation, StudyDay, StudyDayStatus
from studyhub.study_days.rules import rate

_days, _branches, _participations, _memberships = (
    table_of(StudyDay),
    table_of(BranchDay),
    table_of(Participation),
    table_of(Membership),
)
# Scheduled days beside the member's present membership, which cannot change before this transaction ends.
_DAYS_OF_MEMBER = (
    select(_days.c.id, _days.c.title, _days.c.quiz_id, _memberships.c.unit_id, _memberships.c.is_exempt)
    .join(
        _memberships,
        and_(_memberships.c.member_id == bindparam("member_id"), _memberships.c.ended_on.is_(None)),
    )
    .where(_days.c.status == StudyDayStatus.SCHEDULED)
    .with_for_update(read=True, of=_memberships)
)
_IS_BRANCH_OF_DAY = and_(
    _branches.c.study_day_id == _days.c.id, _branches.c.unit_id == _memberships.c.unit_id
)
_FIND_DAY_OF_QUIZ = _DAYS_OF_MEMBER.add_columns(exists().where(_IS_BRANCH_OF_DAY).label("is_due_here")).where(
    _days.c.quiz_id == bindparam("quiz_id")
)
_FIND_DAYS_OF_READING = (
    _DAYS_OF_MEMBER.join(_branches, _IS_BRANCH_OF_DAY)
    .where(
        _days.c.study_unit_id == bindparam("study_unit_id"),
        _days.c.opens_at <= bindparam("at", type_=_days.c.opens_at.type),
        _days.c.closes_at > bindparam("at", type_=_days.c.opens_at.type),
    )
    .order_by(_days.c.id)
)
# Arithmetic in the statement: of two submissions at once, neither is lost.
_COUNT_ONE = (
    update(_branches)
    .where(_branches.c.study_day_id == bindparam("day_id"), _branches.c.unit_id == bindparam("branch_id"))
    .values(
        done=_branches.c.done + 1,
        score_sum=_branches.c.score_sum + bindparam("more_percent", type_=_branches.c.score_sum.type),
        rate=case((_branches.c.due > 0, sql_cast(_branches.c.done + 1, Float) / _branches.c.due), else_=0.0),
    )
)


def _note(first: str, *changed: str) -> dict[str, ReturningInsert[*tuple[Any, ...]]]:
    """Note something on a member's participation, once: only while the column `first` is empty."""
    return upsert(
        Participation,
        lambda new: new.on_conflict_do_update(
            index_elements=["study_day_id", "member_id"],
            set_={name: new.excluded[name] for name in (first, *changed)},
            where=_participations.c[first].is_(None),
        ).returning(_participations.c.member_id),
    )


_NOTE_QUIZ = _note("submitted_at", "unit_id", "percent", "done_at", "is_counted")
_NOTE_READING = _note("read_at")
_NOTE_READING_AS_DONE = _note("read_at", "unit_id", "done_at", "is_counted")
_SET_PERCENT = (
    update(_participations)
    .where(
        _participations.c.study_day_id == bindparam("day"), _participations.c.member_id == bindparam("member")
    )
    .values(percent=bindparam("new_percent"))
)
_CHUNK = 500  # members at a time, well below the number of parameters that either engine takes


def on_attempt_submitted(session: Session, event: AttemptSubmitted) -> None:
    """The quiz of a study day was submitted: the member has taken part."""
    connection = session.connection()
    row = connection.execute(
        _FIND_DAY_OF_QUIZ, {"member_id": event.member_id, "quiz_id": event.quiz_id}
    ).first()
    if row is None:
        return
    is_counted = row.is_due_here and not row.is_exempt
    is_first = connection.scalar(
        _NOTE_QUIZ[connection.dialect.name],
        {
            "study_day_id": row.id,
            "member_id": event.member_id,
            "unit_id": row.unit_id,
            "submitted_at": event.at,
            "percent": event.percent,
            "done_at": event.at,
            "is_counted": is_counted,
        },
    )
    if is_first is None:
        return
    if is_counted:
        _count_one(session, row.id, row.unit_id, event.percent)
    publish(session, ParticipationDone(row.id, row.title, event.member_id, row.unit_id, event.at))


def on_unit_completed(session: Session, event: StudyUnitCompleted) -> None:
    """A unit was read to its end: noted for every open study day it belongs to; where there is no quiz, that is all."""
    connection = session.connection()
    days = connection.execute(
        _FIND_DAYS_OF_READING,
        {"member_id": event.member_id, "study_unit_id": event.study_unit_id, "at": event.at},
    ).all()
    done = []
    for day in days:
        is_all = day.quiz_id is None
        is_first = connection.scalar(
            (_NOTE_READING_AS_DONE if is_all else _NOTE_READING)[connection.dialect.name],
            {
                "study_day_id": day.id,
                "member_id": event.member_id,
                "unit_id": day.unit_id,
                "read_at": event.at,
                "done_at": event.at if is_all else None,
                "is_counted": is_all and not day.is_exempt,
            },
        )
        if is_first is None or not is_all:
            continue
        if not day.is_exempt:
            _count_one(session, day.id, day.unit_id, 0)
        done.append(ParticipationDone(day.id, day.title, event.member_id, day.unit_id, event.at))
    for participation in done:
        publish(session, participation)


def on_attempts_regraded(session: Session, event: AttemptsRegraded) -> None:
    """The quiz of a study day was graded anew: the percents of those who took part, and their branches' sums, follow.

    Memberships are held first, as by everybody who counts, so that nobody moves to another branch meanwhile.
    """
    percents = {each.member_id: each.new_percent for each in event.attempts}
    for day_id in session.scalars(
        select(StudyDay.id).where(StudyDay.quiz_id == event.quiz_id).order_by(StudyDay.id)
    ).all():
        differences: Counter[int] = Counter()
        for start in range(0, len(percents), _CHUNK):
            members = sorted(percents)[start : start + _CHUNK]
            session.execute(
                select(_memberships.c.id)
                .where(_memberships.c.member_id.in_(members), _memberships.c.ended_on.is_(None))
                .order_by(_memberships.c.member_id)
                .with_for_update(read=True)
            )
            differences.update(_correct_percents(session, day_id, members, percents))
        for unit_id, difference in sorted(differences.items()):
            session.execute(
                update(_branches)
                .where(_branches.c.study_day_id == day_id, _branches.c.unit_id == unit_id)
                .values(score_sum=_branches.c.score_sum + difference)
            )


def _correct_percents(
    session: Session, day_id: int, members: Sequence[int], percents: Mapping[int, int]
) -> Counter[int]:
    """Set the percents of those of `members` who submitted; gives by branch how its sum of counted ones changes."""
    rows = session.execute(
        select(_participations.c.member_id, _participations.c.unit_id, _participations.c.percent,
               _participations.c.is_counted)
        .where(
            _participations.c.study_day_id == day_id,
            _participations.c.member_id.in_(members),
            _participations.c.submitted_at.is_not(None),
        )
        .order_by(_participations.c.member_id)
        .with_for_update()
    ).all()  # fmt: skip
    changed = [row for row in rows if row.percent != percents[row.member_id]]
    if changed:
        session.connection().execute(
            _SET_PERCENT,
            [
                {"day": day_id, "member": row.member_id, "new_percent": percents[row.member_id]}
                for row in changed
            ],
        )
    differences: Counter[int] = Counter()
    for row in changed:
        if row.is_counted:
            differences[row.unit_id] += percents[row.member_id] - (row.percent or 0)
    return differences


def on_membership_changed(session: Session, event: MembershipChanged) -> None:
    """A member joined, left, moved or became exempt: days not yet closed are counted anew, closed ones stay as they were."""
    unit_ids = {event.from_unit_id, event.to_unit_id} - {None}
    rows = session.execute(
        select(BranchDay.study_day_id, BranchDay.unit_id)
        .join(StudyDay, StudyDay.id == BranchDay.study_day_id)
        .where(BranchDay.unit_id.in_(unit_ids), StudyDay.closes_at > event.at)
        .order_by(BranchDay.study_day_id, BranchDay.unit_id)
        .with_for_update(of=BranchDay)
    ).all()
    if not rows:
        return
    is_exempt = session.scalar(
        select(Membership.is_exempt).where(
            Membership.member_id == event.member_id, Membership.ended_on.is_(None)
        )
    )
    arrivals = {day_id for day_id, unit_id in rows if unit_id == event.to_unit_id}
    theirs = Participation.member_id == event.member_id
    session.execute(
        update(Participation)
        .where(theirs, Participation.study_day_id.in_({day_id for day_id, _ in rows} - arrivals))
        .values(is_counted=False)
    )
    session.execute(
        update(Participation)
        .where(theirs, Participation.study_day_id.in_(arrivals))
        .values(
            unit_id=event.to_unit_id,
            is_counted=False if is_exempt else Participation.done_at.is_not(None),
        )
    )
    due = count_due(session, sorted({unit_id for _, unit_id in rows}))
    for day_id, unit_id in rows:
        _recount(session, day_id, unit_id, due.get(unit_id, 0))


def _count_one(session: Session, study_day_id: int, unit_id: int, percent: int) -> None:
    session.connection().execute(
        _COUNT_ONE, {"day_id": study_day_id, "branch_id": unit_id, "more_percent": percent}
    )


def _recount(session: Session, study_day_id: int, unit_id: int, due: int) -> None:
    done, score_sum = session.execute(
        select(func.count(), func.coalesce(func.sum(Participation.percent), 0)).where(
            Participation.study_day_id == study_day_id,
            Participation.unit_id == unit_id,
            Participation.is_counted,
        )
    ).one()
    session.execute(
        update(BranchDay)
        .where(BranchDay.study_day_id == study_day_id, BranchDay.unit_id == unit_id)
        .values(due=due, done=done, score_sum=score_sum, rate=rate(done, due))
    )


def count_due(session: Session, unit_ids: Sequence[int]) -> dict[int, int]:
    """The present members of each unit who are not exempt."""
    rows = session.execute(
        select(Membership.unit_id, func.count())
        .where(Membership.unit_id.in_(unit_ids), Membership.ended_on.is_(None), ~Membership.is_exempt)
        .group_by(Membership.unit_id)
    )
    return {row[0]: row[1] for row in rows}

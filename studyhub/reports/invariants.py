"""What must be true of the data whatever happened: every total is the sum of its parts."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    String,
    and_,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    type_coerce,
)
from sqlalchemy.orm import Session

from studyhub.leaderboards.models import MemberStanding, StandingCount
from studyhub.organisation.models import Membership
from studyhub.points.models import PointEntry
from studyhub.points.rules import PROGRAMME, QUIZ, READING, SHARE_OF_PERCENT, STUDY_DAY
from studyhub.programmes.models import ProgrammeCompletion
from studyhub.quizzes.models import Attempt, Grading, Slot, SlotScore
from studyhub.quizzes.rules import AttemptStatus
from studyhub.study.models import ReadingProgress
from studyhub.study_days.models import BranchDay, Participation, StudyDay

EXAMPLES = 3
Statement = Select[*tuple[Any, ...]]


def check(session: Session, *, now: datetime | None = None) -> list[str]:
    """Every contradiction found, one sentence each, with examples; an empty list when all books balance.

    now: who is due on a study day follows the memberships until it has closed; the present moment by default.
    """
    statements = {
        **_points(),
        **_standings(),
        **_study_days(now or datetime.now(UTC)),
        **_attempts(),
        **_rewards(),
        **_regrades(),
    }
    sentences = []
    for title, statement in statements.items():
        rows = session.scalars(statement.order_by(text("1")).limit(EXAMPLES + 1)).all()
        if rows:
            more = " 等" if len(rows) > EXAMPLES else ""
            sentences.append(f"{title}：{'、'.join(str(row) for row in rows[:EXAMPLES])}{more}。")
    return sentences


def _points() -> dict[str, Statement]:
    ledger = (
        select(PointEntry.member_id, func.sum(PointEntry.points).label("points"))
        .group_by(PointEntry.member_id)
        .subquery()
    )
    return {
        "积分总数与积分记录不符的成员": select(ledger.c.member_id)
        .outerjoin(MemberStanding, MemberStanding.member_id == ledger.c.member_id)
        .where(func.coalesce(MemberStanding.points, 0) != ledger.c.points),
        "有积分总数而没有积分记录的成员": select(MemberStanding.member_id)
        .outerjoin(ledger, ledger.c.member_id == MemberStanding.member_id)
        .where(ledger.c.member_id.is_(None), MemberStanding.points != 0),
        "分值为零的积分记录": select(PointEntry.id).where(PointEntry.points == 0),
    }


def _standings() -> dict[str, Statement]:
    counted = (
        select(MemberStanding.points, func.count().label("members"))
        .where(MemberStanding.points > 0)
        .group_by(MemberStanding.points)
        .subquery()
    )
    return {
        "名次统计人数不符的积分档": select(counted.c.points)
        .outerjoin(StandingCount, StandingCount.points == counted.c.points)
        .where(func.coalesce(StandingCount.members, 0) != counted.c.members),
        "名次统计多出的积分档": select(StandingCount.points)
        .outerjoin(counted, counted.c.points == StandingCount.points)
        .where(counted.c.points.is_(None), StandingCount.members != 0),
    }


def _study_days(now: datetime) -> dict[str, Statement]:
    parts = (
        select(
            Participation.study_day_id,
            Participation.unit_id,
            func.count().label("done"),
            func.coalesce(func.sum(Participation.percent), 0).label("score_sum"),
        )
        .where(Participation.is_counted)
        .group_by(Participation.study_day_id, Participation.unit_id)
        .subquery()
    )
    due = (
        select(Membership.unit_id, func.count().label("members"))
        .where(Membership.ended_on.is_(None), ~Membership.is_exempt)
        .group_by(Membership.unit_id)
        .subquery()
    )
    of_branch = and_(parts.c.study_day_id == BranchDay.study_day_id, parts.c.unit_id == BranchDay.unit_id)
    name = _joined(BranchDay.study_day_id, BranchDay.unit_id)
    is_fraction = func.abs(BranchDay.rate * BranchDay.due - BranchDay.done) < 1e-6
    return {
        "参加人数或得分与参加记录不符的学习日/支部": select(name)
        .outerjoin(parts, of_branch)
        .where(
            or_(
                BranchDay.done != func.coalesce(parts.c.done, 0),
                BranchDay.score_sum != func.coalesce(parts.c.score_sum, 0),
            )
        ),
        "计入了未安排的支部的学习日/支部": select(_joined(parts.c.study_day_id, parts.c.unit_id))
        .outerjoin(BranchDay, of_branch)
        .where(BranchDay.unit_id.is_(None)),
        "应参加人数与在册党员不符的学习日/支部": select(name)
        .join(StudyDay, StudyDay.id == BranchDay.study_day_id)
        .outerjoin(due, due.c.unit_id == BranchDay.unit_id)
        .where(StudyDay.closes_at > now, BranchDay.due != func.coalesce(due.c.members, 0)),
        "参学率不等于人数之比的学习日/支部": select(name).where(
            or_(
                and_(BranchDay.due > 0, ~is_fraction),
                and_(BranchDay.due == 0, BranchDay.rate != 0),
                BranchDay.done > BranchDay.due,
            )
        ),
        "未参加却被计数的学习日/成员": select(
            _joined(Participation.study_day_id, Participation.member_id)
        ).where(Participation.is_counted, Participation.done_at.is_(None)),
        "没有交卷却记为交卷的学习日/成员": select(
            _joined(Participation.study_day_id, Participation.member_id)
        )
        .join(StudyDay, StudyDay.id == Participation.study_day_id)
        .where(
            Participation.submitted_at.is_not(None),
            ~exists().where(
                Attempt.quiz_id == StudyDay.quiz_id,
                Attempt.member_id == Participation.member_id,
                Attempt.status == AttemptStatus.SUBMITTED,
            ),
        ),
    }


def _attempts() -> dict[str, Statement]:
    # Amounts are compared as the integers they are kept as.
    sums = (
        select(SlotScore.grading_id, func.sum(type_coerce(SlotScore.raw, Integer)).label("raw"))
        .group_by(SlotScore.grading_id)
        .subquery()
    )
    last = select(Grading.attempt_id, func.max(Grading.number).label("number")).group_by(Grading.attempt_id)
    last_number = last.subquery()
    slots = select(Slot.attempt_id, func.count().label("slots")).group_by(Slot.attempt_id).subquery()
    scores = (
        select(Grading.attempt_id, func.count().label("scores"))
        .join(SlotScore, SlotScore.grading_id == Grading.id)
        .group_by(Grading.attempt_id, Grading.id)
        .subquery()
    )
    is_submitted = Attempt.status == AttemptStatus.SUBMITTED
    return {
        "已交卷却没有首次判分的答卷": select(Attempt.id)
        .outerjoin(Grading, and_(Grading.attempt_id == Attempt.id, Grading.number == 1))
        .where(is_submitted, Grading.id.is_(None)),
        "未交卷却有判分的答卷": select(Attempt.id)
        .join(Grading, Grading.attempt_id == Attempt.id)
        .where(~is_submitted),
        "判分不等于各题得分之和的答卷": select(Grading.attempt_id)
        .outerjoin(sums, sums.c.grading_id == Grading.id)
        .where(func.coalesce(sums.c.raw, 0) != type_coerce(Grading.raw, Integer)),
        "有题目没有判分的答卷": select(slots.c.attempt_id)
        .join(scores, scores.c.attempt_id == slots.c.attempt_id)
        .where(slots.c.slots != scores.c.scores),
        "得分不等于最后一次判分的答卷": select(Attempt.id)
        .join(last_number, last_number.c.attempt_id == Attempt.id)
        .join(Grading, and_(Grading.attempt_id == Attempt.id, Grading.number == last_number.c.number))
        .where(or_(Attempt.raw.is_(None), Attempt.raw != Grading.raw)),
        "收卷之后还保存了作答的答卷": select(Slot.attempt_id)
        .join(Attempt, Attempt.id == Slot.attempt_id)
        .where(
            or_(
                Slot.saved_at > Attempt.closes_at,
                and_(is_submitted, ~Attempt.is_submitted_by_server, Slot.saved_at > Attempt.submitted_at),
            )
        ),
    }


def _rewards() -> dict[str, Statement]:
    return {
        "已交卷却没有答题积分的答卷": select(Attempt.id).where(
            Attempt.status == AttemptStatus.SUBMITTED,
            ~_entry(Attempt.member_id, QUIZ.code, "quiz:", Attempt.quiz_id),
        ),
        "已读完却没有学习积分的学习单元/成员": select(
            _joined(ReadingProgress.study_unit_id, ReadingProgress.member_id)
        ).where(
            ReadingProgress.completed_at.is_not(None),
            ~_entry(ReadingProgress.member_id, READING.code, "study_unit:", ReadingProgress.study_unit_id),
        ),
        "已参加却没有学习日积分的学习日/成员": select(
            _joined(Participation.study_day_id, Participation.member_id)
        ).where(
            Participation.done_at.is_not(None),
            ~_entry(Participation.member_id, STUDY_DAY.code, "study_day:", Participation.study_day_id),
        ),
        "已完成却没有积分的学习计划/成员": select(
            _joined(ProgrammeCompletion.programme_id, ProgrammeCompletion.member_id)
        ).where(
            ~_entry(
                ProgrammeCompletion.member_id, PROGRAMME.code, "programme:", ProgrammeCompletion.programme_id
            ),
        ),
    }


def _regrades() -> dict[str, Statement]:
    """Of attempts that were graded more than once: what was given for them is what their last score is worth."""
    raw, most = type_coerce(Attempt.raw, Integer), type_coerce(Attempt.max, Integer)
    percent = 100 * raw // most
    own = literal("quiz:") + cast(Attempt.quiz_id, String)
    given = (
        select(func.coalesce(func.sum(PointEntry.points), 0))
        .where(
            PointEntry.member_id == Attempt.member_id,
            PointEntry.rule == QUIZ.code,
            or_(PointEntry.source == own, PointEntry.source.like(own + ":regrade:%")),
        )
        .correlate(Attempt)
        .scalar_subquery()
    )
    is_regraded = and_(most > 0, exists().where(Grading.attempt_id == Attempt.id, Grading.number == 2))
    # As points.rules.points_for_quiz has it.
    worth = 10 + (2 * percent + SHARE_OF_PERCENT) // (2 * SHARE_OF_PERCENT)
    return {
        "重判后积分与成绩不符的答卷": select(Attempt.id).where(is_regraded, given != worth),
        "重判后得分率与成绩不符的学习日/成员": select(
            _joined(Participation.study_day_id, Participation.member_id)
        )
        .join(StudyDay, StudyDay.id == Participation.study_day_id)
        .join(
            Attempt, and_(Attempt.quiz_id == StudyDay.quiz_id, Attempt.member_id == Participation.member_id)
        )
        .where(is_regraded, Participation.submitted_at.is_not(None), Participation.percent != percent),
    }


def _entry(member_id: Any, rule: str, prefix: str, source_id: Any) -> Any:
    return exists().where(
        PointEntry.member_id == member_id,
        PointEntry.rule == rule,
        PointEntry.source == literal(prefix) + cast(source_id, String),
    )


def _joined(first: Any, second: Any) -> Any:
    return cast(first, String) + "/" + cast(second, String)

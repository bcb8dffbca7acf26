"""Writes of the points ledger."""

from datetime import datetime

from sqlalchemy.orm import Session

from studyhub.core.db import table_of
from studyhub.core.events import publish
from studyhub.core.upsert import upsert
from studyhub.points.events import PointsAwarded, PointsCorrected
from studyhub.points.models import PointEntry
from studyhub.points.rules import (
    PROGRAMME,
    QUIZ,
    READING,
    STUDY_DAY,
    PointRule,
    points_for_programme,
    points_for_quiz,
    points_for_reading,
    points_for_study_day,
)
from studyhub.programmes.events import ProgrammeCompleted
from studyhub.quizzes.events import AttemptsRegraded, AttemptSubmitted
from studyhub.study.events import StudyUnitCompleted
from studyhub.study_days.events import ParticipationDone

_ENTER = upsert(
    PointEntry,
    lambda new: new.on_conflict_do_nothing(index_elements=["member_id", "rule", "source"]).returning(
        table_of(PointEntry).c.id
    ),
)


def award(
    session: Session, member_id: int, rule: PointRule, source: str, points: int, note: str, *, now: datetime
) -> bool:
    """Enter points into a member's ledger; whether that was new.

    The same (member, rule, source) again changes nothing, whatever the points, and zero points are never entered.
    source: what they are for, as "quiz:3"; note: a sentence for the member.
    """
    if points == 0:
        return False
    if not _enter(session, member_id, rule, source, points, note, now):
        return False
    publish(session, PointsAwarded(member_id, points))
    return True


def on_unit_completed(session: Session, event: StudyUnitCompleted) -> None:
    """Points for a unit read to its end."""
    note = f"读完《{event.title}》"
    source = f"study_unit:{event.study_unit_id}"
    award(session, event.member_id, READING, source, points_for_reading(), note, now=event.at)


def on_attempt_submitted(session: Session, event: AttemptSubmitted) -> None:
    """Points for a submitted quiz."""
    note = f"完成《{event.quiz_title}》，得分率 {event.percent}%"
    source = f"quiz:{event.quiz_id}"
    award(session, event.member_id, QUIZ, source, points_for_quiz(event.percent), note, now=event.at)


def on_attempts_regraded(session: Session, event: AttemptsRegraded) -> None:
    """Quizzes were graded anew: the difference is entered beside what was given, which stays as it is."""
    word = "答案更正后" if event.reason == "correction" else "阅卷后"
    entered = []
    for each in sorted(event.attempts, key=lambda one: one.member_id):
        difference = points_for_quiz(each.new_percent) - points_for_quiz(each.old_percent)
        note = f"《{event.quiz_title}》{word}，得分率由 {each.old_percent}% 变为 {each.new_percent}%"
        source = f"quiz:{each.quiz_id}:regrade:{each.grading_number}"
        if difference and _enter(session, each.member_id, QUIZ, source, difference, note, each.at):
            entered.append(PointsAwarded(each.member_id, difference))
    if entered:
        publish(session, PointsCorrected(tuple(entered)))


def on_participation_done(session: Session, event: ParticipationDone) -> None:
    """Points for taking part in a study day."""
    note = f"参加“{event.title}”"
    source = f"study_day:{event.study_day_id}"
    award(session, event.member_id, STUDY_DAY, source, points_for_study_day(), note, now=event.at)


def on_programme_completed(session: Session, event: ProgrammeCompleted) -> None:
    """Points for completing a programme, for all who have just completed it."""
    note, source, points = (
        f"完成学习计划“{event.title}”", f"programme:{event.programme_id}", points_for_programme(),
    )  # fmt: skip
    entered = tuple(
        PointsAwarded(member_id, points)
        for member_id in sorted(event.member_ids)
        if _enter(session, member_id, PROGRAMME, source, points, note, event.at)
    )
    if len(entered) == 1:
        publish(session, entered[0])
    elif entered:
        publish(session, PointsCorrected(entered))


def _enter(
    session: Session, member_id: int, rule: PointRule, source: str, points: int, note: str, now: datetime
) -> bool:
    connection = session.connection()
    entry = {"member_id": member_id, "rule": rule.code, "source": source, "points": points, "note": note}
    return connection.scalar(_ENTER[connection.dialect.name], {**entry, "awarded_at": now}) is not None

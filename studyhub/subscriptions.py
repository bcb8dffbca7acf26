"""Who listens to what: the whole table. Handlers run in the order given, in the transaction of the event."""

from studyhub.core import events
from studyhub.leaderboards import service as leaderboards
from studyhub.organisation.events import MembershipChanged
from studyhub.points import service as points
from studyhub.points.events import PointsAwarded, PointsCorrected
from studyhub.programmes import service as programmes
from studyhub.programmes.events import ProgrammeCompleted
from studyhub.quizzes.events import AttemptsRegraded, AttemptSubmitted
from studyhub.reading import service as reading
from studyhub.study.events import StudyUnitCompleted, StudyUnitRead
from studyhub.study_days import service as study_days
from studyhub.study_days.events import ParticipationDone

SUBSCRIPTIONS: dict[type, tuple[events.Handler, ...]] = {
    MembershipChanged: (study_days.on_membership_changed,),
    StudyUnitRead: (reading.on_unit_read,),
    StudyUnitCompleted: (
        study_days.on_unit_completed,
        points.on_unit_completed,
        programmes.on_unit_completed,
    ),
    AttemptSubmitted: (
        study_days.on_attempt_submitted,
        points.on_attempt_submitted,
        reading.on_attempt_submitted,
    ),
    AttemptsRegraded: (
        study_days.on_attempts_regraded,
        points.on_attempts_regraded,
        reading.on_attempts_regraded,
    ),
    ParticipationDone: (points.on_participation_done,),
    ProgrammeCompleted: (points.on_programme_completed,),
    PointsAwarded: (leaderboards.on_points_awarded,),
    PointsCorrected: (leaderboards.on_points_corrected,),
}


def install() -> None:
    """Put the table in force for this process; whoever calls services does this first."""
    events.connect(SUBSCRIPTIONS)

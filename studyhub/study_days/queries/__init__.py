"""Reads of study days: for members (days), and for those who look after them (watching)."""

from studyhub.study_days.queries.days import (
    AttemptOfDay,
    OwnParticipation,
    QuizOfDay,
    StudyDayRow,
    StudyUnitOfDay,
    TodayView,
    get_for_member,
    list_for_member,
    list_for_organiser,
    today,
)
from studyhub.study_days.queries.watching import (
    BranchRow,
    ParticipantRow,
    StudyDayInScope,
    WatchView,
    list_participants,
    watch,
)

__all__ = [
    "AttemptOfDay",
    "BranchRow",
    "OwnParticipation",
    "ParticipantRow",
    "QuizOfDay",
    "StudyDayInScope",
    "StudyDayRow",
    "StudyUnitOfDay",
    "TodayView",
    "WatchView",
    "get_for_member",
    "list_for_member",
    "list_for_organiser",
    "list_participants",
    "today",
    "watch",
]

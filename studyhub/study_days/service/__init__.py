"""Writes of study days: scheduling, and counting who takes part, in the transaction of what they did."""

from studyhub.study_days.service.participation import (
    on_attempt_submitted,
    on_attempts_regraded,
    on_membership_changed,
    on_unit_completed,
)
from studyhub.study_days.service.scheduling import cancel, schedule_study_day

__all__ = [
    "cancel",
    "on_attempt_submitted",
    "on_attempts_regraded",
    "on_membership_changed",
    "on_unit_completed",
    "schedule_study_day",
]

"""Decisions about study days: pure functions."""

from datetime import datetime
from enum import StrEnum


class ParticipationState(StrEnum):
    """Where a member stands on a study day: nothing done yet, something done, taken part."""

    TODO = "todo"
    DOING = "doing"
    DONE = "done"


class DayState(StrEnum):
    """Where a study day stands now."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


def day_state(opens_at: datetime, closes_at: datetime, now: datetime) -> DayState:
    """A day is open from `opens_at` inclusive to `closes_at` exclusive."""
    if now < opens_at:
        return DayState.UPCOMING
    return DayState.OPEN if now < closes_at else DayState.CLOSED


def has_read_on_day(read_last_at: datetime | None, opens_at: datetime) -> bool:
    """Whether somebody has read in the day's unit since the day opened; what was read earlier is no beginning."""
    return read_last_at is not None and read_last_at >= opens_at


def participation_state(done_at: datetime | None, has_begun: bool) -> ParticipationState:
    """The state of one member; `has_begun`: an attempt was started, or a paragraph read on the day."""
    if done_at is not None:
        return ParticipationState.DONE
    return ParticipationState.DOING if has_begun else ParticipationState.TODO


def rate(done: int, due: int) -> float:
    """The share of a branch that took part; equal fractions give equal doubles. 0 when nobody is due."""
    return done / due if due else 0.0


def average_percent(score_sum: int, done: int) -> float | None:
    """The mean percent of those who took part, to one decimal, None for nobody. It never decides a place."""
    return round(score_sum / done, 1) if done else None

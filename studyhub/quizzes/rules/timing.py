"""States of quizzes and attempts, and what the clock decides about them."""

from datetime import datetime, timedelta
from enum import StrEnum


class QuizStatus(StrEnum):
    """A DRAFT can be edited; a PUBLISHED quiz is frozen and can be scheduled."""

    DRAFT = "draft"
    PUBLISHED = "published"


class QuizState(StrEnum):
    """Where a published quiz stands now."""

    UNSCHEDULED = "unscheduled"
    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


class AttemptStatus(StrEnum):
    """OPEN until the member or, at the deadline, the server submits it."""

    OPEN = "open"
    SUBMITTED = "submitted"


class ReviewRule(StrEnum):
    """When right answers and explanations may be seen: at once after submission, after the quiz closed, never."""

    AFTER_SUBMISSION = "after_submission"
    AFTER_CLOSE = "after_close"
    NEVER = "never"


def quiz_state(opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> QuizState:
    """The state of a published quiz; it is open from `opens_at` inclusive to `closes_at` exclusive."""
    if opens_at is None or closes_at is None:
        return QuizState.UNSCHEDULED
    if now < opens_at:
        return QuizState.UPCOMING
    return QuizState.OPEN if now < closes_at else QuizState.CLOSED


def deadline(started_at: datetime, time_limit: timedelta, closes_at: datetime) -> datetime:
    """When an attempt ends: after its time limit, or with the window, whichever comes first."""
    return min(started_at + time_limit, closes_at)


def counts(received_at: datetime, closing_at: datetime) -> bool:
    """Whether a response received now counts: up to and including the deadline plus grace."""
    return received_at <= closing_at


def review_opens_at(rule: ReviewRule, closes_at: datetime | None, grace: timedelta) -> datetime | None:
    """From when keys may be seen under AFTER_CLOSE: once the last response of anybody has stopped counting.

    None when they wait for no moment (the other rules), or for one that is not known yet.
    """
    if rule is not ReviewRule.AFTER_CLOSE or closes_at is None:
        return None
    return closes_at + grace


def may_review(rule: ReviewRule, closes_at: datetime | None, grace: timedelta, now: datetime) -> bool:
    """Whether keys and explanations of a submitted attempt may leave the server."""
    if rule is ReviewRule.AFTER_SUBMISSION:
        return True
    opens_at = review_opens_at(rule, closes_at, grace)
    # A response that arrives exactly at the end of the grace still counts, so the moment itself is too early.
    return opens_at is not None and now > opens_at

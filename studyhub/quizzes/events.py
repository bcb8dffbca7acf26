"""What happens to quizzes that other rooms want to know."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class AttemptSubmitted:
    """A member's attempt was submitted and graded, by the member or at the deadline by the server.

    `unit_id` is the branch in which it was started; `percent` is 100 * raw / max, rounded down.
    """

    attempt_id: int
    quiz_id: int
    quiz_title: str
    member_id: int
    unit_id: int
    raw: Decimal
    max: Decimal
    percent: int
    at: datetime


@dataclass(frozen=True)
class AttemptRegraded:
    """A submitted attempt got one more grading, its `grading_number`-th; percents rounded down, maybe the same."""

    attempt_id: int
    quiz_id: int
    member_id: int
    unit_id: int
    grading_number: int
    old_percent: int
    new_percent: int
    at: datetime


@dataclass(frozen=True)
class AttemptsRegraded:
    """Attempts at one quiz that were graded anew in one stroke, by `reason`: "correction" of a key, or "marking".

    All in one event, so that who listens can lock rows in an order that suits everybody.
    """

    quiz_id: int
    quiz_title: str
    reason: str
    attempts: tuple[AttemptRegraded, ...]

"""Decisions about quizzes: pure functions of what they are given. Times and states in `timing`, the form in which
responses travel in `wire`."""

from studyhub.quizzes.rules.timing import (
    AttemptStatus,
    QuizState,
    QuizStatus,
    ReviewRule,
    counts,
    deadline,
    may_review,
    quiz_state,
    review_opens_at,
)

__all__ = [
    "AttemptStatus",
    "QuizState",
    "QuizStatus",
    "ReviewRule",
    "counts",
    "deadline",
    "may_review",
    "quiz_state",
    "review_opens_at",
]

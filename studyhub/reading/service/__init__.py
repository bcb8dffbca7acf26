"""Writes of what readers do and write."""

from studyhub.reading.service.completion import (
    CheckAnswer,
    answer_check,
    on_attempt_submitted,
    on_attempts_regraded,
    on_unit_read,
    set_completion,
)

__all__ = [
    "CheckAnswer",
    "answer_check",
    "on_attempt_submitted",
    "on_attempts_regraded",
    "on_unit_read",
    "set_completion",
]

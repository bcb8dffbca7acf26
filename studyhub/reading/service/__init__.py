"""Writes of what readers do and write."""

from studyhub.reading.service.completion import (
    CheckAnswer,
    answer_check,
    on_attempt_submitted,
    on_attempts_regraded,
    on_unit_read,
    set_completion,
)
from studyhub.reading.service.notes import Receipt, write_note
from studyhub.reading.service.questions import answer_question, ask, note_answers_seen
from studyhub.reading.service.reflections import mark_reflection, save_draft, submit_reflection

__all__ = [
    "CheckAnswer",
    "Receipt",
    "answer_check",
    "answer_question",
    "ask",
    "mark_reflection",
    "note_answers_seen",
    "on_attempt_submitted",
    "on_attempts_regraded",
    "on_unit_read",
    "save_draft",
    "set_completion",
    "submit_reflection",
    "write_note",
]

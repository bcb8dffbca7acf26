"""Reads of what readers do and write. What is private is fetched for its writer alone."""

from studyhub.reading.queries.completion import (
    CheckCandidate,
    CheckView,
    CompletionSettings,
    ReaderCompletion,
    get_completion,
    get_completion_settings,
)
from studyhub.reading.queries.notes import Note, NoteLine, UnitNotes, list_notes, notes_of_unit
from studyhub.reading.queries.paragraphs import ParagraphInUnit, get_paragraph
from studyhub.reading.queries.questions import (
    OwnQuestion,
    QuestionView,
    count_new_answers,
    count_open_questions,
    list_questions,
    own_questions,
)

__all__ = [
    "CheckCandidate",
    "CheckView",
    "CompletionSettings",
    "Note",
    "NoteLine",
    "OwnQuestion",
    "ParagraphInUnit",
    "QuestionView",
    "ReaderCompletion",
    "UnitNotes",
    "count_new_answers",
    "count_open_questions",
    "get_completion",
    "get_completion_settings",
    "get_paragraph",
    "list_notes",
    "list_questions",
    "notes_of_unit",
    "own_questions",
]

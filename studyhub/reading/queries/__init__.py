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
from studyhub.reading.queries.reflections import (
    OwnReflection,
    ReflectionList,
    Subject,
    SubjectRow,
    WriterRow,
    count_open_reflections,
    get_subject,
    list_own_reflections,
    list_reflections,
    list_subjects,
    own_reflection,
)

__all__ = [
    "CheckCandidate",
    "CheckView",
    "CompletionSettings",
    "Note",
    "NoteLine",
    "OwnQuestion",
    "OwnReflection",
    "ParagraphInUnit",
    "QuestionView",
    "ReaderCompletion",
    "ReflectionList",
    "Subject",
    "SubjectRow",
    "UnitNotes",
    "WriterRow",
    "count_new_answers",
    "count_open_questions",
    "count_open_reflections",
    "get_completion",
    "get_completion_settings",
    "get_paragraph",
    "get_subject",
    "list_notes",
    "list_own_reflections",
    "list_questions",
    "list_reflections",
    "list_subjects",
    "notes_of_unit",
    "own_questions",
    "own_reflection",
]

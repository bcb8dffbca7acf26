"""Reads of what readers do and write. What is private is fetched for its writer alone."""

from studyhub.reading.queries.completion import (
    CheckCandidate,
    CheckView,
    CompletionSettings,
    ReaderCompletion,
    get_completion,
    get_completion_settings,
)

__all__ = [
    "CheckCandidate",
    "CheckView",
    "CompletionSettings",
    "ReaderCompletion",
    "get_completion",
    "get_completion_settings",
]

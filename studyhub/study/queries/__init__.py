"""Reads of study units. What is outside the actor's scope is not fetched."""

from studyhub.study.queries.desk import (
    StudyUnitForEditing,
    StudyUnitRow,
    find_paragraph,
    get_for_editing,
    list_for_organiser,
)
from studyhub.study.queries.reading import (
    ParagraphView,
    Progress,
    SectionView,
    StudyUnitCard,
    StudyUnitView,
    get_for_reading,
    list_for_member,
    load_sections,
    paths_above,
    progress_of,
)
from studyhub.study.queries.searching import Found, search_for_member, search_for_organiser

__all__ = [
    "Found",
    "ParagraphView",
    "Progress",
    "SectionView",
    "StudyUnitCard",
    "StudyUnitForEditing",
    "StudyUnitRow",
    "StudyUnitView",
    "find_paragraph",
    "get_for_editing",
    "get_for_reading",
    "list_for_member",
    "list_for_organiser",
    "load_sections",
    "paths_above",
    "progress_of",
    "search_for_member",
    "search_for_organiser",
]

"""Reads of study units. What is outside the actor's scope is not fetched."""

from studyhub.study.queries.desk import (
    StudyUnitForEditing,
    StudyUnitRow,
    find_paragraph,
    get_for_editing,
    list_for_organiser,
)
from studyhub.study.queries.flags import FlagRow, list_flags
from studyhub.study.queries.pictures import get_picture_for_editing, get_picture_for_reading
from studyhub.study.queries.reading import (
    ParagraphView,
    PictureView,
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
from studyhub.study.queries.versions import (
    Correction,
    VersionChange,
    VersionRow,
    get_version,
    list_changes,
    list_corrections,
    list_due,
    list_published_changes,
)
from studyhub.study.queries.words import WordListView, get_word_list

__all__ = [
    "Correction",
    "FlagRow",
    "Found",
    "ParagraphView",
    "PictureView",
    "Progress",
    "SectionView",
    "StudyUnitCard",
    "StudyUnitForEditing",
    "StudyUnitRow",
    "StudyUnitView",
    "VersionChange",
    "VersionRow",
    "WordListView",
    "find_paragraph",
    "get_for_editing",
    "get_for_reading",
    "get_picture_for_editing",
    "get_picture_for_reading",
    "get_version",
    "get_word_list",
    "list_changes",
    "list_corrections",
    "list_due",
    "list_flags",
    "list_for_member",
    "list_for_organiser",
    "list_published_changes",
    "load_sections",
    "paths_above",
    "progress_of",
    "search_for_member",
    "search_for_organiser",
]

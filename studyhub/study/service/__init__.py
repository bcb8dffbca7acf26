"""Writes of study units and of reading progress."""

from studyhub.study.service.flags import (
    insert_text,
    keep_flags,
    mark_sentences,
    reopen_flag,
    strike,
    take_back_struck,
    take_suggestion,
    write_text,
)
from studyhub.study.service.pictures import add_picture
from studyhub.study.service.publishing import (
    archive,
    publish_if_due,
    restore,
    send_back,
    sign,
    submit_for_review,
)
from studyhub.study.service.reading import acknowledge_corrections, complete_reading, record_progress
from studyhub.study.service.recordings import add_recording, remember_place, remove_recording
from studyhub.study.service.words import set_word_list
from studyhub.study.service.writing import create_study_unit, discard, edit_study_unit

__all__ = [
    "acknowledge_corrections",
    "add_picture",
    "add_recording",
    "archive",
    "complete_reading",
    "create_study_unit",
    "discard",
    "edit_study_unit",
    "insert_text",
    "keep_flags",
    "mark_sentences",
    "publish_if_due",
    "record_progress",
    "remember_place",
    "remove_recording",
    "reopen_flag",
    "restore",
    "send_back",
    "set_word_list",
    "sign",
    "strike",
    "submit_for_review",
    "take_back_struck",
    "take_suggestion",
    "write_text",
]

"""Writes of study units and of reading progress."""

from studyhub.study.service.publishing import archive, publish
from studyhub.study.service.reading import record_progress
from studyhub.study.service.writing import create_study_unit, edit_study_unit

__all__ = ["archive", "create_study_unit", "edit_study_unit", "publish", "record_progress"]

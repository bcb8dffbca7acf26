"""Which pictures a unit has: rows that say what its names of pictures stand for."""

import hashlib
from collections.abc import Mapping

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from question_bank.pictures import media_type, picture_size
from studyhub.core.db import table_of
from studyhub.core.errors import Invalid
from studyhub.pictures.rules import MOST, why_not
from studyhub.pictures.service import keep_picture
from studyhub.study.content import Content
from studyhub.study.models import StudyUnitPicture


def digests_of(session: Session, study_unit_id: int) -> dict[str, str]:
    """What the names of a unit's pictures stand for: name -> SHA-256 (hex)."""
    rows = session.execute(
        select(StudyUnitPicture.name, StudyUnitPicture.digest).where(
            StudyUnitPicture.study_unit_id == study_unit_id
        )
    )
    return {row[0]: row[1] for row in rows}


def add_rows(session: Session, study_unit_id: int, pictures: Mapping[str, bytes]) -> None:
    """Keep pictures under names that the unit does not have yet. Invalid (picture_file) when they cannot be kept."""
    count = len(digests_of(session, study_unit_id)) + len(pictures)
    for name, data in pictures.items():
        if wrong := f"一个学习单元最多 {MOST} 张图片" if count > MOST else why_not(data):
            message = f"图片没有加上：{wrong}。"
            raise Invalid(message, {"picture_file": message})
        digest = hashlib.sha256(data).hexdigest()
        keep_picture(session, digest, media_type(data) or "", data)
        width, height = picture_size(data) or (0, 0)
        row = {
            "study_unit_id": study_unit_id, "name": name, "digest": digest, "width": width, "height": height,
        }  # fmt: skip
        session.execute(insert(table_of(StudyUnitPicture)), row)


def require_pictures(session: Session, study_unit_id: int, content: Content) -> None:
    """Invalid (sections) when a paragraph names a picture that the unit does not have."""
    named = {paragraph.picture for paragraph in content.paragraphs} - {""}
    if named and (unknown := named - digests_of(session, study_unit_id).keys()):
        message = f"没有叫“{min(unknown)}”的图片，请先添加这张图片，或删去它的记号。"
        raise Invalid(message, {"sections": message})

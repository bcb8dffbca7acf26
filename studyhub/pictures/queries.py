"""Reads of kept pictures. Whoever calls has made sure that the actor may see them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyhub.core.errors import NotFound
from studyhub.pictures.models import StoredPicture


@dataclass(frozen=True)
class PictureFile:
    """The bytes of a picture and what they are: image/png, image/jpeg, image/gif or image/webp."""

    media_type: str
    data: bytes


def load_picture(session: Session, digest: str) -> PictureFile:
    """A kept picture, or NotFound."""
    row = session.execute(
        select(StoredPicture.media_type, StoredPicture.data).where(StoredPicture.digest == digest)
    ).first()
    if row is None:
        raise NotFound("没有找到这张图片。")
    return PictureFile(row[0], row[1])

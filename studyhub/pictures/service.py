"""Writes of pictures."""

from sqlalchemy.orm import Session

from studyhub.core.upsert import upsert
from studyhub.pictures.models import StoredPicture

_KEEP = upsert(StoredPicture, lambda new: new.on_conflict_do_nothing(index_elements=["digest"]))


def keep_picture(session: Session, digest: str, media_type: str, data: bytes) -> None:
    """Keep the bytes of a picture, given with their SHA-256 (hex); bytes that are there already are not kept twice."""
    connection = session.connection()
    connection.execute(
        _KEEP[connection.dialect.name], {"digest": digest, "media_type": media_type, "data": data}
    )

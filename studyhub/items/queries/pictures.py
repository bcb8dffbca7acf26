"""The pictures of items, one at a time."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyhub.core.errors import NotFound
from studyhub.items.models import Item, ItemVersion, StoredPicture, VersionPicture
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, scopes


@dataclass(frozen=True)
class PictureFile:
    """The bytes of a picture and what they are: image/png, image/jpeg, image/gif or image/webp."""

    media_type: str
    data: bytes


def get_picture(session: Session, actor: Actor, digest: str) -> PictureFile:
    """A picture that some version of an item of the actor's range shows, or NotFound."""
    shown = session.scalar(
        select(VersionPicture.digest)
        .join(ItemVersion, ItemVersion.id == VersionPicture.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .where(VersionPicture.digest == digest, within(Unit.path, scopes(actor, Permission.MANAGE_ITEMS)))
        .limit(1)
    )
    if shown is None:
        raise NotFound("没有找到这张图片，它可能不在您的管理范围内。")
    return load_picture(session, shown)


def load_picture(session: Session, digest: str) -> PictureFile:
    """A kept picture; whoever calls has made sure that the actor may see it."""
    row = session.execute(
        select(StoredPicture.media_type, StoredPicture.data).where(StoredPicture.digest == digest)
    ).first()
    if row is None:
        raise NotFound("没有找到这张图片。")
    return PictureFile(row[0], row[1])

"""The pictures of items, one at a time."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyhub.core.errors import NotFound
from studyhub.items.models import Item, ItemVersion, VersionPicture
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, scopes
from studyhub.pictures.queries import PictureFile, load_picture


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

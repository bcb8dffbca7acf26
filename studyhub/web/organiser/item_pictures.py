"""Pictures that an organiser adds to an item while writing it.

Until the item is saved an uploaded picture waits as a file under the data folder: it belongs to the person who uploaded
it, is named by the digest of its bytes, and expires. The form carries the digest, so nothing has to be chosen twice.
"""

import hashlib
import os
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from question_bank import Item, Picture
from question_bank.pictures import MAX_PICTURE, MAX_PICTURES, media_type, picture_size
from studyhub.items.documents import digest_of
from studyhub.items.queries import with_bytes
from studyhub.pictures.queries import PictureFile
from studyhub.web.forms.items import ItemForm
from studyhub.web.kit import current_actor, now
from studyhub.web.kit.transaction import site

LIFETIME = timedelta(hours=24)

_DIGEST = re.compile(r"[0-9a-f]{64}")
_NOT_IN_NAME = re.compile(r"[^\w.\-]+|_{2,}")


def take_upload(form: ItemForm) -> bool:
    """Keep the picture that was chosen, if any, and put it where it was wanted; False when it cannot be used."""
    upload = form.picture_file.data
    if not upload:
        return True
    data = upload.read(MAX_PICTURE + 1)
    if wrong := _why_not(data, len(form.pictures)):
        form.picture_file.errors = [wrong]
        return False
    _remove_expired(now())
    path = _path(hashlib.sha256(data).hexdigest())
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(data)
    taken = {row.form.name.data.casefold() for row in form.pictures}
    form.add_picture(Picture(_free_name(upload.filename or "", taken), media_type(data) or "", data))
    return True


def kept_picture(digest: str) -> PictureFile | None:
    """A picture that this person has added to a form and not saved yet."""
    if not _DIGEST.fullmatch(digest):
        return None
    try:
        data = _path(digest).read_bytes()
    except FileNotFoundError:
        return None
    return PictureFile(media_type(data) or "", data)


def with_uploads(session: Session, item: Item, before: Item) -> Item | None:
    """The item of a form with the bytes of its pictures: those of the item as it was, and those just added.

    None when one is neither: it waited too long.
    """
    known = {digest_of(picture) for picture in before.pictures}
    pictures = []
    for picture in item.pictures:
        if digest_of(picture) not in known:
            kept = kept_picture(digest_of(picture))
            if kept is None:
                return None
            picture = replace(picture, media_type=kept.media_type, data=kept.data)
        pictures.append(picture)
    return with_bytes(session, replace(item, pictures=tuple(pictures)))


def _why_not(data: bytes, present: int) -> str:
    if present >= MAX_PICTURES:
        return f"一道题最多 {MAX_PICTURES} 张图片。"
    if media_type(data) is None or picture_size(data) is None:
        return "这个文件不是完好的 PNG、JPEG、GIF 或 WebP 图片，请换一张。"
    if len(data) > MAX_PICTURE:
        return f"图片超过 {MAX_PICTURE // 1000} KB，请缩小后再添加。"
    return ""


def _free_name(file_name: str, taken: set[str]) -> str:
    stem = _NOT_IN_NAME.sub("-", Path(file_name.replace("\\", "/")).stem).strip("-._")[:60] or "图"
    names = [stem, *(f"{stem}-{number}" for number in range(2, MAX_PICTURES + 2))]
    return next(name for name in names if name.casefold() not in taken)


def _path(digest: str) -> Path:
    folder = site().settings.data_dir / "pictures"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{current_actor().member_id}-{digest}"


def _remove_expired(moment: datetime) -> None:
    for path in _path("").parent.iterdir():
        if moment.timestamp() - path.stat().st_mtime > LIFETIME.total_seconds():
            path.unlink(missing_ok=True)

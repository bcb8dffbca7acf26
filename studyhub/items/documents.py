"""The document of an item version: question_bank's JSON form, its pictures named by digest and kept elsewhere once.

Items that come out of the bank carry, in place of a picture's bytes, what its document says of it: a pool of thousands
stays small. Who needs the bytes (an export, an editor) asks queries.with_bytes for them.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from question_bank import Item, Picture
from question_bank.formats.jsonl import item_from_dict, item_to_dict
from question_bank.pictures import picture_size
from question_bank.text import PICTURE_TOKEN

_KEPT = re.compile(r"([0-9a-f]{64}) ([0-9]+)x([0-9]+)")


@dataclass(frozen=True)
class ShownPicture:
    """A picture as a page shows it: what texts call it, the SHA-256 (hex) of its bytes, its size in pixels."""

    name: str
    digest: str
    width: int
    height: int
    description: str


def to_document(item: Item) -> dict[str, Any]:
    """The document of an item, whether it carries the bytes of its pictures or what stands for them."""
    return item_to_dict(item, reference)


def from_document(document: Mapping[str, Any]) -> Item:
    """The item of a document, without the bytes of its pictures."""
    return item_from_dict(document, lambda entry: str(entry["data"]).encode())


def pictures_of(item: Item, *texts: str | None) -> tuple[ShownPicture, ...]:
    """The pictures of an item; of those texts only, when some are given."""
    if not item.pictures:
        return ()
    wanted = {name for text in texts if text for name in PICTURE_TOKEN.findall(text)} if texts else None
    return tuple(
        ShownPicture(picture.name, *_parts(picture), picture.description)
        for picture in item.pictures
        if wanted is None or picture.name in wanted
    )


def in_words(text: str) -> str:
    """A text where no picture can be shown."""
    return PICTURE_TOKEN.sub("（图）", text) if "[[picture:" in text else text


def is_whole(picture: Picture) -> bool:
    """Whether a picture carries its bytes."""
    return len(picture.data) > 100 or not _KEPT.fullmatch(picture.data.decode("ascii", "replace"))


def digest_of(picture: Picture) -> str:
    """The SHA-256 (hex) of a picture's bytes."""
    return _parts(picture)[0]


def filled(item: Item, data: Mapping[str, bytes]) -> Item:
    """The item with the bytes of its pictures, given by digest."""
    pictures = (
        picture if is_whole(picture) else replace(picture, data=data[digest_of(picture)])
        for picture in item.pictures
    )
    return replace(item, pictures=tuple(pictures))


def reference(picture: Picture) -> str:
    """What stands in a document for the bytes of a picture: their digest, and its size in pixels."""
    if not is_whole(picture):
        return picture.data.decode()
    width, height = picture_size(picture.data) or (0, 0)
    return f"{hashlib.sha256(picture.data).hexdigest()} {width}x{height}"


def _parts(picture: Picture) -> tuple[str, int, int]:
    found = _KEPT.fullmatch(reference(picture))
    assert found is not None
    return found[1], int(found[2]), int(found[3])

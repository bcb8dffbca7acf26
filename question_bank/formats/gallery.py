"""The pictures that a reader meets in one question: each gets a name, and a token for its place in the text."""

import re
from base64 import b64decode
from collections.abc import Callable, Iterable
from dataclasses import replace
from urllib.parse import unquote, unquote_to_bytes

from ..model import Item, Picture
from ..pictures import ENDINGS, MAX_PICTURE, MAX_PICTURES, media_type
from ..text import picture_names, picture_token

NOT_THERE = "题里的图片或附件没有读入，只保留了文字。"

_UNDERSCORES = re.compile(r"_{4,}")
_ODD_SIGNS = re.compile(r"[^\w.\-]+")
_INLINE = re.compile(r"data:[\w/+.\-]{0,60}(;[\w=.\-]{0,60})*,", re.ASCII | re.IGNORECASE)
_MAX_NAME = 80
_MOST_MET = 4 * MAX_PICTURES
TOO_MANY = f"一道题最多 {MAX_PICTURES} 张图片，多出的没有读入。"


def decoded(text: str) -> bytes | None:
    """The bytes of base64 with line breaks anywhere, or None when it is none."""
    try:
        return b64decode("".join(text.split()), validate=True)
    except ValueError:
        return None


def inline_data(address: str) -> bytes | None:
    """The bytes that a data: address carries itself; None for any other address."""
    head = _INLINE.match(address)
    if head is None:
        return None
    body = address[head.end() :]
    return decoded(unquote(body)) if ";base64" in head[0].lower() else unquote_to_bytes(body)


class Gallery:
    """Collects the pictures of one item; lost says what could not be kept."""

    def __init__(self, kept: Iterable[Picture] = ()) -> None:
        self._met: dict[tuple[str, str], str] = {}
        self._pictures = {picture.name.casefold(): picture for picture in kept}
        self.lost: dict[str, None] = {}

    def show(
        self,
        address: str,
        description: str,
        find: Callable[[], bytes | None] = lambda: None,
        place: str = "",
    ) -> str:
        """What stands in the text for a picture: its token, or a word for it and a note of the loss.

        find: gives its bytes where the reader has them; those of a data: address are found here. place: from where the
        address is meant, for the same one may mean another picture elsewhere.
        """
        met = (place, address)
        if met in self._met:
            return self._met[met]
        description = " ".join(description.split())
        word = f"[图片：{description}]" if description else "[图片]"
        if len(self._met) >= _MOST_MET:
            self.lost[TOO_MANY] = None
            return word
        data = inline_data(address)
        data = find() if data is None else data
        kind = media_type(data) if data else None
        if not data or not kind or len(data) > MAX_PICTURE:
            self.lost[why_not(data, kind)] = None
            self._met[met] = word
        elif len(self._pictures) >= MAX_PICTURES:
            self.lost[TOO_MANY] = None
            return word
        else:
            self._met[met] = picture_token(self._keep(Picture(_name(address, kind), kind, data, description)))
        return self._met[met]

    def pictures_of(self, item: Item) -> Item:
        """The item with those of the pictures that its texts show."""
        shown = picture_names(item)
        kept = {picture.name: picture for picture in self._pictures.values()}
        return replace(item, pictures=tuple(kept[name] for name in shown if name in kept))

    def _keep(self, picture: Picture) -> str:
        """The name under which the picture hangs; one that hangs already is not hung twice."""
        stem, dot, ending = picture.name.rpartition(".")
        stem, ending = (stem, dot + ending) if dot else (ending, "")
        for number in range(1, MAX_PICTURES + 2):
            name = picture.name if number == 1 else f"{stem}-{number}{ending}"
            there = self._pictures.setdefault(name.casefold(), replace(picture, name=name))
            if there.data == picture.data:
                return there.name
        raise AssertionError("more pictures than a gallery holds")


def _name(address: str, kind: str) -> str:
    last = "" if address[:5].lower() == "data:" else unquote(address).replace("\\", "/").rpartition("/")[2]
    name = _UNDERSCORES.sub("_", _ODD_SIGNS.sub("_", last)).lstrip(".-")
    if len(name) > _MAX_NAME:
        name = ""
    return name or f"picture.{ENDINGS[kind]}"


def why_not(data: bytes | None, kind: str | None) -> str:
    """The sentence about a picture that could not be kept."""
    if not data:
        return NOT_THERE
    if kind is None:
        return "有图片不是 PNG、JPEG、GIF 或 WebP，没有读入，只保留了文字。"
    return f"有图片超过 {MAX_PICTURE // 1000} KB，没有读入，只保留了文字；请缩小后再导入。"

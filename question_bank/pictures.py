"""Pictures in items: which kinds may be carried, how large they are, and what is wrong with an item's."""

import re
from collections.abc import Iterator

from .model import Item, Picture, Problem
from .text import picture_names

MAX_PICTURE = 512_000
MAX_PICTURES = 12
MAX_PIXELS = 40_000_000

ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
"""The kinds that every browser shows and none executes; never SVG, which is a program."""

# Four underscores would be taken for a blank.
_NAME = re.compile(r"(?!.*____)\w[\w.\-]{0,99}")
_NO_FRAME_SIZE = {0xC4, 0xC8, 0xCC}


def media_type(data: bytes) -> str | None:
    """The kind of a picture by its first bytes, or None when it is none of those that may be carried."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels as the file's head says, or None when it does not say."""
    match media_type(data):
        case "image/png" if data[12:16] == b"IHDR" and len(data) >= 24:
            return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
        case "image/gif" if len(data) >= 10:
            return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
        case "image/jpeg":
            return _jpeg_size(data)
        case "image/webp":
            return _webp_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME_SIZE:
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        else:
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    kind, body = data[12:16], data[20:30]
    if len(body) < 10:
        return None
    if kind == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    return None


def picture_problems(item: Item) -> Iterator[Problem]:
    """What is wrong with the pictures of an item: not there, not shown, too large, or not a picture."""
    shown, carried = picture_names(item), [picture.name for picture in item.pictures]
    for name in shown:
        if name not in carried:
            yield _problem("unknown_picture", f"文字里的图片“{name}”没有附上，请添加这张图片或删去它的记号。")
    folded = {name.casefold() for name in carried}
    if len(folded) != len(carried):
        yield _problem("repeated_picture", "有两张图片同名（不分大小写），请改名。")
    if len(carried) > MAX_PICTURES:
        yield _problem("too_many_pictures", f"一道题最多 {MAX_PICTURES} 张图片，现在有 {len(carried)} 张。")
    for picture in item.pictures:
        if picture.name not in shown:
            yield _problem("unused_picture", f"图片“{picture.name}”没有用在任何文字里，请放进题目或删去。")
        yield from _one_problem(picture)


def _one_problem(picture: Picture) -> Iterator[Problem]:
    name = picture.name[:40]
    if not _NAME.fullmatch(picture.name):
        yield _problem(
            "bad_picture_name",
            f"图片名“{name}”只能用文字、数字、点、横线和（不连用的）下划线，开头不能是点或横线。",
        )
    kind = media_type(picture.data)
    if kind is None or kind != picture.media_type:
        yield _problem(
            "bad_picture", f"图片“{name}”不是 PNG、JPEG、GIF 或 WebP，或与标明的类型不符，请换一张。"
        )
        return
    if len(picture.data) > MAX_PICTURE:
        size = len(picture.data) // 1000
        yield _problem(
            "large_picture", f"图片“{name}”有 {size} KB，最大 {MAX_PICTURE // 1000} KB，请缩小后再用。"
        )
    width, height = picture_size(picture.data) or (0, 0)
    if not 0 < width * height <= MAX_PIXELS:
        yield _problem("bad_picture", f"图片“{name}”残缺，或像素太多，打不开；请换一张。")


def _problem(code: str, message: str) -> Problem:
    return Problem(code, message, "pictures")

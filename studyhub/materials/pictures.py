"""Pictures inside a file: which of them come along, and what is said about those that do not."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from question_bank.pictures import picture_size
from studyhub.materials.document import BlockKind, Document
from studyhub.pictures.rules import MOST, why_not

DECORATION = 48
"""Pixels: what is no wider or no higher is a bullet, a line or an icon, and left out without a word."""

_DATA = re.compile(r"data:image/[\w.+-]+;base64,", re.I)
_TOLD = 6


def inline_picture(address: str) -> tuple[str, bytes] | None:
    """The picture that stands in an address itself (data:image/png;base64,...), with a name made from its bytes."""
    head = _DATA.match(address)
    if head is None:
        return None
    try:
        data = base64.b64decode("".join(address[head.end() :].split()))
    except (binascii.Error, ValueError):
        return None
    return f"data-{hashlib.sha256(data).hexdigest()[:12]}", data


def put_aside(
    document: Document, pictures: Mapping[str, bytes], folder: Path
) -> tuple[dict[str, str], list[str]]:
    """Write the pictures of a document's body into a folder, each as a file named by its number there.

    pictures: what the file holds, by the names that blocks have. Gives the file of each name, and sentences about those
    that were left out: none of that is a reason to refuse the file.
    """
    kept: dict[str, str] = {}
    said: dict[str, str] = {}
    too_many = elsewhere = 0
    for block in document.body:
        if block.kind is not BlockKind.IMAGE or block.image in kept or (block.image and block.image in said):
            continue
        data = pictures.get(block.image)
        if data is None:
            elsewhere, too_many = elsewhere + (not block.image), too_many + bool(block.image)
        elif min(picture_size(data) or (DECORATION + 1,)) <= DECORATION:
            continue
        elif wrong := why_not(data):
            said[block.image] = f"{block.place or '文中'}的一张图片{wrong}，没有放进来。"
        elif len(kept) == MOST:
            too_many += 1
        else:
            kept[block.image] = str(len(kept))
            (folder / kept[block.image]).write_bytes(data)
    return kept, _sentences(list(said.values()), too_many, elsewhere, document.format)


def _sentences(said: list[str], too_many: int, elsewhere: int, format: str) -> list[str]:
    sentences = said[:_TOLD]
    if len(said) > _TOLD:
        sentences.append(f"还有 {len(said) - _TOLD} 张图片同样没有放进来。")
    if too_many:
        sentences.append(f"图片太多：一个学习单元最多 {MOST} 张，多出的 {too_many} 张没有放进来。")
    if elsewhere and format == "pdf":
        sentences.append(f"PDF 里的 {elsewhere} 张图片没有取出，需要的请另存后在编辑页面添加。")
    elif elsewhere:
        sentences.append(
            f"有 {elsewhere} 张图片不在文件里（只是网上的链接），没有取回；需要的请在编辑页面添加。"
        )
    return sentences

"""Fields a format has no word for, carried beside the question so that writing and reading back loses nothing.

A writer writes the question as the format has it, reads that back, and notes the fields that came out
different, each with a checksum of what was read. A reader takes a field of the note up only while what it reads
is still the same: what a person has edited since goes before the note.
"""

import json
import re
import zlib

from ..model import Item, ItemType, Picture
from ..text import BLANK
from .jsonl import item_from_dict, item_to_dict

_SPACE = re.compile(r"\s+")


def same_question(one: Item, other: Item) -> bool:
    """Whether a reader of both sees the same question: same type, words (white space apart) and answer."""
    return _question(one) == _question(other)


def _question(item: Item) -> list[object]:
    texts = {choice.id: _fold(choice.text) for choice in (*item.choices, *item.prompts)}
    key = [" ".join(texts.get(part, part) for part in entry.split(" ")) for entry in item.key]
    if item.type is not ItemType.ORDERING:
        key.sort()
    return [
        item.type,
        BLANK.sub("____", _fold(item.stem)),
        sorted(texts.values()),
        key,
        [[*map(_fold, accepted)] for accepted in item.blanks],
        sorted((picture.name, zlib.crc32(picture.data)) for picture in item.pictures),
    ]


def _fold(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def extra_fields(read_back: Item, item: Item) -> str:
    """The note, as one line of JSON, that turns what was read back into the item; "" when they are equal."""
    if read_back == item:
        return ""
    ours, native = item_to_dict(item, _digest), item_to_dict(read_back, _digest)
    fields = {
        name: [_checksum(native.get(name)), ours.get(name)]
        for name in dict.fromkeys([*ours, *native])
        if ours.get(name) != native.get(name)
    }
    return _json(fields)


def with_extra_fields(item: Item, note: str) -> tuple[Item, bool]:
    """The item with the note's fields, and whether all of them could be taken up.

    Raises ValueError when the note is malformed.
    """
    native = item_to_dict(item, _digest)
    data = {picture.name: picture.data for picture in item.pictures}
    try:
        fields = {name: (checksum, value) for name, (checksum, value) in json.loads(note).items()}
    except (AttributeError, TypeError, RecursionError) as error:
        raise ValueError("malformed note") from error
    kept = {
        name: value for name, (checksum, value) in fields.items() if checksum == _checksum(native.get(name))
    }
    merged = {**native, **kept}
    try:
        complete = item_from_dict(
            {name: value for name, value in merged.items() if value is not None},
            lambda entry: data[entry["name"]],
        )
    except KeyError as error:
        raise ValueError("a picture of the note is not there") from error
    # The fields of a question hang together (a key names choices): with one edited, none of them is taken up.
    return (complete, len(kept) == len(fields)) if same_question(complete, item) else (item, False)


def _digest(picture: Picture) -> str:
    """A note never carries a picture a second time: only which it was."""
    return format(zlib.crc32(picture.data), "08x")


def _checksum(value: object) -> str:
    return format(zlib.crc32(_json(value).encode()), "08x")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

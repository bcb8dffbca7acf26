"""Files of items that come in: recognised by their content and read in a child process with limits."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from question_bank import FormatError, Item, ReadProblem, Severity, read_items, stream_items
from question_bank.formats.jsonl import item_from_dict, item_to_dict
from studyhub.core.child import run_in_child
from studyhub.core.errors import Invalid
from studyhub.items.recognition import recognise_format


@dataclass(frozen=True)
class ItemFile:
    """What a file held: the good items in order, the problems with their places, and the format it was read as."""

    format: str
    items: tuple[Item, ...]
    problems: tuple[ReadProblem, ...]

    def to_json(self) -> str:
        """One line of JSON, to be kept until somebody has looked at it."""
        return json.dumps(
            {
                "format": self.format,
                "items": [item_to_dict(item) for item in self.items],
                "problems": [[each.place, each.message, each.severity.value] for each in self.problems],
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> "ItemFile":
        """What to_json said."""
        return cls.from_data(json.loads(text))

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "ItemFile":
        """The file of the data in to_json's form."""
        return cls(
            data["format"],
            tuple(item_from_dict(item) for item in data["items"]),
            tuple(ReadProblem(place, text, Severity(grade)) for place, text, grade in data["problems"]),
        )


def read_item_file(path: Path, format: str = "") -> ItemFile:
    """Read a file in a child process; without a format, the one its content tells.

    Raises Invalid when the file as a whole cannot be read, saying what to do.
    """
    return ItemFile.from_data(run_in_child(f"{__name__}:read_here", str(path), format))


def read_here(path: str, format: str) -> dict[str, Any]:
    """The child's part of read_item_file: the file in the form of ItemFile.to_json."""
    try:
        with Path(path).open("rb") as stream:
            format = format or recognise_format(stream)
            found = read_items(stream, format)
    except FormatError as error:
        raise Invalid(str(error)) from error
    data: dict[str, Any] = json.loads(ItemFile(format, found.items, found.problems).to_json())
    return data


def spool_item_file(path: Path, format: str, spool: Path, *, seconds: int) -> str:
    """Read a file in a child process into `spool`, one item or problem a line, with flat memory; gives the format.

    Meanwhile others may follow the spool as it grows. Raises as read_item_file does.
    """
    spooled: str = run_in_child(f"{__name__}:spool_here", str(path), format, str(spool), seconds=seconds)
    return spooled


def spool_here(path: str, format: str, spool: str) -> str:
    """The child's part of spool_item_file."""
    try:
        with Path(path).open("rb") as stream, Path(spool).open("w", encoding="utf-8") as lines:
            format = format or recognise_format(stream)
            for found in stream_items(stream, format):
                said: Any = (
                    item_to_dict(found)
                    if isinstance(found, Item)
                    else [found.place, found.message, found.severity.value]
                )
                lines.write(json.dumps(said, ensure_ascii=False) + "\n")
    except FormatError as error:
        raise Invalid(str(error)) from error
    return format


def read_spool(spool: Path) -> Iterator[Item | ReadProblem]:
    """What spool_item_file found, one by one, in the file's order."""
    with spool.open(encoding="utf-8") as lines:
        for line in lines:
            said = json.loads(line)
            if isinstance(said, dict):
                yield item_from_dict(said)
            else:
                yield ReadProblem(said[0], said[1], Severity(said[2]))

"""The starter content: study units and items written for this project, as data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from typing import Any

from ..formats import read_items
from ..model import Item


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A public source that a unit rests on; date as published, e.g. "2022-10-25"."""

    title: str
    publisher: str
    date: str
    note: str


@dataclass(frozen=True, slots=True)
class StarterSection:
    """A titled part of a unit; paragraphs are (id, text), and the ids are what Source.paragraph names."""

    title: str
    paragraphs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StarterUnit:
    """A study unit ready to be taken over by a site."""

    id: str
    title: str
    summary: str
    sources: tuple[SourceNote, ...]
    sections: tuple[StarterSection, ...]


def starter_items() -> tuple[Item, ...]:
    """All items, by file name and line. Raises ValueError when a file has a problem: it is our own data."""
    found: list[Item] = []
    for file in sorted(files(__name__).joinpath("items").iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".jsonl"):
            continue
        result = read_items(BytesIO(file.read_bytes()), "jsonl")
        if result.problems:
            first = result.problems[0]
            raise ValueError(f"{file.name} {first.place}: {first.message}")
        found += result.items
    return tuple(found)


def starter_units() -> tuple[StarterUnit, ...]:
    """All units, by file name. Raises ValueError when a file is not a unit."""
    found = []
    for file in sorted(files(__name__).joinpath("units").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".json"):
            try:
                found.append(_unit(json.loads(file.read_text("utf-8"))))
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{file.name} is not a study unit: {error!r}") from error
    return tuple(found)


def _unit(data: Mapping[str, Any]) -> StarterUnit:
    return StarterUnit(
        data["id"],
        data["title"],
        data["summary"],
        tuple(
            SourceNote(note["title"], note["publisher"], note["date"], note.get("note", ""))
            for note in data["sources"]
        ),
        tuple(
            StarterSection(
                section["title"],
                tuple((paragraph["id"], paragraph["text"]) for paragraph in section["paragraphs"]),
            )
            for section in data["sections"]
        ),
    )

"""What a paper is made of: sections, and in each the cells that say how many items of which kind."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from .model import TYPE_NAMES, Item, ItemType, Marking


@dataclass(frozen=True, slots=True)
class Cell:
    """So many items, worth so many points each, from those that meet every condition given.

    A condition left empty lets everything through; one with several values is met by any of them. categories
    include their subtrees; units are study units (source.unit). marking rules where an item has no rule itself.
    """

    count: int
    points: Decimal = Decimal(1)
    types: frozenset[ItemType] = frozenset()
    tags: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    difficulties: frozenset[int] = frozenset()
    marking: Marking = Marking.ALL_OR_NOTHING

    @property
    def conditions(self) -> tuple[frozenset[object], ...]:
        """The conditions alone: cells with equal ones take the same items."""
        return self.types, self.tags, self.categories, self.units, self.difficulties

    def accepts(self, item: Item) -> bool:
        """Whether the item meets every condition."""
        return (
            (not self.types or item.type in self.types)
            and (not self.difficulties or item.difficulty in self.difficulties)
            and (not self.tags or not self.tags.isdisjoint(item.tags))
            and (not self.units or (item.source is not None and item.source.unit in self.units))
            and (not self.categories or self._has_category(item.category))
        )

    def _has_category(self, category: str) -> bool:
        return any(category == root or category.startswith(root + "/") for root in self.categories)

    def describe(self) -> str:
        """The conditions in Chinese, as an organiser reads them."""
        parts = [
            "、".join(TYPE_NAMES[kind] for kind in ItemType if kind in self.types),
            "难度" + "、".join(map(str, sorted(self.difficulties))) if self.difficulties else "",
            "标签“" + "、".join(sorted(self.tags)) + "”" if self.tags else "",
            "分类“" + "、".join(sorted(self.categories)) + "”" if self.categories else "",
            "出自“" + "、".join(sorted(self.units)) + "”" if self.units else "",
        ]
        return "，".join(filter(None, parts)) or "任何题目"


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of the paper (大题)."""

    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Blueprint:
    """组卷方案: the sections of a paper in order.

    difficulty_range: the least and the most that a paper's expected difficulty may be (see expected_difficulty), so
    that different papers are equally hard; None leaves it open.
    """

    sections: tuple[Section, ...]
    difficulty_range: tuple[Decimal, Decimal] | None = None

    @property
    def count(self) -> int:
        """How many items a paper has."""
        return sum(cell.count for section in self.sections for cell in section.cells)

    @property
    def max_points(self) -> Decimal:
        """What a paper is worth."""
        cells = (cell for section in self.sections for cell in section.cells)
        return sum((cell.count * cell.points for cell in cells), Decimal(0))

    def problems(self) -> tuple[str, ...]:
        """What keeps the blueprint from being used whatever the bank, in Chinese sentences."""
        found = []
        if not self.count:
            found.append("组卷方案里没有题目，请至少设一组抽题条件。")
        for section in self.sections:
            for cell in section.cells:
                if cell.count < 0:
                    found.append(f"“{section.title}”的题数不能小于 0。")
                if not (cell.points.is_finite() and 0 < cell.points <= 1000):
                    found.append(f"“{section.title}”的每题分值要大于 0，不超过 1000。")
                elif self.difficulty_range and not _is_in_cents(cell.points):
                    found.append(f"“{section.title}”的每题分值最多两位小数，才能限定整份试卷的难度。")
        if self.difficulty_range is not None:
            low, high = self.difficulty_range
            if not (low.is_finite() and high.is_finite() and 1 <= low <= high <= 5):
                found.append("试卷难度的范围要在 1 到 5 之间，下限不大于上限。")
            elif not (_is_in_cents(low) and _is_in_cents(high)):
                found.append("试卷难度的上下限最多两位小数。")
        return tuple(found)

    def to_json(self) -> str:
        """One line of JSON in a fixed order (equal blueprints give equal text); empty conditions are left out."""
        sections = [
            {"title": section.title, "cells": [_cell_json(cell) for cell in section.cells]}
            for section in self.sections
        ]
        data: dict[str, object] = {"sections": sections}
        if self.difficulty_range is not None:
            data["difficulty_range"] = [format(bound, "f") for bound in self.difficulty_range]
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | bytes | Mapping[str, Any]) -> Self:
        """The blueprint of to_json's text (or of the object parsed from it). Raises ValueError when it is not one."""
        try:
            data = text if isinstance(text, Mapping) else json.loads(text)
            return cls(
                tuple(
                    Section(str(section["title"]), tuple(map(_cell_from_json, section["cells"])))
                    for section in data["sections"]
                ),
                _range(data.get("difficulty_range")),
            )
        except (AttributeError, KeyError, TypeError, ArithmeticError, RecursionError) as error:
            raise ValueError("not a blueprint") from error


def _range(bounds: Any) -> tuple[Decimal, Decimal] | None:
    if bounds is None:
        return None
    if not isinstance(bounds, list | tuple):
        raise TypeError("not a range")
    low, high = bounds
    return Decimal(str(low)), Decimal(str(high))


def _is_in_cents(value: Decimal) -> bool:
    return value == round(value, 2)


def _cell_json(cell: Cell) -> dict[str, object]:
    data: dict[str, object] = {"count": cell.count, "points": str(cell.points)}
    for field in ("types", "tags", "categories", "units", "difficulties"):
        if values := getattr(cell, field):
            data[field] = sorted(values)
    if cell.marking is not Marking.ALL_OR_NOTHING:
        data["marking"] = str(cell.marking)
    return data


def _cell_from_json(data: Mapping[str, Any]) -> Cell:
    return Cell(
        int(data["count"]),
        Decimal(str(data.get("points", "1"))),
        frozenset(map(ItemType, data.get("types", ()))),
        frozenset(map(str, data.get("tags", ()))),
        frozenset(map(str, data.get("categories", ()))),
        frozenset(map(str, data.get("units", ()))),
        frozenset(map(int, data.get("difficulties", ()))),
        Marking(data.get("marking", Marking.ALL_OR_NOTHING)),
    )

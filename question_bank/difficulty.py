"""How hard a paper is expected to be, from the difficulty that each of its items carries."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from .model import Item
from .paper import Paper

_CENT = Decimal("0.01")


def expected_difficulty(paper: Paper, items: Mapping[str, Item]) -> Decimal | None:
    """The mean difficulty of the paper's items, each weighted by its points: 1 (easiest) to 5, to two decimals.

    items: those of the paper, by id. None for a paper without items. Raises KeyError when an item is missing.
    """
    return mean_difficulty((slot.points, items[slot.item_id].difficulty) for slot in paper.slots)


def mean_difficulty(weighed: Iterable[tuple[Decimal, int]]) -> Decimal | None:
    """The weighted mean of (points, difficulty), to two decimals; None of nothing."""
    pairs = list(weighed)
    total = sum((points for points, _ in pairs), Decimal(0))
    return (weighed_sum(pairs) / total).quantize(_CENT, ROUND_HALF_UP) if total else None


def is_within(weighed: Iterable[tuple[Decimal, int]], bounds: tuple[Decimal, Decimal]) -> bool:
    """Whether the weighted mean of (points, difficulty) lies within both bounds, exactly and without dividing."""
    pairs = list(weighed)
    total = sum((points for points, _ in pairs), Decimal(0))
    low, high = bounds
    return low * total <= weighed_sum(pairs) <= high * total


def weighed_sum(weighed: Iterable[tuple[Decimal, int]]) -> Decimal:
    """The sum of points times difficulty."""
    return sum((points * difficulty for points, difficulty in weighed), Decimal(0))

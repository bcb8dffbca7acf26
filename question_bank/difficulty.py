"""How hard a paper is expected to be, from the difficulty that each of its items carries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .model import Item
from .paper import Paper
from .pool import Pool

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


@dataclass(frozen=True, slots=True)
class DifficultyReach:
    """How hard the papers of a bank can be, to two decimals, whatever bounds the blueprint sets.

    No paper is easier than `least` or harder than `most`; both are met unless cells compete for the same items or items
    exclude each other. `mean` is that of all papers, then only nearly.
    """

    least: Decimal
    mean: Decimal
    most: Decimal


def difficulty_reach(pool: Pool) -> DifficultyReach | None:
    """The reach of a pool; None when some cell has too few items, or no cell any."""
    least, mean, most, total = (Decimal(0) for _ in range(4))
    for pool_cell in pool.cells:
        count, points = pool_cell.cell.count, pool_cell.cell.points
        difficulties = sorted(pool.items[position].difficulty for position in pool_cell.candidates)
        if len(difficulties) < count:
            return None
        if count:
            least += points * sum(difficulties[:count])
            most += points * sum(difficulties[-count:])
            mean += points * count * sum(difficulties) / len(difficulties)
            total += points * count
    if not total:
        return None
    return DifficultyReach(*((sum_ / total).quantize(_CENT, ROUND_HALF_UP) for sum_ in (least, mean, most)))


def is_within(weighed: Iterable[tuple[Decimal, int]], bounds: tuple[Decimal, Decimal]) -> bool:
    """Whether the weighted mean of (points, difficulty) lies within both bounds, exactly and without dividing."""
    pairs = list(weighed)
    total = sum((points for points, _ in pairs), Decimal(0))
    low, high = bounds
    return low * total <= weighed_sum(pairs) <= high * total


def weighed_sum(weighed: Iterable[tuple[Decimal, int]]) -> Decimal:
    """The sum of points times difficulty."""
    return sum((points * difficulty for points, difficulty in weighed), Decimal(0))

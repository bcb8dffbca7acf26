"""A bank seen through a blueprint: which items each cell may take, and whether they suffice.

Items that exclude each other are counted as one place ("node"): a cell needs as many nodes as it has items.
Whether overlapping cells can all be filled is a bipartite matching of cells to nodes. Only tight cells, those
with fewer nodes than everything that overlaps with them demands, can ever run dry; the others need no care.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .blueprint import Blueprint, Cell
from .model import Item


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A cell that the bank cannot fill: how many it needs and how many it could get."""

    section: str
    cell: Cell
    needed: int
    available: int

    @property
    def message(self) -> str:
        """The sentence an organiser reads."""
        return (
            f"“{self.section}”需要 {self.needed} 道（{self.cell.describe()}），"
            f"题库里只能凑出 {self.available} 道，请补充题目或减少题数。"
        )


@dataclass(frozen=True, slots=True)
class DifficultyShortfall(Shortfall):
    """The whole paper's difficulty is (almost) never within its bounds: of so many papers tried, available were.

    section is the whole paper, cell its number of items, needed the least number that lets every draw succeed.
    """

    bounds: tuple[Decimal, Decimal]
    tried: int

    @property
    def message(self) -> str:
        """The sentence an organiser reads."""
        low, high = self.bounds
        return (
            f"整份试卷的难度要在 {low:f} 到 {high:f} 之间：试抽 {self.tried} 份，只有 {self.available} 份合格。"
            "请放宽难度范围，或在各部分限定题目的难度。"
        )


@dataclass(frozen=True, slots=True)
class PoolCell:
    """A cell with the items it may take, as positions in the pool's items."""

    section: str
    cell: Cell
    candidates: tuple[int, ...]
    nodes: tuple[int, ...]
    is_tight: bool


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """The work of a draw that does not depend on the seed; make it with prepare and keep it for many draws."""

    blueprint: Blueprint
    items: tuple[Item, ...]
    positions: Mapping[str, int]
    cells: tuple[PoolCell, ...]
    node_of: tuple[int, ...]
    rivals: Mapping[int, frozenset[int]]
    witness: Mapping[int, int]
    short: tuple[Shortfall, ...] = field(default=())


class Reservation:
    """Nodes put aside so that every tight cell can still be filled; takes candidates one by one.

    The answers do not depend on which nodes happen to be reserved: a candidate is refused exactly when
    taking it would leave some cell unfillable.
    """

    def __init__(self, cells: tuple[PoolCell, ...], reserved: Mapping[int, int]) -> None:
        self._cells = cells
        self._owner = dict(reserved)
        self._used: set[int] = set()

    @property
    def owners(self) -> Mapping[int, int]:
        """The reserved nodes with the cell each waits for."""
        return self._owner

    def grow(self, start: int) -> bool:
        """Reserve one more node for a cell, moving others' reservations where needed."""
        came: dict[int, tuple[int, int]] = {}
        queue = [start]
        for cell in queue:
            for node in self._cells[cell].nodes:
                if node in self._used:
                    continue
                owner = self._owner.get(node)
                if owner is None:
                    while cell != start:
                        giver, given = came[cell]
                        self._owner[node] = cell
                        cell, node = giver, given
                    self._owner[node] = cell
                    return True
                if owner != start and owner not in came:
                    came[owner] = (cell, node)
                    queue.append(owner)
        return False

    def take(self, cell: int, node: int) -> bool:
        """Use a node for a cell, unless it is used already or some cell would be left unfillable."""
        if node in self._used:
            return False
        owner = self._owner.get(node)
        released = None
        if self._cells[cell].is_tight:
            released = (
                node if owner == cell else next(mine for mine, whose in self._owner.items() if whose == cell)
            )
            del self._owner[released]
        self._used.add(node)
        if owner is None or owner == cell:
            return True
        del self._owner[node]
        if self.grow(owner):
            return True
        self._used.discard(node)
        self._owner[node] = owner
        if released is not None:
            self._owner[released] = cell
        return False


def build_pool(items: Iterable[Item], blueprint: Blueprint, on: date | None = None) -> Pool:
    """Sort the bank into the blueprint's cells and find what falls short.

    on: the date of the paper; items not valid on it are left out. Raises ValueError when two items share an id.
    """
    bank = sorted((item for item in items if on is None or _is_valid(item, on)), key=lambda item: item.id)
    positions = {item.id: position for position, item in enumerate(bank)}
    if len(positions) != len(bank):
        raise ValueError("two items have the same id")
    node_of, rivals = _nodes(bank, positions)
    seen: dict[object, tuple[tuple[int, ...], tuple[int, ...]]] = {}
    found = []
    for section, cell in cells_of(blueprint):
        conditions = cell.conditions
        if conditions not in seen:
            candidates = tuple(i for i, item in enumerate(bank) if cell.accepts(item))
            seen[conditions] = candidates, tuple(dict.fromkeys(node_of[i] for i in candidates))
        found.append((section, cell, *seen[conditions]))
    demands = _component_demands([cell.count for _, cell, _, _ in found], [nodes for *_, nodes in found])
    cells = tuple(
        PoolCell(section, cell, candidates, nodes, len(nodes) < demand)
        for (section, cell, candidates, nodes), demand in zip(found, demands, strict=True)
    )
    reservation = Reservation(cells, {})
    short = []
    for number, cell_ in enumerate(cells):
        if cell_.is_tight:
            available = sum(reservation.grow(number) for _ in range(cell_.cell.count))
            if available < cell_.cell.count:
                short.append(Shortfall(cell_.section, cell_.cell, cell_.cell.count, available))
    return Pool(
        blueprint,
        tuple(bank),
        positions,
        cells,
        tuple(node_of),
        rivals,
        dict(reservation.owners),
        tuple(short),
    )


def cells_of(blueprint: Blueprint) -> Iterator[tuple[str, Cell]]:
    """Every cell in order, with its section's title."""
    for section in blueprint.sections:
        for cell in section.cells:
            yield section.title, cell


def _is_valid(item: Item, on: date) -> bool:
    return (item.valid_from is None or item.valid_from <= on) and (
        item.valid_until is None or on <= item.valid_until
    )


def _nodes(bank: list[Item], positions: Mapping[str, int]) -> tuple[list[int], dict[int, frozenset[int]]]:
    """The node of each item, and for items whose exclusions are more than their node the full set of rivals."""
    against: dict[int, set[int]] = {}
    for position, item in enumerate(bank):
        for other_id in item.excludes:
            other = positions.get(other_id)
            if other is not None and other != position:
                against.setdefault(position, set()).add(other)
                against.setdefault(other, set()).add(position)
    node_of = list(range(len(bank)))
    placed: set[int] = set()
    for position in sorted(against):
        if position in placed:
            continue
        clique = [position]
        for other in sorted(against[position] - placed):
            if all(other in against[member] for member in clique):
                clique.append(other)
        placed.update(clique)
        for member in clique:
            node_of[member] = position
    return node_of, {
        position: frozenset(others)
        for position, others in against.items()
        if any(node_of[other] != node_of[position] for other in others)
    }


def _component_demands(counts: list[int], nodes: list[tuple[int, ...]]) -> list[int]:
    """For each cell, what it and all cells connected to it by shared nodes demand together."""
    root = list(range(len(counts)))

    def find(cell: int) -> int:
        while root[cell] != cell:
            cell = root[cell]
        return cell

    first: dict[int, int] = {}
    for cell, its_nodes in enumerate(nodes):
        for node in its_nodes:
            other = find(first.setdefault(node, cell))
            if other != (mine := find(cell)):
                root[mine] = other
    total: dict[int, int] = {}
    for cell, count in enumerate(counts):
        total[find(cell)] = total.get(find(cell), 0) + count
    return [total[find(cell)] for cell in range(len(counts))]

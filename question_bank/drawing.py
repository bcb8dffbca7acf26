"""Drawing papers: a pure function of items, blueprint, seed and what was seen before.

The draw, so that anyone can recompute it:
1. The items that are valid are sorted by id (by code point).
2. For each cell of the blueprint in order, the items that meet its conditions are taken level by level: those
   seen least often first. Within a level, in the order of step 1, a Fisher-Yates shuffle from the front names
   candidates one by one (one below() each) until the cell is full. A candidate is passed over when it is in the
   paper already, excludes an item of the paper, or would leave some cell that could not be filled any more.
3. If exclusions still leave a cell short, or the blueprint bounds the paper's expected difficulty and the mean of the
   items' difficulties, weighted by their cells' points, is not within the bounds (both included, compared exactly),
   everything of step 2 starts again with the generator's next numbers. At most 200 times; with bounds 500 times, and
   then 500 times more as if nobody had seen any item, so that what a person has seen never keeps them from a paper.
4. The items of each section stand in the order of its cells and, in a cell, in the order drawn. Where several of a
   section have the same stimulus (equal texts, not empty; 材料题), they stand next to one another at the place of the
   first of them, still in that order; each keeps the points of its cell.
5. For each item in the order of the paper, its choices and then its prompts are shuffled; locked ones keep their
   places. No key is looked at: an ordering may come out solved by chance, since a paper that avoided it would tell
   something.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import chain, islice, repeat

from .blueprint import Blueprint, Cell
from .difficulty import is_within
from .generator import Generator, seed_bytes
from .model import Choice, Item
from .paper import Paper, PaperSlot
from .pool import DifficultyShortfall, Pool, PoolCell, Reservation, Shortfall, build_pool

_ATTEMPTS = 200
_BOUNDED_ATTEMPTS = 500

# Before a quiz opens so many papers are tried, and one in twenty must be within the bounds: then the chance that
# 500 tries all fail is less than one in a hundred thousand million.
_TRIED = 200
_NEEDED = 10
_NOTHING: Mapping[str, int] = {}


class CannotDraw(Exception):
    """The bank cannot fill the blueprint; shortfalls names the cells."""

    def __init__(self, shortfalls: tuple[Shortfall, ...]) -> None:
        super().__init__("；".join(shortfall.message for shortfall in shortfalls))
        self.shortfalls = shortfalls


class _Stuck(Exception):
    def __init__(self, cell: int, got: int) -> None:
        self.cell, self.got = cell, got


def prepare(items: Iterable[Item], blueprint: Blueprint, on: date | None = None) -> Pool:
    """The pool of a bank for a blueprint. Costs a pass over the bank; every draw from it is then quick.

    on: the date of the paper: items not valid on it are left out. Raises ValueError when two items share an id.
    """
    pool = build_pool(items, blueprint, on)
    if blueprint.difficulty_range is not None and not pool.short:
        return replace(pool, short=_difficulty_shortfall(pool, blueprint.difficulty_range))
    if pool.rivals and not pool.short:
        # Exclusions that are not simply "one of these" escape the matching: see whether a draw succeeds.
        try:
            _choose(pool, Generator(b"prepare"), {})
        except CannotDraw as failure:
            return replace(pool, short=failure.shortfalls)
    return pool


def shortfalls(
    items: Iterable[Item] | Pool, blueprint: Blueprint, on: date | None = None
) -> tuple[Shortfall, ...]:
    """The cells that cannot be filled, exact also when cells overlap; empty when every paper can be drawn."""
    return _pool(items, blueprint, on).short


def draw_paper(
    items: Iterable[Item] | Pool,
    blueprint: Blueprint,
    seed: bytes | str,
    avoid: Mapping[str, int] = _NOTHING,
    on: date | None = None,
) -> Paper:
    """The paper of a seed.

    avoid: how often this person has seen an item, by id; less seen ones come first. Raises CannotDraw when the
    bank does not suffice.
    """
    pool = _pool(items, blueprint, on)
    if pool.short:
        raise CannotDraw(pool.short)
    generator = Generator(seed)
    positions = pool.positions
    seen = {
        positions[item_id]: times for item_id, times in avoid.items() if times > 0 and item_id in positions
    }
    chosen = _choose(pool, generator, seen)
    slots: list[PaperSlot] = []
    for pool_cell, position in _in_order(pool, chosen):
        item = pool.items[position]
        slots.append(
            PaperSlot(
                len(slots) + 1,
                pool_cell.section,
                item.id,
                pool_cell.cell.points,
                item.marking or pool_cell.cell.marking,
                _shuffled(item.choices, generator),
                _shuffled(item.prompts, generator),
            )
        )
    return Paper(seed_bytes(seed), tuple(slots))


def verify_paper(
    items: Iterable[Item] | Pool,
    blueprint: Blueprint,
    seed: bytes | str,
    paper: Paper,
    avoid: Mapping[str, int] = _NOTHING,
    on: date | None = None,
) -> bool:
    """Whether the paper is the one that the seed gives."""
    try:
        return draw_paper(items, blueprint, seed, avoid, on) == paper
    except CannotDraw:
        return False


def _pool(items: Iterable[Item] | Pool, blueprint: Blueprint, on: date | None) -> Pool:
    if not isinstance(items, Pool):
        return prepare(items, blueprint, on)
    if items.blueprint != blueprint:
        raise ValueError("the pool was prepared for another blueprint")
    return items


def _choose(pool: Pool, generator: Generator, seen: Mapping[int, int]) -> list[list[int]]:
    """The items of each cell, as positions. Raises CannotDraw when exclusions or bounds make it impossible."""
    bounds = pool.blueprint.difficulty_range
    worst: _Stuck | None = None
    for sight in _sights(pool, seen):
        try:
            chosen = _choose_once(pool, generator, sight)
        except _Stuck as stuck:
            worst = worst or stuck
            continue
        if bounds is None or is_within(_weighed(pool, chosen), bounds):
            return chosen
    if worst is None:
        assert bounds is not None
        raise CannotDraw((_too_narrow(pool, bounds, 0, 2 * _BOUNDED_ATTEMPTS),))
    cell = pool.cells[worst.cell]
    raise CannotDraw((Shortfall(cell.section, cell.cell, cell.cell.count, worst.got),))


def _in_order(pool: Pool, chosen: list[list[int]]) -> Iterator[tuple[PoolCell, int]]:
    """The items with their cells in the order of the paper: those of a section that share a stimulus together."""
    drawn = iter(zip(pool.cells, chosen, strict=True))
    for section in pool.blueprint.sections:
        # Texts cannot meet numbers: an item without a stimulus stands alone under its position.
        together: dict[str | int, list[tuple[PoolCell, int]]] = {}
        for pool_cell, positions in islice(drawn, len(section.cells)):
            for position in positions:
                key = pool.items[position].stimulus or position
                together.setdefault(key, []).append((pool_cell, position))
        yield from chain.from_iterable(together.values())


def _sights(pool: Pool, seen: Mapping[int, int]) -> Iterator[Mapping[int, int]]:
    """What counts as seen in each attempt."""
    if pool.blueprint.difficulty_range is None:
        yield from repeat(seen, _ATTEMPTS if pool.rivals else 1)
    else:
        yield from repeat(seen, _BOUNDED_ATTEMPTS)
        yield from repeat({}, _BOUNDED_ATTEMPTS)


def _weighed(pool: Pool, chosen: list[list[int]]) -> Iterator[tuple[Decimal, int]]:
    for pool_cell, positions in zip(pool.cells, chosen, strict=True):
        for position in positions:
            yield pool_cell.cell.points, pool.items[position].difficulty


def _difficulty_shortfall(pool: Pool, bounds: tuple[Decimal, Decimal]) -> tuple[Shortfall, ...]:
    """What is short when papers within the bounds are too rare among those that a bank gives."""
    generator = Generator(b"prepare")
    within = 0
    stuck: _Stuck | None = None
    for _ in range(_TRIED):
        try:
            within += is_within(_weighed(pool, _choose_once(pool, generator, {})), bounds)
        except _Stuck as again:
            stuck = stuck or again
        if within == _NEEDED:
            return ()
    if within == 0 and stuck is not None:
        cell = pool.cells[stuck.cell]
        return (Shortfall(cell.section, cell.cell, cell.cell.count, stuck.got),)
    return (_too_narrow(pool, bounds, within, _TRIED),)


def _too_narrow(pool: Pool, bounds: tuple[Decimal, Decimal], within: int, tried: int) -> DifficultyShortfall:
    whole = Cell(pool.blueprint.count)
    return DifficultyShortfall("整份试卷", whole, _NEEDED, within, bounds, tried)


def _choose_once(pool: Pool, generator: Generator, seen: Mapping[int, int]) -> list[list[int]]:
    reservation = Reservation(pool.cells, pool.witness)
    blocked: set[int] = set()
    below, node_of, rivals = generator.below, pool.node_of, pool.rivals
    paper: list[list[int]] = []
    levels: dict[int, list[list[int]]] = {}
    for number, pool_cell in enumerate(pool.cells):
        chosen: list[int] = []
        wanted = pool_cell.cell.count
        # Cells with the same conditions share one tuple of candidates, so they are sorted into levels once.
        key = id(pool_cell.candidates)
        if key not in levels:
            levels[key] = list(_levels(pool_cell.candidates, seen))
        for least_seen in levels[key] if wanted else ():
            level = least_seen.copy()
            size = len(level)
            for place in range(size):
                other = place + below(size - place)
                candidate = level[other]
                level[other] = level[place]
                if candidate not in blocked and reservation.take(number, node_of[candidate]):
                    chosen.append(candidate)
                    if candidate in rivals:
                        blocked |= rivals[candidate]
                    if len(chosen) == wanted:
                        break
            if len(chosen) == wanted:
                break
        else:
            if wanted:
                raise _Stuck(number, len(chosen))
        paper.append(chosen)
    return paper


def _levels(candidates: Sequence[int], seen: Mapping[int, int]) -> Iterator[list[int]]:
    """The candidates in lists of equal sight, least seen first."""
    if not seen:
        yield list(candidates)
        return
    yield [position for position in candidates if position not in seen]
    by_times: dict[int, list[int]] = {}
    for position in candidates:
        if position in seen:
            by_times.setdefault(seen[position], []).append(position)
    for times in sorted(by_times):
        yield by_times[times]


def _shuffled(choices: Sequence[Choice], generator: Generator) -> tuple[str, ...]:
    order = [choice.id for choice in choices]
    free = [place for place, choice in enumerate(choices) if not choice.is_locked]
    moving = [order[place] for place in free]
    generator.shuffle(moving)
    for place, choice_id in zip(free, moving, strict=True):
        order[place] = choice_id
    return tuple(order)

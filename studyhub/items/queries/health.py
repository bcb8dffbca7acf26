"""The health of a bank: what contradicts, what repeats, what could be written better. Retired items are left out.

A bank of 20,000 takes some seconds to read and compare, so what was found is kept in the process until the bank
changes; the mark of its state names the bank, so that nobody is shown another's.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from question_bank import Item as BankItem
from question_bank import Likeness, find_duplicates, lints
from studyhub.items.differences import answer_text
from studyhub.items.documents import from_document
from studyhub.items.models import Item, ItemStatus, ItemVersion
from studyhub.items.queries.narrowing import ItemFilter, joined, visible
from studyhub.organisation.models import Unit
from studyhub.organisation.rules import Actor, Permission, scopes

MOST = 40_000  # items looked at, the newest first: what a process can hold beside its other work
KEPT = 4
_PAGE = 1000


@dataclass(frozen=True)
class ItemLook:
    """An item as a finding shows it."""

    id: int
    code: str
    unit: str
    status: ItemStatus
    stem: str
    answer: str


@dataclass(frozen=True)
class Pair:
    """Two items that ask the same, the older first."""

    first: ItemLook
    second: ItemLook


@dataclass(frozen=True)
class Advice:
    """Advice on an item, or on the bank as a whole (item None); `code` is the lint's."""

    code: str
    item: ItemLook | None
    message: str


@dataclass(frozen=True)
class BankHealth:
    """What was found among `looked_at` items, of `total` in use."""

    total: int
    looked_at: int
    contradictions: tuple[Pair, ...]
    duplicates: tuple[Pair, ...]
    advice: tuple[Advice, ...]


_Mark = tuple[object, ...]
_kept: OrderedDict[_Mark, BankHealth] = OrderedDict()
_guard = threading.Lock()


def bank_health(session: Session, actor: Actor) -> BankHealth:
    """The health of the bank within the actor's range."""
    mark = _mark_of(session, actor)
    with _guard:
        known = _kept.get(mark)
        if known is not None:
            _kept.move_to_end(mark)
            return known
    found = _examine(session, actor)
    with _guard:
        _kept[mark] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _mark_of(session: Session, actor: Actor) -> _Mark:
    state = session.execute(
        joined(
            select(func.count(), func.max(Item.id), func.sum(Item.version_number), func.max(Item.updated_at))
        ).where(visible(actor, ItemFilter()), Item.status != ItemStatus.RETIRED)
    ).one()
    return (str(session.get_bind().engine.url), scopes(actor, Permission.MANAGE_ITEMS), *state)


def _examine(session: Session, actor: Actor) -> BankHealth:
    in_use = (visible(actor, ItemFilter()), Item.status != ItemStatus.RETIRED)
    total = session.scalar(joined(select(func.count())).where(*in_use)) or 0
    page = (
        joined(select(Item.id, Item.code, Unit.name, Item.status, ItemVersion.document))
        .where(*in_use)
        .order_by(Item.id.desc())
    )
    rows: list[tuple[int, str, str, ItemStatus, BankItem]] = []
    # Page by page: documents take more room than items.
    while len(rows) < MOST and (
        more := session.execute(
            page.where(Item.id < rows[-1][0] if rows else true()).limit(min(_PAGE, MOST - len(rows)))
        ).all()
    ):
        rows += [(row[0], row[1], row[2], row[3], from_document(row[4])) for row in more]
    looks: dict[str, tuple[int, str, ItemStatus]] = {}
    items: list[BankItem] = []
    for item_id, code, unit, status, item in reversed(rows):
        # A code is unique in its unit's bank only; where two units use it, it is told apart by the unit's name.
        name = code if code not in looks else f"{code}（{unit}，{item_id}）"
        looks[name] = (item_id, unit, status)
        items.append(replace(item, id=name))
    by_name = {item.id: item for item in items}

    def look(name: str) -> ItemLook:
        item, (item_id, unit, status) = by_name[name], looks[name]
        return ItemLook(item_id, name, unit, status, item.stem, answer_text(item))

    pairs: dict[Likeness, list[Pair]] = {likeness: [] for likeness in Likeness}
    for alike in find_duplicates(items):
        pairs[alike.likeness].append(Pair(look(alike.first), look(alike.second)))
    advice = [
        Advice(each.code, look(each.item_id) if each.item_id else None, each.message) for each in lints(items)
    ]
    return BankHealth(
        total,
        len(items),
        tuple(pairs[Likeness.CONTRADICTION]),
        tuple(pairs[Likeness.DUPLICATE]),
        tuple(advice),
    )

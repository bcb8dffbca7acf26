"""Importing more than memory should hold: compared with the bank first, then written in one transaction."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from question_bank import Item as BankItem
from question_bank.formats.jsonl import item_from_dict, item_to_dict
from studyhub.audit.service import record
from studyhub.core.errors import Conflict
from studyhub.items.models import Item, ItemStatus
from studyhub.items.queries import stream_documents
from studyhub.items.rules import ImportAction
from studyhub.items.service.importing import ImportCounts
from studyhub.items.service.rows import CHUNK, append_versions, insert_items


@dataclass(frozen=True)
class BankState:
    """A unit's bank as it was at one moment: code -> (item id, version number, digest), and a mark of it all."""

    unit_id: int
    present: dict[str, tuple[int, int, bytes]]
    mark: tuple[int, int]


@dataclass(frozen=True)
class Change:
    """An item that is new (item_id None) or says something else than version `number` of `item_id`."""

    item_id: int | None
    number: int
    item: BankItem

    def to_line(self) -> str:
        """One line of JSON."""
        return json.dumps([self.item_id, self.number, item_to_dict(self.item)], ensure_ascii=False)

    @classmethod
    def from_line(cls, line: str) -> "Change":
        """What to_line said."""
        item_id, number, document = json.loads(line)
        return cls(item_id, number, item_from_dict(document))


def bank_state(session: Session, unit_id: int) -> BankState:
    """What a unit's bank holds, by digests: memory stays small however large the bank is."""
    present = {
        code: (item_id, number, _digest(document))
        for code, item_id, number, document in stream_documents(session, unit_id)
    }
    return BankState(unit_id, present, _mark(session, unit_id))


def compare(state: BankState, items: Iterable[BankItem]) -> Iterator[tuple[ImportAction, Change]]:
    """What importing each item would do, in order; an id met before in `items` is REFUSED."""
    seen: set[str] = set()
    for item in items:
        item_id, number, digest = state.present.get(item.id, (None, 0, b""))
        change = Change(item_id, number, item)
        if item.id in seen:
            yield ImportAction.REFUSED, change
        elif item_id is None:
            yield ImportAction.NEW, change
        elif digest == _digest(item_to_dict(item)):
            yield ImportAction.UNCHANGED, change
        else:
            yield ImportAction.CHANGED, change
        seen.add(item.id)


def import_changes(
    session: Session,
    state: BankState,
    changes: Iterable[Change],
    *,
    now: datetime,
    status: ItemStatus,
    told: Callable[[int], None],
) -> ImportCounts:
    """Write the changes that compare() found, all or none; `told` hears how many each step wrote.

    Conflict when the bank is no longer as it was at bank_state().
    """
    if _mark(session, state.unit_id) != state.mark:
        raise Conflict("题库在比对之后有了变化，这次没有导入。请再运行一次。")
    created = changed = 0
    rest = iter(changes)
    while chunk := list(islice(rest, CHUNK)):
        new = [change.item for change in chunk if change.item_id is None]
        old = [(c.item_id, c.number, c.item) for c in chunk if c.item_id is not None]
        insert_items(session, state.unit_id, new, status, None, now)
        append_versions(session, old, None, now, stays_ready=status is ItemStatus.READY)
        created, changed = created + len(new), changed + len(old)
        told(len(chunk))
    record(
        session, "items.imported", f"unit:{state.unit_id}", actor_id=None, now=now,
        created=created, changed=changed, unchanged=0, status=status, is_signed=False, from_terminal=True,
    )  # fmt: skip
    return ImportCounts(created, changed, 0)


def _mark(session: Session, unit_id: int) -> tuple[int, int]:
    row = session.execute(
        select(func.count(), func.coalesce(func.sum(Item.version_number), 0)).where(Item.unit_id == unit_id)
    ).one()
    return row[0], row[1]


def _digest(document: dict[str, Any]) -> bytes:
    return hashlib.blake2b(json.dumps(document, sort_keys=True).encode(), digest_size=16).digest()

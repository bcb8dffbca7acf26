"""Importing more than memory should hold: compared with the bank first, staged in small steps, shown in one.

One transaction over 100,000 items would keep every member's answer waiting for many seconds on SQLite, which has one
writer at a time. So new items are written a few hundred at a time with version_number 0: nothing has such a version,
and every read joins the present one, so nobody sees them. The last transaction is short: it gives all of them their
number 1, and writes what changed. Killed before that, an import leaves nothing that anybody sees, and the next one
clears it away.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from question_bank import Alike, find_duplicates
from question_bank import Item as BankItem
from question_bank.duplicates import fold_stem
from question_bank.formats.jsonl import item_from_dict, item_to_dict
from studyhub.audit.service import record
from studyhub.core.errors import Conflict
from studyhub.items.documents import from_document, to_document
from studyhub.items.models import Item, ItemStatus, ItemTag, ItemVersion, VersionPicture
from studyhub.items.queries import stream_documents
from studyhub.items.rules import ImportAction
from studyhub.items.service.importing import ImportCounts
from studyhub.items.service.rows import CHUNK, append_versions, insert_items

STEP = 500  # items written in one transaction: some tens of milliseconds
AT_ONCE = 10_000  # items held while looking for what is alike


@dataclass(frozen=True)
class Known:
    """An item of the bank: its present version, a digest of what it says, a digest of its folded stem."""

    item_id: int
    number: int
    digest: bytes
    stem: int


@dataclass(frozen=True)
class BankState:
    """A unit's bank as it was at one moment, by code, and a mark of it all."""

    unit_id: int
    present: dict[str, Known]
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
        code: Known(item_id, number, _digest(document), stem_digest(from_document(document)))
        for code, item_id, number, document in stream_documents(session, unit_id)
    }
    return BankState(unit_id, present, _mark(session, unit_id))


def compare(state: BankState, items: Iterable[BankItem]) -> Iterator[tuple[ImportAction, Change]]:
    """What importing each item would do, in order; an id met before in `items` is REFUSED."""
    seen: set[str] = set()
    for item in items:
        known = state.present.get(item.id)
        change = Change(known.item_id, known.number, item) if known else Change(None, 0, item)
        if item.id in seen:
            yield ImportAction.REFUSED, change
        elif known is None:
            yield ImportAction.NEW, change
        elif known.digest == _digest(to_document(item)):
            yield ImportAction.UNCHANGED, change
        else:
            yield ImportAction.CHANGED, change
        seen.add(item.id)


def find_alike(
    session: Session,
    state: BankState,
    coming: dict[str, int],
    items: Callable[[], Iterator[BankItem]],
) -> Iterator[Alike]:
    """What of an import repeats or contradicts another item of it or of the bank, whose items come first in a pair.

    coming: the stem_digest of each item to come, by id; items: a way to read them, each id once, as often as needed.
    Only items of equal stems are held, and of these AT_ONCE or so at a time.
    """
    staying = {code: known.stem for code, known in state.present.items() if code not in coming}
    stems = Counter(staying.values())
    stems.update(coming.values())
    shared = {stem: number for stem, number in stems.items() if number > 1}
    parts = -(-sum(shared.values()) // AT_ONCE)
    for part in range(parts):
        wanted = {stem for stem in shared if stem % parts == part}
        held = [
            from_document(document)
            for code, _, _, document in stream_documents(session, state.unit_id)
            if staying.get(code) in wanted
        ]
        held += [item for item in items() if coming.get(item.id) in wanted]
        yield from (alike for alike in find_duplicates(held) if alike.second in coming)


def stem_digest(item: BankItem) -> int:
    """A number that is equal for equal stems, and almost never for others."""
    return int.from_bytes(hashlib.blake2b(fold_stem(item).encode(), digest_size=8).digest())


def stage_items(
    session: Session, unit_id: int, items: Sequence[BankItem], *, now: datetime, status: ItemStatus
) -> None:
    """Write new items so that nobody sees them yet; `now` is the import's, and tells its items from another's."""
    insert_items(session, unit_id, items, status, None, now, is_staged=True)


def drop_staged(session: Session, unit_id: int) -> int:
    """Delete some of what an import staged and never finished; gives how many, 0 when there are no more."""
    ids = session.scalars(
        select(Item.id).where(Item.unit_id == unit_id, Item.version_number == 0).limit(CHUNK)
    ).all()
    versions = select(ItemVersion.id).where(ItemVersion.item_id.in_(ids))
    session.execute(
        delete(VersionPicture)
        .where(VersionPicture.item_version_id.in_(versions))
        .execution_options(synchronize_session=False)
    )
    for table, column in ((ItemTag, ItemTag.item_id), (ItemVersion, ItemVersion.item_id), (Item, Item.id)):
        session.execute(delete(table).where(column.in_(ids)).execution_options(synchronize_session=False))
    return len(ids)


def finish_import(
    session: Session,
    state: BankState,
    staged: int,
    changes: Iterable[Change],
    *,
    now: datetime,
    status: ItemStatus,
) -> ImportCounts:
    """Show the `staged` items and write the changes that compare() found, all or none.

    Conflict when the bank is no longer as it was at bank_state(), or another import has cleared what was staged.
    """
    if _mark(session, state.unit_id) != state.mark:
        raise Conflict("题库在比对之后有了变化，这次没有导入。请再运行一次。")
    shown = session.execute(
        update(Item)
        .where(Item.unit_id == state.unit_id, Item.version_number == 0, Item.created_at == now)
        .values(version_number=1)
        .execution_options(synchronize_session=False)
    )
    if shown.rowcount != staged:  # type: ignore[attr-defined]
        raise Conflict("另一次导入正在进行，这次没有导入。请等它完成后再运行一次。")
    changed = 0
    rest = iter(changes)
    while chunk := list(islice(rest, CHUNK)):
        old = [(c.item_id, c.number, c.item) for c in chunk if c.item_id is not None]
        append_versions(session, old, None, now, stays_ready=status is ItemStatus.READY)
        changed += len(old)
    record(
        session, "items.imported", f"unit:{state.unit_id}", actor_id=None, now=now,
        created=staged, changed=changed, unchanged=0, status=status, is_signed=False, from_terminal=True,
    )  # fmt: skip
    return ImportCounts(staged, changed, 0)


def _mark(session: Session, unit_id: int) -> tuple[int, int]:
    row = session.execute(
        select(func.count(), func.coalesce(func.sum(Item.version_number), 0)).where(
            Item.unit_id == unit_id, Item.version_number > 0
        )
    ).one()
    return row[0], row[1]


def _digest(document: dict[str, Any]) -> bytes:
    return hashlib.blake2b(json.dumps(document, sort_keys=True).encode(), digest_size=16).digest()

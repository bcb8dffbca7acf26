"""Items as question_bank knows them, many at a time: for drawing, exporting, comparing."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank import Item as BankItem
from studyhub.items.documents import digest_of, filled, from_document, is_whole
from studyhub.items.models import Item, ItemStatus, ItemVersion
from studyhub.items.queries.narrowing import ItemFilter, joined, visible
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor
from studyhub.pictures.models import StoredPicture

_CHUNK = 500  # well below the number of parameters that either engine takes


def items_for_export(
    session: Session, actor: Actor, narrowed: ItemFilter | None = None
) -> tuple[BankItem, ...]:
    """All items that a listing would show, in their present version, in the order of their codes."""
    rows = session.scalars(
        joined(select(ItemVersion.document))
        .where(visible(actor, narrowed or ItemFilter()))
        .order_by(Item.code, Item.id)
    )
    return tuple(with_bytes(session, from_document(document)) for document in rows)


def with_bytes(session: Session, item: BankItem) -> BankItem:
    """An item of the bank with the bytes of its pictures."""
    wanted = [digest_of(picture) for picture in item.pictures if not is_whole(picture)]
    if not wanted:
        return item
    rows = session.execute(
        select(StoredPicture.digest, StoredPicture.data).where(StoredPicture.digest.in_(wanted))
    )
    return filled(item, {row[0]: row[1] for row in rows})


def present_documents(
    session: Session, actor: Actor, narrowed: ItemFilter
) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """What a listing would show, row by row in the order of ids: (id, version number, document).

    Page by page: the documents of 20,000 items together take 100 MB, which a process never gives back.
    """
    page = (
        joined(select(Item.id, Item.version_number, ItemVersion.document))
        .where(visible(actor, narrowed))
        .order_by(Item.id)
        .limit(_CHUNK)
    )
    rows = session.execute(page).all()
    while rows:
        for row in rows:
            yield row[0], row[1], row[2]
        rows = session.execute(page.where(Item.id > rows[-1][0])).all()


def present_ids(session: Session, actor: Actor, narrowed: ItemFilter) -> list[int]:
    """The ids of everything a listing would show, in order."""
    return list(session.scalars(joined(select(Item.id)).where(visible(actor, narrowed)).order_by(Item.id)))


def ready_pool(session: Session, unit_path: str) -> list[tuple[int, BankItem]]:
    """The items that may be drawn by a quiz of the unit at `unit_path`: READY, owned by it or a unit below it.

    As (id of the present version, item). The caller has made sure that the actor may manage that unit.
    """
    rows = session.execute(
        joined(select(ItemVersion.id, ItemVersion.document))
        .where(Item.status == ItemStatus.READY, within(Unit.path, [unit_path]))
        .order_by(ItemVersion.id)
    )
    return [(row[0], from_document(row[1])) for row in rows]


def load_versions(session: Session, version_ids: Sequence[int]) -> dict[int, BankItem]:
    """Items by the ids of their versions."""
    found: dict[int, BankItem] = {}
    for start in range(0, len(version_ids), _CHUNK):
        for row in session.execute(
            select(ItemVersion.id, ItemVersion.document).where(
                ItemVersion.id.in_(version_ids[start : start + _CHUNK])
            )
        ):
            found[row[0]] = from_document(row[1])
    return found


def documents_of_unit(session: Session, unit_id: int) -> dict[str, tuple[int, int, dict[str, Any]]]:
    """Everything a unit's bank holds: code -> (item id, version number, document of the present version)."""
    rows = session.execute(
        joined(select(Item.code, Item.id, Item.version_number, ItemVersion.document)).where(
            Item.unit_id == unit_id
        )
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def stream_documents(session: Session, unit_id: int) -> Iterator[tuple[str, int, int, dict[str, Any]]]:
    """A unit's whole bank, row by row: (code, item id, version number, document of the present version).

    Page by page, since a cursor that stays open needs a transaction, which a read on PostgreSQL is not.
    """
    page = (
        joined(select(Item.code, Item.id, Item.version_number, ItemVersion.document))
        .where(Item.unit_id == unit_id)
        .order_by(Item.code)
        .limit(_CHUNK)
    )
    rows = session.execute(page).all()
    while rows:
        for row in rows:
            yield row[0], row[1], row[2], row[3]
        rows = session.execute(page.where(Item.code > rows[-1][0])).all()

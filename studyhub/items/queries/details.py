"""One item with its key, explanation and history."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank import Item as BankItem
from studyhub.accounts.models import Account
from studyhub.core.errors import NotFound
from studyhub.items.differences import FieldChange, differences
from studyhub.items.documents import from_document
from studyhub.items.models import Item, ItemStatus, ItemVersion
from studyhub.items.queries.narrowing import ItemFilter, joined, visible
from studyhub.organisation.models import Unit
from studyhub.organisation.rules import Actor, UnitRef


@dataclass(frozen=True)
class VersionRow:
    """A version of an item: its number, who wrote it (None: the system), when."""

    number: int
    author: str | None
    created_at: datetime


@dataclass(frozen=True)
class ItemDetail:
    """An item with all that it says; `versions` newest first."""

    id: int
    unit: UnitRef
    status: ItemStatus
    version_number: int
    item: BankItem
    writer_id: int | None
    signed_by: str | None
    signed_at: datetime | None
    versions: tuple[VersionRow, ...]


def get_item(session: Session, actor: Actor, item_id: int) -> ItemDetail:
    """An item within the actor's range with its history, or NotFound."""
    row = session.execute(
        joined(
            select(
                Item.id,
                Unit.id,
                Unit.name,
                Unit.path,
                Item.status,
                Item.version_number,
                ItemVersion.document,
                Item.writer_id,
                Account.name,
                Item.signed_at,
            )
        )
        .outerjoin(Account, Account.id == Item.signed_by_id)
        .where(Item.id == item_id, visible(actor, ItemFilter()))
    ).first()
    if row is None:
        raise NotFound("没有找到这道题，它可能不在您的管理范围内。")
    versions = session.execute(
        select(ItemVersion.number, Account.name, ItemVersion.created_at)
        .outerjoin(Account, Account.id == ItemVersion.author_id)
        .where(ItemVersion.item_id == item_id)
        .order_by(ItemVersion.number.desc())
    )
    return ItemDetail(
        row[0],
        UnitRef(row[1], row[2], row[3]),
        row[4],
        row[5],
        from_document(row[6]),
        row[7],
        row[8],
        row[9],
        tuple(VersionRow(*version) for version in versions),
    )


def version_changes(session: Session, detail: ItemDetail, number: int | None) -> tuple[FieldChange, ...]:
    """What version `number` of an item (that get_item gave) changed; nothing for its first or one it has not."""
    documents = {
        row[0]: row[1]
        for row in session.execute(
            select(ItemVersion.number, ItemVersion.document).where(
                ItemVersion.item_id == detail.id, ItemVersion.number.in_([number or 0, (number or 0) - 1])
            )
        )
    }
    if len(documents) < 2:
        return ()
    before, after = (from_document(documents[key]) for key in sorted(documents))
    return differences(before, after)

"""Reads of the item bank; what an actor may not see is not fetched."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from question_bank import Item as BankItem
from question_bank import ItemType
from question_bank.formats.jsonl import item_from_dict
from studyhub.accounts.models import Account
from studyhub.core.errors import NotFound
from studyhub.items.differences import FieldChange, differences
from studyhub.items.models import Item, ItemStatus, ItemTag, ItemVersion
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, UnitRef, scopes

PAGE_SIZE = 50
_Columns = TypeVarTuple("_Columns")

_CHUNK = 500  # well below the number of parameters that either engine takes


@dataclass(frozen=True)
class ItemFilter:
    """What a listing is narrowed to; None or an empty text lets everything through.

    `text` is looked for in all that an item says; `category` stands for everything below it too.
    """

    text: str = ""
    type: ItemType | None = None
    status: ItemStatus | None = None
    tag: str = ""
    difficulty: int | None = None
    study_unit_slug: str = ""
    unit_id: int | None = None
    category: str = ""


@dataclass(frozen=True)
class ItemRow:
    """An item in a listing, in its present version."""

    id: int
    code: str
    unit: UnitRef
    status: ItemStatus
    type: ItemType
    stem: str
    difficulty: int
    study_unit_slug: str | None
    version_number: int
    updated_at: datetime
    tags: tuple[str, ...]


@dataclass(frozen=True)
class ItemPage:
    """One page of a listing; `page` counts from 1, `total` is over all pages."""

    rows: tuple[ItemRow, ...]
    total: int
    page: int
    page_size: int

    @property
    def page_count(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.page_size))


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


def list_items(
    session: Session,
    actor: Actor,
    narrowed: ItemFilter | None = None,
    *,
    page: int = 1,
    page_size: int = PAGE_SIZE,
) -> ItemPage:
    """A page of the items within the actor's range, newest edit first."""
    condition = _visible(actor, narrowed or ItemFilter())
    total = session.scalar(_joined(select(func.count())).where(condition)) or 0
    rows = session.execute(
        _joined(
            select(
                Item.id,
                Item.code,
                Unit.id,
                Unit.name,
                Unit.path,
                Item.status,
                ItemVersion.type,
                ItemVersion.stem,
                ItemVersion.difficulty,
                ItemVersion.study_unit_slug,
                Item.version_number,
                Item.updated_at,
            )
        )
        .where(condition)
        .order_by(Item.updated_at.desc(), Item.id.desc())
        .limit(page_size)
        .offset((max(page, 1) - 1) * page_size)
    ).all()
    tags = _tags_of(session, [row[0] for row in rows])
    return ItemPage(
        tuple(
            ItemRow(
                row[0],
                row[1],
                UnitRef(row[2], row[3], row[4]),
                row[5],
                ItemType(row[6]),
                row[7],
                row[8],
                row[9],
                row[10],
                row[11],
                tags.get(row[0], ()),
            )
            for row in rows
        ),
        total,
        max(page, 1),
        page_size,
    )


def get_item(session: Session, actor: Actor, item_id: int) -> ItemDetail:
    """An item within the actor's range with its history, or NotFound."""
    row = session.execute(
        _joined(
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
        .where(Item.id == item_id, _visible(actor, ItemFilter()))
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
        item_from_dict(row[6]),
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
    before, after = (item_from_dict(documents[key]) for key in sorted(documents))
    return differences(before, after)


def list_tags(session: Session, actor: Actor) -> tuple[tuple[str, int], ...]:
    """The tags in use within the actor's range with the number of items of each, most used first."""
    rows = session.execute(
        select(ItemTag.tag, func.count())
        .join(Item, Item.id == ItemTag.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .where(
            within(Unit.path, scopes(actor, Permission.MANAGE_ITEMS)),
            Item.status != ItemStatus.RETIRED,
        )
        .group_by(ItemTag.tag)
        .order_by(func.count().desc(), ItemTag.tag)
    )
    return tuple((row[0], row[1]) for row in rows)


def list_categories(session: Session, actor: Actor) -> tuple[tuple[str, int], ...]:
    """The categories in use within the actor's range with the number of items of each, in order."""
    rows = session.execute(
        _joined(select(ItemVersion.category, func.count()))
        .where(_visible(actor, ItemFilter()), Item.status != ItemStatus.RETIRED, ItemVersion.category != "")
        .group_by(ItemVersion.category)
        .order_by(ItemVersion.category)
    )
    return tuple((row[0], row[1]) for row in rows)


def count_to_sign(session: Session, actor: Actor) -> int:
    """How many items wait for a signature that the actor may give."""
    return (
        session.scalar(
            _joined(select(func.count())).where(
                _visible(actor, ItemFilter(status=ItemStatus.IN_REVIEW)),
                Item.writer_id.is_distinct_from(actor.member_id),
            )
        )
        or 0
    )


def items_for_export(
    session: Session, actor: Actor, narrowed: ItemFilter | None = None
) -> tuple[BankItem, ...]:
    """All items that a listing would show, in their present version, in the order of their codes."""
    rows = session.scalars(
        _joined(select(ItemVersion.document))
        .where(_visible(actor, narrowed or ItemFilter()))
        .order_by(Item.code, Item.id)
    )
    return tuple(item_from_dict(document) for document in rows)


def ready_pool(session: Session, unit_path: str) -> list[tuple[int, BankItem]]:
    """The items that may be drawn by a quiz of the unit at `unit_path`: READY, owned by it or a unit below it.

    As (id of the present version, item). The caller has made sure that the actor may manage that unit.
    """
    rows = session.execute(
        _joined(select(ItemVersion.id, ItemVersion.document))
        .where(Item.status == ItemStatus.READY, within(Unit.path, [unit_path]))
        .order_by(ItemVersion.id)
    )
    return [(row[0], item_from_dict(row[1])) for row in rows]


def load_versions(session: Session, version_ids: Sequence[int]) -> dict[int, BankItem]:
    """Items by the ids of their versions."""
    found: dict[int, BankItem] = {}
    for start in range(0, len(version_ids), _CHUNK):
        for row in session.execute(
            select(ItemVersion.id, ItemVersion.document).where(
                ItemVersion.id.in_(version_ids[start : start + _CHUNK])
            )
        ):
            found[row[0]] = item_from_dict(row[1])
    return found


def documents_of_unit(session: Session, unit_id: int) -> dict[str, tuple[int, int, dict[str, Any]]]:
    """Everything a unit's bank holds: code -> (item id, version number, document of the present version)."""
    rows = session.execute(
        _joined(select(Item.code, Item.id, Item.version_number, ItemVersion.document)).where(
            Item.unit_id == unit_id
        )
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def stream_documents(session: Session, unit_id: int) -> Iterator[tuple[str, int, int, dict[str, Any]]]:
    """A unit's whole bank, row by row: (code, item id, version number, document of the present version).

    Page by page, since a cursor that stays open needs a transaction, which a read on PostgreSQL is not.
    """
    page = (
        _joined(select(Item.code, Item.id, Item.version_number, ItemVersion.document))
        .where(Item.unit_id == unit_id)
        .order_by(Item.code)
        .limit(_CHUNK)
    )
    rows = session.execute(page).all()
    while rows:
        for row in rows:
            yield row[0], row[1], row[2], row[3]
        rows = session.execute(page.where(Item.code > rows[-1][0])).all()


def _joined(statement: Select[*_Columns]) -> Select[*_Columns]:
    return (
        statement.select_from(Item)
        .join(ItemVersion, and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.version_number))
        .join(Unit, Unit.id == Item.unit_id)
    )


def _visible(actor: Actor, narrowed: ItemFilter) -> ColumnElement[bool]:
    conditions = [within(Unit.path, scopes(actor, Permission.MANAGE_ITEMS))]
    if narrowed.text.strip():
        words = narrowed.text.strip()
        conditions.append(
            or_(
                ItemVersion.stem.icontains(words, autoescape=True),
                ItemVersion.text.icontains(words, autoescape=True),
            )
        )
    if narrowed.type is not None:
        conditions.append(ItemVersion.type == narrowed.type)
    if narrowed.status is not None:
        conditions.append(Item.status == narrowed.status)
    if narrowed.difficulty is not None:
        conditions.append(ItemVersion.difficulty == narrowed.difficulty)
    if narrowed.study_unit_slug:
        conditions.append(ItemVersion.study_unit_slug == narrowed.study_unit_slug)
    if narrowed.unit_id is not None:
        conditions.append(Item.unit_id == narrowed.unit_id)
    if narrowed.category:
        conditions.append(
            or_(
                ItemVersion.category == narrowed.category,
                ItemVersion.category.startswith(f"{narrowed.category}/", autoescape=True),
            )
        )
    if narrowed.tag:
        conditions.append(
            Item.id.in_(select(ItemTag.item_id).where(ItemTag.tag == narrowed.tag).scalar_subquery())
        )
    return and_(*conditions)


def _tags_of(session: Session, item_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    tags: dict[int, tuple[str, ...]] = {}
    for item_id, tag in session.execute(
        select(ItemTag.item_id, ItemTag.tag)
        .where(ItemTag.item_id.in_(list(item_ids)))
        .order_by(ItemTag.item_id, ItemTag.tag)
    ):
        tags[item_id] = (*tags.get(item_id, ()), tag)
    return tags

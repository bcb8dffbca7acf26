"""The listing of the bank, page by page, and what it can be narrowed to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from question_bank import ItemType
from studyhub.items.models import Item, ItemStatus, ItemTag, ItemVersion
from studyhub.items.queries.narrowing import ItemFilter, joined, visible
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, UnitRef, scopes

PAGE_SIZE = 50


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
    valid_from: date | None
    valid_until: date | None


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


def list_items(
    session: Session,
    actor: Actor,
    narrowed: ItemFilter | None = None,
    *,
    page: int = 1,
    page_size: int = PAGE_SIZE,
) -> ItemPage:
    """A page of the items within the actor's range, newest edit first."""
    narrowed = narrowed or ItemFilter()
    condition, total = visible(actor, narrowed), count_items(session, actor, narrowed)
    rows = session.execute(
        joined(
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
    ids = [row[0] for row in rows]
    tags, dates = _tags_of(session, ids), _dates_of(session, ids)
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
                *dates[row[0]],
            )
            for row in rows
        ),
        total,
        max(page, 1),
        page_size,
    )


def count_items(session: Session, actor: Actor, narrowed: ItemFilter) -> int:
    """How many items within the actor's range a filter finds."""
    return session.scalar(joined(select(func.count())).where(visible(actor, narrowed))) or 0


def list_tags(session: Session, actor: Actor) -> tuple[tuple[str, int], ...]:
    """The tags in use within the actor's range with the number of items of each, most used first."""
    rows = session.execute(
        select(ItemTag.tag, func.count())
        .join(Item, Item.id == ItemTag.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .where(
            within(Unit.path, scopes(actor, Permission.MANAGE_ITEMS)),
            Item.status != ItemStatus.RETIRED,
            Item.version_number > 0,
        )
        .group_by(ItemTag.tag)
        .order_by(func.count().desc(), ItemTag.tag)
    )
    return tuple((row[0], row[1]) for row in rows)


def list_categories(session: Session, actor: Actor) -> tuple[tuple[str, int], ...]:
    """The categories in use within the actor's range with the number of items of each, in order."""
    rows = session.execute(
        joined(select(ItemVersion.category, func.count()))
        .where(visible(actor, ItemFilter()), Item.status != ItemStatus.RETIRED, ItemVersion.category != "")
        .group_by(ItemVersion.category)
        .order_by(ItemVersion.category)
    )
    return tuple((row[0], row[1]) for row in rows)


def count_to_sign(session: Session, actor: Actor) -> int:
    """How many items wait for a signature that the actor may give."""
    return (
        session.scalar(
            joined(select(func.count())).where(
                visible(actor, ItemFilter(status=ItemStatus.IN_REVIEW)),
                Item.writer_id.is_distinct_from(actor.member_id),
            )
        )
        or 0
    )


def _tags_of(session: Session, item_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    tags: dict[int, tuple[str, ...]] = {}
    for item_id, tag in session.execute(
        select(ItemTag.item_id, ItemTag.tag)
        .where(ItemTag.item_id.in_(list(item_ids)))
        .order_by(ItemTag.item_id, ItemTag.tag)
    ):
        tags[item_id] = (*tags.get(item_id, ()), tag)
    return tags


def _dates_of(session: Session, item_ids: Sequence[int]) -> dict[int, tuple[date | None, date | None]]:
    """valid_from and valid_until; apart from the listing, which would open the document of every item it sorts."""
    begins, ends = (ItemVersion.document[name].as_string() for name in ("valid_from", "valid_until"))
    rows = session.execute(joined(select(Item.id, begins, ends)).where(Item.id.in_(item_ids)))
    return {row[0]: (_date(row[1]), _date(row[2])) for row in rows}


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

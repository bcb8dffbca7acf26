"""What every read of the bank begins with: items in their present version, within the actor's range, narrowed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select

from question_bank import ItemType
from studyhub.items.models import Item, ItemStatus, ItemTag, ItemVersion
from studyhub.items.rules import SOON, Validity
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import within
from studyhub.organisation.rules import Actor, Permission, scopes

_Columns = TypeVarTuple("_Columns")


@dataclass(frozen=True)
class ItemFilter:
    """What a listing is narrowed to; None or an empty text lets everything through.

    `text` is looked for in all that an item says; `category` stands for everything below it too; `validity` is judged
    on the day `on`; `is_unsigned` keeps what is READY though nobody signed it, `waiting_since` what has been in review
    since before then; `among` holds ids, or is a query that gives them: what a room above knows about items.
    """

    text: str = ""
    type: ItemType | None = None
    status: ItemStatus | None = None
    tag: str = ""
    difficulty: int | None = None
    study_unit_slug: str = ""
    unit_id: int | None = None
    category: str = ""
    validity: Validity | None = None
    on: date | None = None
    is_unsigned: bool = False
    waiting_since: datetime | None = None
    among: Sequence[int] | Select[int] | None = None


def joined(statement: Select[*_Columns]) -> Select[*_Columns]:
    return (
        statement.select_from(Item)
        .join(ItemVersion, and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.version_number))
        .join(Unit, Unit.id == Item.unit_id)
    )


def visible(actor: Actor, narrowed: ItemFilter) -> ColumnElement[bool]:
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
    if narrowed.validity is not None and narrowed.on is not None:
        conditions.append(_stands(narrowed.validity, narrowed.on))
    if narrowed.is_unsigned:
        conditions += [Item.status == ItemStatus.READY, Item.signed_by_id.is_(None)]
    if narrowed.waiting_since is not None:
        conditions += [Item.status == ItemStatus.IN_REVIEW, Item.updated_at < narrowed.waiting_since]
    if narrowed.among is not None:
        conditions.append(Item.id.in_(narrowed.among))
    if narrowed.tag:
        conditions.append(
            Item.id.in_(select(ItemTag.item_id).where(ItemTag.tag == narrowed.tag).scalar_subquery())
        )
    return and_(*conditions)


def _stands(validity: Validity, on: date) -> ColumnElement[bool]:
    """rules.validity_of as a condition; dates in ISO form compare as texts."""
    begins, ends = (ItemVersion.document[name].as_string() for name in ("valid_from", "valid_until"))
    today = literal(on.isoformat())
    if validity is Validity.EXPIRED:
        return and_(ends < today)
    if validity is Validity.EXPIRING:
        is_soon = and_(ends >= today, ends <= literal((on + SOON).isoformat()))
        return and_(is_soon, or_(begins.is_(None), begins <= today))
    return and_(begins > today, or_(ends.is_(None), ends >= today))

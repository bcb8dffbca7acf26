"""Writing items by hand: creating, giving a new version, setting the status."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from question_bank import Item as BankItem
from studyhub.audit.service import record
from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.items.documents import to_document
from studyhub.items.models import Item, ItemStatus, ItemVersion
from studyhub.items.rules import may_sign, require_sound
from studyhub.items.service.rows import CHUNK, append_versions, insert_items
from studyhub.organisation.models import Unit
from studyhub.organisation.queries import get_unit, within
from studyhub.organisation.rules import Actor, Permission, scopes


@dataclass(frozen=True)
class StatusSet:
    """How many items got the status, and how many of one's own wait for somebody else's signature instead."""

    changed: int
    own: int = 0


def new_code() -> str:
    """A code for an item that has none yet."""
    return f"q-{secrets.token_hex(5)}"


def create_item(
    session: Session,
    actor: Actor,
    unit_id: int,
    item: BankItem,
    *,
    now: datetime,
    status: ItemStatus = ItemStatus.DRAFT,
) -> int:
    """Put an item into a unit's bank; gives its id. An empty item.id gets a code of its own.

    A person's own item is never READY at once. Invalid (with fields) when it has problems or its code is taken.
    """
    assert status is not ItemStatus.READY
    unit = get_unit(session, actor, Permission.MANAGE_ITEMS, unit_id)
    item = item if item.id else replace(item, id=new_code())
    require_sound(item)
    if session.scalar(select(Item.id).where(Item.unit_id == unit.id, Item.code == item.id)):
        message = f"题目编号“{item.id}”已被使用，请换一个。"
        raise Invalid(message, {"id": message})
    return insert_items(session, unit.id, [item], status, actor.member_id, now)[0]


def edit_item(
    session: Session,
    actor: Actor,
    item_id: int,
    item: BankItem,
    *,
    now: datetime,
    expected_version: int | None = None,
) -> int:
    """Give an item a new version; gives the version's number. What was ready goes back into review. The code stays, whatever item.id says.

    The same text again adds nothing. Conflict (edited_meanwhile) unless the present version is
    `expected_version`, when given.
    """
    row = _get_for_editing(session, actor, item_id)
    if expected_version is not None and row.version_number != expected_version:
        raise Conflict("这道题刚被别人修改过，请刷新后在新的版本上再改。", code="edited_meanwhile")
    item = replace(item, id=row.code)
    require_sound(item)
    present = session.scalar(
        select(ItemVersion.document).where(
            ItemVersion.item_id == row.id, ItemVersion.number == row.version_number
        )
    )
    if present == to_document(item):
        return row.version_number
    append_versions(session, [(row.id, row.version_number, item)], actor.member_id, now)
    session.refresh(row)
    return row.version_number


def set_status(
    session: Session, actor: Actor, item_ids: Sequence[int], status: ItemStatus, *, now: datetime
) -> StatusSet:
    """Set the status of some items. READY is a signature: what the actor wrote waits in review for somebody else.

    NotFound when one is out of the actor's range.
    """
    wanted = sorted(set(item_ids))
    found = [
        row
        for start in range(0, len(wanted), CHUNK)
        for row in session.execute(
            select(Item.id, Item.status, Item.writer_id)
            .join(Unit, Unit.id == Item.unit_id)
            .where(
                Item.id.in_(wanted[start : start + CHUNK]),
                within(Unit.path, scopes(actor, Permission.MANAGE_ITEMS)),
            )
        )
    ]
    if len(found) != len(wanted):
        raise NotFound("没有找到所选的题目，它们可能不在您的管理范围内。")
    changing = [row for row in found if row[1] is not status]
    own = [row for row in changing if status is ItemStatus.READY and not may_sign(row[2], actor.member_id)]
    waits = {row[0] for row in own}
    ids = sorted(row[0] for row in changing if row[0] not in waits)
    waiting = sorted(row[0] for row in own if row[1] is not ItemStatus.IN_REVIEW)
    signature = {"signed_by_id": actor.member_id, "signed_at": now} if status is ItemStatus.READY else {}
    for some, value, more in ((ids, status, signature), (waiting, ItemStatus.IN_REVIEW, {})):
        for start in range(0, len(some), CHUNK):
            session.execute(
                update(Item)
                .where(Item.id.in_(some[start : start + CHUNK]))
                .values(status=value, updated_at=now, **more)
            )
        if some:
            record(
                session, "items.status_set", "items", actor_id=actor.member_id, now=now,
                items=some, status=value,
            )  # fmt: skip
    return StatusSet(len(ids), len(own))


def _get_for_editing(session: Session, actor: Actor, item_id: int) -> Item:
    row = session.scalar(
        select(Item)
        .join(Unit, Unit.id == Item.unit_id)
        .where(Item.id == item_id, within(Unit.path, scopes(actor, Permission.MANAGE_ITEMS)))
        .with_for_update(of=Item)
    )
    if row is None:
        raise NotFound("没有找到这道题，它可能不在您的管理范围内。")
    return row

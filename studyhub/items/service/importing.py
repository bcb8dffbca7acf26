"""Importing items: planned and looked at first, then all or none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank import Item as BankItem
from studyhub.audit.service import record
from studyhub.core.errors import Conflict, Invalid
from studyhub.items.models import Item, ItemStatus
from studyhub.items.queries import documents_of_unit
from studyhub.items.rules import ImportAction, PlannedItem, plan, with_notices
from studyhub.items.service.rows import append_versions, insert_items
from studyhub.organisation.queries import get_unit
from studyhub.organisation.rules import Actor, Permission


@dataclass(frozen=True)
class ImportCounts:
    """How many items an import created, changed and found unchanged."""

    created: int
    changed: int
    unchanged: int


def plan_import(
    session: Session, actor: Actor, unit_id: int, items: Iterable[BankItem]
) -> tuple[PlannedItem, ...]:
    """What importing `items` into a unit's bank would do, item by item, with what repeats or contradicts another
    item; changes nothing.
    """
    unit = get_unit(session, actor, Permission.MANAGE_ITEMS, unit_id)
    present = {code: row[2] for code, row in documents_of_unit(session, unit.id).items()}
    return with_notices(plan(items, present), present)


def import_items(
    session: Session,
    actor: Actor,
    unit_id: int,
    items: Iterable[BankItem],
    *,
    now: datetime,
    status: ItemStatus = ItemStatus.READY,
) -> ImportCounts:
    """Import items into a unit's bank, all or none: new ones with `status`, changed ones as a new version.

    With READY nobody else signs them, which the audit entry says; else what was ready is to be reviewed again.
    Invalid when one is refused: what is not sound has to be left out by whoever looked at the plan. Conflict while
    another import is staged (see streaming).
    """
    unit = get_unit(session, actor, Permission.MANAGE_ITEMS, unit_id)
    if session.scalar(select(Item.id).where(Item.unit_id == unit.id, Item.version_number == 0).limit(1)):
        raise Conflict(
            "这个题库正有一批题目从命令行导入，请等它完成后再试；如果它中断了，请先让它重新运行一次。"
        )
    present = documents_of_unit(session, unit.id)
    planned = plan(items, {code: row[2] for code, row in present.items()})
    refused = [each for each in planned if each.action is ImportAction.REFUSED]
    if refused:
        raise Invalid(
            f"有 {len(refused)} 道题不能导入，题库没有改动。",
            {each.item.id: each.reasons[0] for each in refused},
        )
    new = [each.item for each in planned if each.action is ImportAction.NEW]
    changed = [
        (*present[each.item.id][:2], each.item) for each in planned if each.action is ImportAction.CHANGED
    ]
    insert_items(session, unit.id, new, status, actor.member_id, now)
    append_versions(session, changed, actor.member_id, now, stays_ready=status is ItemStatus.READY)
    counts = ImportCounts(len(new), len(changed), len(planned) - len(new) - len(changed))
    record(
        session, "items.imported", f"unit:{unit.id}", actor_id=actor.member_id, now=now,
        created=counts.created, changed=counts.changed, unchanged=counts.unchanged,
        status=status, is_signed=False,
    )  # fmt: skip
    return counts

"""Putting many items in order at once: tags, category, retiring.

A tag or a category gets a new version like any other change: a published quiz draws by tag and category from the
versions it froze, and whoever recomputes its papers must find them filed as they were. But it is the same question:
its status, who wrote it and who signed it stay, and so does its place in the listing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from question_bank import Item as BankItem
from studyhub.audit.service import record
from studyhub.core.db import table_of
from studyhub.core.errors import Conflict, Invalid, NotFound
from studyhub.items.documents import from_document
from studyhub.items.models import Item, ItemStatus, ItemTag
from studyhub.items.queries import ItemFilter, count_items, present_documents, present_ids
from studyhub.items.rules import Filing, FilingAction, refiled, require_filing
from studyhub.items.service.editing import set_status
from studyhub.items.service.rows import CHUNK, insert_versions
from studyhub.organisation.rules import Actor

MOST = 30_000  # items in one go: what a process can hold, and a request can wait for


@dataclass(frozen=True)
class FilingPlan:
    """What a filing will change: (item id, present version number, the item filed anew); `found` counts the rest too."""

    filing: Filing
    changes: tuple[tuple[int, int, BankItem], ...]
    found: int


def plan_filing(session: Session, actor: Actor, narrowed: ItemFilter, filing: Filing) -> FilingPlan:
    """What giving or taking a tag or moving would change in all that a listing shows.

    Writes nothing, so that the long part of the work needs no write lock. Invalid when the tag or category cannot be
    one, or when there are more than MOST; NotFound when one that is named by its id is out of the actor's range.
    """
    require_filing(filing)
    found = count_items(session, actor, narrowed)
    _require_all(narrowed, found)
    changes = []
    for item_id, number, document in present_documents(session, actor, narrowed):
        item = from_document(document)
        if (filed := refiled(item, filing)) is not item:
            changes.append((item_id, number, filed))
    return FilingPlan(filing, tuple(changes), found)


def file_items(session: Session, actor: Actor, plan: FilingPlan, *, now: datetime) -> int:
    """Carry out a plan, all of it or nothing; gives how many items changed. Conflict when one has changed since."""
    filing = plan.filing
    for start in range(0, len(plan.changes), CHUNK):
        chunk = plan.changes[start : start + CHUNK]
        ids = [item_id for item_id, _, _ in chunk]
        _require_unchanged(session, chunk)
        session.execute(
            update(Item)
            .where(Item.id.in_(ids))
            .values(version_number=Item.version_number + 1)
            .execution_options(synchronize_session=False)
        )
        insert_versions(
            session,
            [(item_id, number + 1, item) for item_id, number, item in chunk],
            actor.member_id,
            now,
            with_tags=False,
        )
        if filing.action is FilingAction.ADD_TAG:
            session.execute(
                insert(table_of(ItemTag)), [{"item_id": item_id, "tag": filing.value} for item_id in ids]
            )
        elif filing.action is FilingAction.REMOVE_TAG:
            session.execute(
                delete(table_of(ItemTag)).where(ItemTag.tag == filing.value, ItemTag.item_id.in_(ids))
            )
    if plan.changes:
        record(
            session, "items.filed", "items", actor_id=actor.member_id, now=now,
            filing=filing.action, value=filing.value, items=[item_id for item_id, _, _ in plan.changes],
        )  # fmt: skip
    return len(plan.changes)


def retire_items(session: Session, actor: Actor, narrowed: ItemFilter, *, now: datetime) -> int:
    """Retire all that a listing shows; gives how many were not retired yet. Raises as plan_filing does."""
    ids = present_ids(session, actor, narrowed)
    _require_all(narrowed, len(ids))
    return set_status(session, actor, ids, ItemStatus.RETIRED, now=now).changed


def _require_all(narrowed: ItemFilter, found: int) -> None:
    if found > MOST:
        raise Invalid(f"一次最多整理 {MOST} 道题，请用筛选分几次做。")
    if isinstance(narrowed.among, Sequence) and found != len(set(narrowed.among)):
        raise NotFound("没有找到所选的题目，它们可能不在您的管理范围内。")


def _require_unchanged(session: Session, chunk: Sequence[tuple[int, int, BankItem]]) -> None:
    present = session.execute(
        select(Item.id, Item.version_number)
        .where(Item.id.in_([item_id for item_id, _, _ in chunk]))
        .with_for_update()
    )
    if {(row[0], row[1]) for row in present} != {(item_id, number) for item_id, number, _ in chunk}:
        raise Conflict("有几道题刚被别人改过，这次一道也没有改动。请再试一次。", code="edited_meanwhile")

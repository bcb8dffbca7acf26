"""Decisions about questions that were drafted from a text: into the bank as drafts, or out of sight."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from question_bank import Item as BankItem
from studyhub.audit.service import record
from studyhub.core.upsert import upsert
from studyhub.items.models import DiscardedDraft, ItemStatus
from studyhub.items.queries import decisions_of
from studyhub.items.rules import require_sound
from studyhub.items.service.rows import insert_items
from studyhub.organisation.queries import get_unit
from studyhub.organisation.rules import Actor, Permission

_DISCARD = upsert(DiscardedDraft, lambda new: new.on_conflict_do_nothing())


def accept_drafts(
    session: Session, actor: Actor, unit_id: int, drafts: Sequence[BankItem], *, now: datetime
) -> list[int]:
    """Put drafts into a unit's bank under their own codes, as DRAFT; gives the ids of the new items.

    One that is there already stays as it is: the same draft twice is one item. Invalid when one has problems.
    """
    unit = get_unit(session, actor, Permission.MANAGE_ITEMS, unit_id)
    known = decisions_of(session, actor, unit.id, [draft.id for draft in drafts]).taken
    new = list({draft.id: draft for draft in drafts if draft.id not in known}.values())
    for draft in new:
        require_sound(draft)
    _forget(session, unit.id, [draft.id for draft in new])
    ids = insert_items(session, unit.id, new, ItemStatus.DRAFT, actor.member_id, now)
    if ids:
        record(
            session, "items.drafts_accepted", f"unit:{unit.id}", actor_id=actor.member_id, now=now, items=ids
        )  # fmt: skip
    return ids


def discard_drafts(
    session: Session, actor: Actor, unit_id: int, codes: Collection[str], *, now: datetime
) -> int:
    """Remember that nobody wants some drafts; gives how many. What is in the bank already stays there."""
    unit = get_unit(session, actor, Permission.MANAGE_ITEMS, unit_id)
    taken = decisions_of(session, actor, unit.id, codes).taken
    rows = [
        {"unit_id": unit.id, "code": code, "account_id": actor.member_id, "discarded_at": now}
        for code in sorted({*codes} - {*taken})
    ]
    if rows:
        connection = session.connection()
        connection.execute(_DISCARD[connection.dialect.name], rows)
    return len(rows)


def restore_draft(session: Session, actor: Actor, unit_id: int, code: str) -> None:
    """Let a draft be decided on again; nothing happens when nobody discarded it."""
    unit = get_unit(session, actor, Permission.MANAGE_ITEMS, unit_id)
    _forget(session, unit.id, [code])


def _forget(session: Session, unit_id: int, codes: Collection[str]) -> None:
    session.execute(
        delete(DiscardedDraft).where(DiscardedDraft.unit_id == unit_id, DiscardedDraft.code.in_(codes))
    )

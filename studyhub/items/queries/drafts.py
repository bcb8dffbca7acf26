"""What people decided about questions that were drafted from a text."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyhub.items.models import DiscardedDraft, Item, ItemStatus
from studyhub.organisation.queries import get_unit
from studyhub.organisation.rules import Actor, Permission


@dataclass(frozen=True)
class TakenDraft:
    """The item of the bank that a draft became."""

    item_id: int
    status: ItemStatus


@dataclass(frozen=True)
class DraftDecisions:
    """Of some drafts, by their codes: which are in the bank, and which nobody wants. The others wait."""

    taken: Mapping[str, TakenDraft]
    discarded: frozenset[str]


def decisions_of(session: Session, actor: Actor, unit_id: int, codes: Collection[str]) -> DraftDecisions:
    """What became of drafts in a unit's bank; NotFound when the unit is out of the actor's range."""
    unit = get_unit(session, actor, Permission.MANAGE_ITEMS, unit_id)
    taken = session.execute(
        select(Item.code, Item.id, Item.status).where(Item.unit_id == unit.id, Item.code.in_(codes))
    )
    discarded = session.scalars(
        select(DiscardedDraft.code).where(DiscardedDraft.unit_id == unit.id, DiscardedDraft.code.in_(codes))
    )
    return DraftDecisions(
        {code: TakenDraft(item_id, status) for code, item_id, status in taken}, frozenset(discarded)
    )

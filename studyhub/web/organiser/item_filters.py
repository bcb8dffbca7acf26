"""What the listing of the bank is narrowed to, as its address says it; the same for all that is done with a listing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import request

from question_bank import ItemType
from studyhub.core.clock import local_date
from studyhub.items.models import ItemStatus
from studyhub.items.queries import ItemFilter
from studyhub.items.rules import Validity
from studyhub.reports.changed_sources import with_changed_source
from studyhub.web.kit import current_actor, now

FILTERS = ("text", "type", "status", "tag", "difficulty", "study_unit", "category", "attention")
LONG_IN_REVIEW = timedelta(days=14)
ATTENTION_NAMES = {
    "expired": "已失效",
    "expiring": "60 天内失效",
    "upcoming": "还没有生效",
    "source": "出处已变",
    "unsigned": "可用但没有人审定过",
    "waiting": "待审超过两周",
}


def given_filters() -> dict[str, Any]:
    """What the address narrows the listing to, as texts; for links back to the same listing."""
    return {name: value for name in FILTERS if (value := request.args.get(name, "").strip())}


def item_filter() -> ItemFilter:
    """What the address narrows the listing to."""
    narrowed = ItemFilter(
        text=request.args.get("text", "").strip(),
        type=request.args.get("type", type=ItemType),
        status=request.args.get("status", type=ItemStatus),
        tag=request.args.get("tag", ""),
        difficulty=request.args.get("difficulty", type=int),
        study_unit_slug=request.args.get("study_unit", ""),
        category=request.args.get("category", "").strip("/ "),
    )
    return attend_to(request.args.get("attention", ""), narrowed)


def attend_to(attention: str, narrowed: ItemFilter | None = None) -> ItemFilter:
    """The filter, narrowed to one of ATTENTION_NAMES; any other word changes nothing."""
    narrowed = narrowed or ItemFilter()
    if attention in set(Validity):
        return replace(narrowed, validity=Validity(attention), on=local_date(now()))
    if attention == "source":
        return replace(narrowed, among=with_changed_source(current_actor()))
    if attention == "waiting":
        return replace(narrowed, waiting_since=now() - LONG_IN_REVIEW)
    return replace(narrowed, is_unsigned=True) if attention == "unsigned" else narrowed

"""Reads of the item bank; what an actor may not see is not fetched."""

from studyhub.items.queries.details import ItemDetail, VersionRow, get_item, version_changes
from studyhub.items.queries.documents import (
    documents_of_unit,
    items_for_export,
    load_versions,
    present_documents,
    present_ids,
    ready_pool,
    stream_documents,
    with_bytes,
)
from studyhub.items.queries.drafts import DraftDecisions, TakenDraft, decisions_of
from studyhub.items.queries.health import Advice, BankHealth, ItemLook, Pair, bank_health
from studyhub.items.queries.listing import (
    ItemPage,
    ItemRow,
    count_items,
    count_to_sign,
    list_categories,
    list_items,
    list_tags,
)
from studyhub.items.queries.narrowing import ItemFilter
from studyhub.items.queries.pictures import get_picture

__all__ = [
    "Advice",
    "BankHealth",
    "DraftDecisions",
    "ItemDetail",
    "ItemFilter",
    "ItemLook",
    "ItemPage",
    "ItemRow",
    "Pair",
    "TakenDraft",
    "VersionRow",
    "bank_health",
    "count_items",
    "count_to_sign",
    "decisions_of",
    "documents_of_unit",
    "get_item",
    "get_picture",
    "items_for_export",
    "list_categories",
    "list_items",
    "list_tags",
    "load_versions",
    "present_documents",
    "present_ids",
    "ready_pool",
    "stream_documents",
    "version_changes",
    "with_bytes",
]

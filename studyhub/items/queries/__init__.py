"""Reads of the item bank; what an actor may not see is not fetched."""

from studyhub.items.queries.details import ItemDetail, VersionRow, get_item, version_changes
from studyhub.items.queries.documents import (
    documents_of_unit,
    items_for_export,
    load_versions,
    ready_pool,
    stream_documents,
)
from studyhub.items.queries.listing import (
    ItemPage,
    ItemRow,
    count_to_sign,
    list_categories,
    list_items,
    list_tags,
)
from studyhub.items.queries.narrowing import ItemFilter

__all__ = [
    "ItemDetail",
    "ItemFilter",
    "ItemPage",
    "ItemRow",
    "VersionRow",
    "count_to_sign",
    "documents_of_unit",
    "get_item",
    "items_for_export",
    "list_categories",
    "list_items",
    "list_tags",
    "load_versions",
    "ready_pool",
    "stream_documents",
    "version_changes",
]

"""Writes of the item bank. Every item in it is sound; whether it may be drawn is its status."""

from studyhub.items.service.drafts import accept_drafts, discard_drafts, restore_draft
from studyhub.items.service.editing import StatusSet, create_item, edit_item, new_code, set_status
from studyhub.items.service.filing import FilingPlan, file_items, plan_filing, retire_items
from studyhub.items.service.importing import ImportCounts, import_items, plan_import
from studyhub.items.service.streaming import (
    STEP,
    BankState,
    Change,
    bank_state,
    compare,
    drop_staged,
    find_alike,
    finish_import,
    stage_items,
    stem_digest,
)

__all__ = [
    "STEP",
    "BankState",
    "Change",
    "FilingPlan",
    "ImportCounts",
    "StatusSet",
    "accept_drafts",
    "bank_state",
    "compare",
    "create_item",
    "discard_drafts",
    "drop_staged",
    "edit_item",
    "file_items",
    "find_alike",
    "finish_import",
    "import_items",
    "new_code",
    "plan_filing",
    "plan_import",
    "restore_draft",
    "retire_items",
    "set_status",
    "stage_items",
    "stem_digest",
]

"""Writes of the item bank. Every item in it is sound; whether it may be drawn is its status."""

from studyhub.items.service.editing import StatusSet, create_item, edit_item, new_code, set_status
from studyhub.items.service.importing import ImportCounts, import_items, plan_import
from studyhub.items.service.streaming import BankState, Change, bank_state, compare, import_changes

__all__ = [
    "BankState",
    "Change",
    "ImportCounts",
    "StatusSet",
    "bank_state",
    "compare",
    "create_item",
    "edit_item",
    "import_changes",
    "import_items",
    "new_code",
    "plan_import",
    "set_status",
]

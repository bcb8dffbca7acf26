"""Decisions about items: what may enter the bank, and what an import would change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from question_bank import Item, Likeness, find_duplicates, problems
from studyhub.core.errors import Invalid
from studyhub.items.documents import from_document, in_words, to_document

SOON = timedelta(days=60)
TAG_LENGTH = 50
CATEGORY_LENGTH = 200
_NOT_IN_TAG = frozenset(",，、;；")  # what separates tags where several are written in one field


class Validity(StrEnum):
    """How an item stands to its dates on a day; an item without any is simply valid."""

    EXPIRED = "expired"
    EXPIRING = "expiring"
    UPCOMING = "upcoming"


class FilingAction(StrEnum):
    """What can be done to many items at once, since it changes nothing that a signature stands for."""

    ADD_TAG = "add-tag"
    REMOVE_TAG = "remove-tag"
    MOVE = "move"
    RETIRE = "retire"


@dataclass(frozen=True)
class Filing:
    """A change of how items are filed; `value` is the tag or the category ("": out of every category)."""

    action: FilingAction
    value: str = ""


class ImportAction(StrEnum):
    """What importing an item would do to the bank."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class PlannedItem:
    """One item of an import; `reasons` say why it is refused, `notices` what else to look at."""

    action: ImportAction
    item: Item
    reasons: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def require_sound(item: Item) -> None:
    """Raise Invalid, with a sentence for each field, unless the item can be used as it stands."""
    found = problems(item)
    if found:
        fields: dict[str, str] = {}
        for problem in found:
            fields.setdefault(problem.field, problem.message)
        raise Invalid("这道题还不能保存：" + found[0].message, fields)


def plan(items: Iterable[Item], present: Mapping[str, Mapping[str, Any]]) -> tuple[PlannedItem, ...]:
    """What an import of `items` would do to a bank that holds `present` (code -> document), in order."""
    planned: list[PlannedItem] = []
    seen: set[str] = set()
    for item in items:
        found = tuple(problem.message for problem in problems(item))
        if item.id in seen:
            found = (*found, f"题目编号“{item.id}”在文件里出现了不止一次。")
        seen.add(item.id)
        if found:
            action = ImportAction.REFUSED
        elif item.id not in present:
            action = ImportAction.NEW
        elif present[item.id] == to_document(item):
            action = ImportAction.UNCHANGED
        else:
            action = ImportAction.CHANGED
        planned.append(PlannedItem(action, item, found))
    return tuple(planned)


def plain_text(item: Item) -> str:
    """All that an item says beside its stem, for searching."""
    parts = [item.stimulus or "", *(each.text for each in (*item.choices, *item.prompts))]
    parts += [answer for answers in item.blanks for answer in answers]
    parts += [item.explanation, item.source.quote if item.source else ""]
    return in_words("\n".join(part for part in parts if part))


def validity_of(valid_from: date | None, valid_until: date | None, on: date) -> Validity | None:
    """How an item with these dates stands on a day; both dates belong to the time in which it is valid."""
    if valid_until is not None and valid_until < on:
        return Validity.EXPIRED
    if valid_from is not None and valid_from > on:
        return Validity.UPCOMING
    return Validity.EXPIRING if valid_until is not None and valid_until <= on + SOON else None


def require_filing(filing: Filing) -> None:
    """Raise Invalid (field: value) unless the tag or the category can be one."""
    value, message = filing.value, ""
    if filing.action in (FilingAction.ADD_TAG, FilingAction.REMOVE_TAG):
        if not value:
            message = "请填写标签。"
        elif len(value) > TAG_LENGTH:
            message = f"标签最多 {TAG_LENGTH} 个字，请缩短。"
        elif any(sign.isspace() or sign in _NOT_IN_TAG for sign in value):
            message = "一次写一个标签，中间不能有空格、逗号、顿号或分号。"
    elif len(value) > CATEGORY_LENGTH:
        message = f"分类最多 {CATEGORY_LENGTH} 个字，请缩短。"
    if not message and not value.isprintable():
        message = "含有看不见的字符，请重新输入。"
    if message:
        raise Invalid(message, {"value": message})


def refiled(item: Item, filing: Filing) -> Item:
    """The item filed anew; `item` itself when it is filed like that already."""
    if filing.action is FilingAction.ADD_TAG and filing.value not in item.tags:
        return replace(item, tags=(*item.tags, filing.value))
    if filing.action is FilingAction.REMOVE_TAG and filing.value in item.tags:
        return replace(item, tags=tuple(tag for tag in item.tags if tag != filing.value))
    if filing.action is FilingAction.MOVE and filing.value != item.category:
        return replace(item, category=filing.value)
    return item


def may_sign(writer_id: int | None, member_id: int) -> bool:
    """Whether somebody may sign what `writer_id` wrote: anybody but the writer."""
    return writer_id != member_id


def count(planned: Sequence[PlannedItem], action: ImportAction) -> int:
    """How many planned items have an action."""
    return sum(each.action is action for each in planned)


def with_notices(
    planned: Sequence[PlannedItem], present: Mapping[str, Mapping[str, Any]]
) -> tuple[PlannedItem, ...]:
    """The plan with a sentence at every item that repeats or contradicts another of the file or of the bank."""
    coming = [each.item for each in planned if each.action is not ImportAction.REFUSED]
    replaced = {item.id for item in coming}
    staying = [from_document(document) for code, document in present.items() if code not in replaced]
    sentences = {
        alike.second: (
            f"与题目“{alike.first}”重复。"
            if alike.likeness is Likeness.DUPLICATE
            else f"与题目“{alike.first}”题干相同、答案不同，请核对哪一道是对的。"
        )
        for alike in find_duplicates([*staying, *coming])
    }
    return tuple(
        replace(each, notices=(sentences[each.item.id],))
        if each.item.id in sentences and each.action is not ImportAction.REFUSED
        else each
        for each in planned
    )

"""What is wrong with an item, in sentences."""

import re
from collections.abc import Iterator
from decimal import Decimal

from .model import Item, Problem
from .pictures import picture_problems
from .text import CHOICE_TOKEN
from .types import INTERACTIONS

MAX_TEXT = 20_000
MAX_ID = 200

_CENT = Decimal("0.01")
# Among them the two signs that make text run backwards: what is read would not be what is stored.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u202d\u202e\ud800-\udfff\ufffe\uffff]")
_CHOICE_ID = re.compile(r"[A-Za-z0-9_.\-]{1,64}")


def problems(item: Item) -> tuple[Problem, ...]:
    """Everything that keeps an item from being used; empty when it is sound."""
    return (*_general_problems(item), *INTERACTIONS[item.type].problems(item))


def _general_problems(item: Item) -> Iterator[Problem]:
    if not item.id or len(item.id) > MAX_ID or item.id != item.id.strip():
        yield Problem("bad_id", f"题目编号不能为空、首尾不能有空格，最长 {MAX_ID} 个字符。", "id")
    if any("\n" in name or "\t" in name for name in (item.id, item.category, *item.tags)):
        yield Problem("broken_line", "编号、分类和标签里不能换行，也不能有制表符。", "id")
    if not all(tag.strip() for tag in item.tags):
        yield Problem("empty_text", "有一个标签是空的，请删去。", "tags")
    if not item.stem.strip():
        yield Problem("empty_text", "题干没有文字，请补上。", "stem")
    if item.stimulus is not None and not item.stimulus.strip():
        yield Problem("empty_text", "共用材料没有文字，请补上或删去。", "stimulus")
    yield from _text_problems(item)
    yield from picture_problems(item)
    for field, choices in (("choices", item.choices), ("prompts", item.prompts)):
        ids = [choice.id for choice in choices]
        if len(set(ids)) != len(ids):
            yield Problem("repeated_id", "选项代号有重复，请让每个选项的代号各不相同。", field)
        for choice_id in ids:
            if not _CHOICE_ID.fullmatch(choice_id):
                yield Problem(
                    "bad_choice_id", "选项代号只能用英文字母、数字、点、横线和下划线，最长 64 个字符。", field
                )
                break
    if "[[" in item.explanation:
        known = {choice.id for choice in item.choices}
        for token in CHOICE_TOKEN.findall(item.explanation):
            if token not in known:
                yield Problem(
                    "unknown_token", f"解析里的 [[{token}]] 指向不存在的选项，请改。", "explanation"
                )
    if not 1 <= item.difficulty <= 5:
        yield Problem("bad_difficulty", "难度只能是 1（最易）到 5（最难）。", "difficulty")
    if not (item.points.is_finite() and 0 < item.points <= 1000):
        yield Problem("bad_points", "分值要大于 0，不超过 1000。", "points")
    elif item.points != item.points.quantize(_CENT):
        yield Problem("bad_points", "分值最多两位小数。", "points")
    if item.valid_from and item.valid_until and item.valid_from > item.valid_until:
        yield Problem("bad_dates", "有效期的开始晚于结束，请改。", "valid_from")
    if item.id in item.excludes:
        yield Problem("excludes_itself", "题目不能与自己互斥，请删去。", "excludes")


def _text_problems(item: Item) -> Iterator[Problem]:
    texts = [
        item.id,
        item.stem,
        item.explanation,
        item.category,
        item.stimulus or "",
        *item.tags,
        *item.excludes,
    ]
    for choice in (*item.choices, *item.prompts):
        texts += (choice.text, choice.feedback)
    for accepted in item.blanks:
        texts += accepted
    texts += [picture.description for picture in item.pictures]
    if item.source:
        texts += (item.source.unit, item.source.paragraph, item.source.quote)
    whole = "\n".join(texts)
    # Printable text is the rule; one look over the whole is cheaper than one a field.
    if _UNPRINTABLE.search(whole):
        yield Problem("unprintable", "文字里有看不见的控制字符或残缺的字符，请重新输入这段文字。", "stem")
    if len(whole) > MAX_TEXT and max(map(len, texts)) > MAX_TEXT:
        yield Problem("too_long", f"有一段文字超过 {MAX_TEXT} 个字，请缩短或拆开。", "stem")

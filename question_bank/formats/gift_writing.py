"""Writing GIFT so that it reads back equal.

What GIFT has no word for (difficulty, points, source ...) stands in a comment, `// [fields:{...}]`, which other
systems pass over and our reader takes up.
"""

import re
from collections.abc import Iterable
from typing import BinaryIO

from ..checking import problems
from ..model import Choice, Item, ItemType
from .categories import is_plain
from .extra_fields import extra_fields, same_question
from .gift_reading import read_back
from .reading import CannotWrite, refuse_pictures
from .weights import WEIGHTS, weights_of

_ESCAPED = re.compile(r"[\\#=~{}:\n]")
_SPECIAL_START = re.compile(r"//|\$CATEGORY|::|\[(?:html|moodle|plain|markdown)\]|0$")
_FIRST_BLANK = re.compile(r"\s____\Z")


def write_gift(items: Iterable[Item], stream: BinaryIO) -> None:
    """One block an item, with a category block where the category changes. Raises CannotWrite."""
    category = ""
    for item in items:
        wanted = item.category if is_plain(item.category) else category
        if wanted != category:
            category = wanted
            stream.write(f"$CATEGORY: {category or '$course$/top'}\n\n".encode())
        stream.write((_block(item, category) + "\n\n").encode())


def _block(item: Item, category: str) -> str:
    """The block of an item under a category, proved by reading it back."""
    if found := problems(item):
        raise CannotWrite(item.id, found[0].message)
    refuse_pictures(item, "GIFT ")
    head = f"// [id:{_comment(item.id)}]" + "".join(f" [tag:{_comment(tag)}]" for tag in item.tags)
    body = f"{_stem(item)}{{{_answers(item)}}}"
    read = read_back(f"$CATEGORY: {category}\n\n{head}\n{body}\n")
    if read is None or not same_question(read, item):
        raise CannotWrite(item.id, "这道题的文字用 GIFT 写出后读不回原样，请改用 JSON 行格式导出。")
    note = extra_fields(read, item)
    return f"{head}\n// [fields:{note}]\n{body}" if note else f"{head}\n{body}"


def _comment(text: str) -> str:
    return re.sub(r"([\\\]])", r"\\\1", text)


def _escape(text: str) -> str:
    return _ESCAPED.sub(lambda sign: "\\n" if sign[0] == "\n" else "\\" + sign[0], text)


def _stem(item: Item) -> str:
    stem = _FIRST_BLANK.sub("", item.stem) if item.type is ItemType.FILL_IN else item.stem
    stem = stem if stem else item.stem
    texts = [
        stem,
        item.explanation,
        *(choice.text + choice.feedback for choice in (*item.choices, *item.prompts)),
    ]
    is_risky = _SPECIAL_START.match(stem) or any("<" in text or "&" in text for text in texts)
    return ("[plain]" if is_risky else "") + _escape(stem)


def _answers(item: Item) -> str:
    general = f"####{_escape(item.explanation)}" if item.explanation else ""
    match item.type:
        case ItemType.EXTENDED_TEXT:
            return general
        case ItemType.TRUE_FALSE:
            return ("T" if item.key == ("true",) else "F") + general
        case ItemType.NUMERIC:
            tolerance = "" if item.tolerance is None else f":{item.tolerance:f}"
            return f"#{item.key[0]}{tolerance}{general}"
    lines = _answer_lines(item)
    return "\n" + "".join(f"\t{line}\n" for line in [*lines, general] if line)


def _answer_lines(item: Item) -> list[str]:
    match item.type:
        case ItemType.SINGLE_CHOICE:
            return [_choice("=" if choice.id in item.key else "~", choice) for choice in item.choices]
        case ItemType.MULTIPLE_RESPONSE:
            return _multiple(item)
        case ItemType.MATCHING:
            return _pairs(item)
        case ItemType.FILL_IN:
            if len(item.blanks) > 1:
                raise CannotWrite(item.id, "GIFT 的填空题只能有一个空，请拆成几道题或改用其他格式。")
            if any("->" in answer for answer in item.blanks[0]):
                raise CannotWrite(item.id, "填空答案里有“->”，GIFT 会把它当成连线题，请改写答案。")
            return ["=" + _escape(answer).replace("*", "\\*") for answer in item.blanks[0]]
        case _:
            raise CannotWrite(item.id, "GIFT 没有排序题，请改用 JSON 行等格式导出。")


def _choice(mark: str, choice: Choice) -> str:
    text = _escape(choice.text)
    return f"{mark}{text}" + (f"#{_escape(choice.feedback)}" if choice.feedback else "")


def _multiple(item: Item) -> list[str]:
    share, wrong = weights_of(item)
    if share not in WEIGHTS:
        raise CannotWrite(item.id, f"GIFT 的多选题不能有 {len(item.key)} 个正确选项（没有相应的权重）。")
    return [_choice(f"~%{share if choice.id in item.key else wrong:f}%", choice) for choice in item.choices]


def _pairs(item: Item) -> list[str]:
    if any("->" in choice.text for choice in (*item.prompts, *item.choices)):
        raise CannotWrite(item.id, "连线题的文字里有“->”，GIFT 不能表示，请改写。")
    targets = {choice.id: _escape(choice.text) for choice in item.choices}
    prompts = {prompt.id: _escape(prompt.text) for prompt in item.prompts}
    pairs = [pair.split(" ") for pair in item.key]
    lines = [f"={prompts[prompt]} -> {targets[target]}" for prompt, target in pairs]
    used = {target for _, target in pairs}
    return lines + [f"= -> {text}" for target, text in targets.items() if target not in used]

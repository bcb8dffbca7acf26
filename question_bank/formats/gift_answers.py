"""The part of a GIFT question between the braces: what type it makes, and what its answers are.

Texts here still have their escapes as control characters (see gift_reading); `Reader.text` turns a piece into
plain text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..model import Choice, ItemType
from ..types.numeric import parse_number
from .weights import ODD_WEIGHTS, WEIGHTS, marking_of

_MAX_MARKS = 1_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MARKS = re.compile(r"([~=])")
_WEIGHT = re.compile(r"\s*%(-?(?:\d+(?:\.\d*)?|\.\d+))%")
_TRUTHS = {"T": "true", "TRUE": "true", "F": "false", "FALSE": "false"}


class BadQuestion(Exception):
    """This question cannot be read; the message is a Chinese sentence."""


@dataclass(slots=True)
class Answers:
    """The fields of an item that its answers decide, with what to tell about them."""

    type: ItemType
    fields: dict[str, Any] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


Text = Callable[[str], str]


def read_answers(source: str, text: Text) -> Answers:
    """What the answer text means, by the order in which GIFT decides. Raises BadQuestion.

    text: turns a piece of source into plain text.
    """
    if not source:
        return Answers(ItemType.EXTENDED_TEXT)
    if source[0] == "#":
        return _numerical(source[1:], text)
    if source.count("~") + source.count("=") > _MAX_MARKS:
        raise BadQuestion("大括号里的 ~ 和 = 太多，没有读入；文字里的这两个符号要写成 \\~ 和 \\=。")
    if "~" in source:
        return _choice(source, text)
    if "=" in source and "->" in source:
        return _matching(source, text)
    truth, *comments = source.split("#")
    if truth.strip() in _TRUTHS:
        answers = Answers(ItemType.TRUE_FALSE, {"key": (_TRUTHS[truth.strip()],)})
        answers.comments = [comment for comment in map(text, comments[:2]) if comment]
        return answers
    return _short_answer(source, text)


def _pieces(source: str) -> list[tuple[str, str]]:
    """The answers with the mark before each; the first may have none."""
    head, *rest = _MARKS.split(source)
    pieces = [("", head)] if head.strip() else []
    pieces += zip(rest[::2], rest[1::2], strict=True)
    return pieces


def _weight(piece: str, answers: Answers) -> tuple[Decimal | None, str]:
    """The weight written before an answer, and the answer behind it."""
    found = _WEIGHT.match(piece)
    if not found:
        return None, piece
    weight = Decimal(found[1][:20])
    if abs(weight) not in WEIGHTS:
        answers.warnings.append(f"权重 {found[1][:20]}% 不在规定的数值里，其他系统可能拒收。")
    return weight, piece[found.end() :]


def _choice(source: str, text: Text) -> Answers:
    answers = Answers(ItemType.SINGLE_CHOICE)
    pieces = _pieces(source)
    has_right = any(mark == "=" for mark, _ in pieces)
    choices: list[Choice] = []
    weights: list[Decimal] = []
    for mark, piece in pieces:
        weight, rest = _weight(piece, answers) if "%" in piece else (None, piece)
        words, _, comment = rest.partition("#")
        if mark == "=":
            if weight is not None:
                if weight != 100:
                    raise BadQuestion("单选题的“=”后面写了权重，看不出是不是正确答案；请改用“~%权重%”。")
                answers.warnings.append("单选题的“=”后面不该写权重，已按正确答案读入。")
            weight = Decimal(100)
        elif not mark:
            answers.warnings.append(f"“{text(words)[:20]}”前面没有 ~ 或 =，已按错误选项读入。")
        number = len(choices)
        choices.append(
            Choice(
                LETTERS[number] if number < 26 else f"c{number + 1}",
                text(words),
                False,
                comment and text(comment),
            )
        )
        weights.append(weight or Decimal(0))
    answers.fields["choices"] = tuple(choices)
    if has_right:
        key = [choice.id for choice, weight in zip(choices, weights, strict=True) if weight == 100]
        if len(key) > 1:
            answers.type = ItemType.MULTIPLE_RESPONSE
            answers.warnings.append("有不止一个“=”正确答案，已按多选题读入；如果是单选题，请只留一个。")
        if any(0 != weight != 100 for weight in weights):
            answers.lost.append("“部分正确”的权重没有读入，只保留完全正确的选项。")
        answers.fields["key"] = tuple(key)
        return answers
    answers.type = ItemType.MULTIPLE_RESPONSE
    answers.fields["key"] = tuple(
        choice.id for choice, weight in zip(choices, weights, strict=True) if weight > 0
    )
    answers.fields["marking"], is_exact = marking_of(weights)
    if not is_exact:
        answers.lost.append(ODD_WEIGHTS)
    return answers


def _matching(source: str, text: Text) -> Answers:
    answers = Answers(ItemType.MATCHING)
    targets: dict[str, str] = {}
    prompts: list[Choice] = []
    key: list[str] = []
    for mark, piece in _pieces(source):
        left, arrow, right = piece.partition("->")
        if not mark or not arrow:
            raise BadQuestion("连线题的每一对都要写成“=左 -> 右”，请补上缺少的部分。")
        target = text(right)
        if not target:
            raise BadQuestion("连线题有一对的右边是空的，请补上。")
        number = len(targets)
        target_id = targets.setdefault(target, LETTERS[number] if number < 26 else f"c{number + 1}")
        if left.strip():
            prompts.append(Choice(f"p{len(prompts) + 1}", text(left)))
            key.append(f"{prompts[-1].id} {target_id}")
    answers.fields.update(
        prompts=tuple(prompts),
        choices=tuple(Choice(target_id, target) for target, target_id in targets.items()),
        key=tuple(key),
    )
    return answers


def _short_answer(source: str, text: Text) -> Answers:
    answers = Answers(ItemType.FILL_IN)
    accepted: list[str] = []
    for mark, piece in _pieces(source):
        weight, rest = _weight(piece, answers) if "%" in piece else (None, piece)
        written, _, comment = rest.partition("#")
        words = text(written)
        if comment:
            answers.comments.append(text(comment))
        if weight is not None and weight <= 0:
            continue
        if "*" in words.replace("\\*", ""):
            answers.lost.append(f"答案“{words[:20]}”里的通配符 * 不支持，这个答案没有读入，请写出具体答案。")
        elif weight is not None and weight != 100:
            answers.lost.append(f"答案“{words[:20]}”只得部分分，没有读入；只保留得满分的答案。")
        else:
            accepted.append(words.replace("\\*", "*"))
        if not mark:
            answers.warnings.append(
                f"大括号里的“{words[:20]}”前面没有 = 或 ~，已按填空题读入；判断题请写 {{T}} 或 {{F}}。"
            )
    answers.fields["blanks"] = (tuple(accepted),) if accepted else ()
    return answers


def _numerical(source: str, text: Text) -> Answers:
    answers = Answers(ItemType.NUMERIC)
    found: list[tuple[str, Decimal | None]] = []
    for mark, piece in _pieces(source):
        weight, rest = _weight(piece, answers) if "%" in piece else (None, piece)
        written, _, comment = rest.partition("#")
        if comment and (words := text(comment)):
            answers.comments.append(words)
        if mark == "~" or (weight is not None and weight <= 0):
            continue
        number = _number(text(written))
        if weight is not None and weight != 100:
            answers.lost.append(f"数值“{text(written)[:20]}”只得部分分，没有读入。")
        else:
            found.append(number)
    if not found:
        raise BadQuestion("数值题没有得满分的答案，请写成 {#数值:误差}。")
    if len(found) > 1:
        answers.lost.append("数值题有不止一个正确答案，只读入第一个。")
    answers.fields["key"] = (found[0][0],)
    answers.fields["tolerance"] = found[0][1]
    return answers


def _number(written: str) -> tuple[str, Decimal | None]:
    """The key and tolerance of value, value:tolerance or min..max."""
    low_text, dots, high_text = written.partition("..")
    if dots:
        low, high = parse_number(low_text), parse_number(high_text)
        if low is None or high is None or low > high:
            raise BadQuestion(f"“{written[:30]}”不是一个数值范围，请写成 {{#最小..最大}}。")
        return format((low + high) / 2, "f"), (high - low) / 2
    value, colon, tolerance_text = written.partition(":")
    tolerance = parse_number(tolerance_text) if colon else None
    if parse_number(value) is None or (colon and tolerance is None):
        raise BadQuestion(f"“{written[:30]}”不是一个数，请写成 {{#数值}} 或 {{#数值:误差}}。")
    return value.strip(), tolerance

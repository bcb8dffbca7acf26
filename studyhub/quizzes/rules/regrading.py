"""Decisions about correcting a key after a quiz, and about marks that a person gives."""

from decimal import Decimal
from enum import StrEnum

from question_bank import Choice, Grade, Item, ItemType, Marking, Outcome, Response, grade, normalise

REASON_LENGTH = 200


class CorrectionKind(StrEnum):
    """How an item is graded after a correction: by a later KEY, or VOID, with its points for everybody."""

    KEY = "key"
    VOID = "void"


def why_not_comparable(drawn: Item, present: Item) -> str | None:
    """Why responses to `drawn` cannot be graded by the key of `present`, as a sentence; None when they can.

    What was answered are choices and blanks: these must be the same, text included (but for width, spaces and
    punctuation). The stem may have changed; whoever decides sees both.
    """
    if drawn.type is ItemType.EXTENDED_TEXT or present.type is ItemType.EXTENDED_TEXT:
        return "简答题由人阅卷，没有可以更正的答案；需要时可以改为全员得分。"
    if drawn.type is not present.type:
        return "题型已经改变，原来的作答不能按新答案重判；需要时可以改为全员得分。"
    if _texts(drawn.choices) != _texts(present.choices) or _texts(drawn.prompts) != _texts(present.prompts):
        return "选项与成员作答时看到的不同，不能按新答案重判；请把选项改回原样只改答案，或者改为全员得分。"
    if len(drawn.blanks) != len(present.blanks):
        return "空的个数已经改变，原来的作答不能按新答案重判；需要时可以改为全员得分。"
    return None


def has_same_key(one: Item, other: Item) -> bool:
    """Whether two versions of an item grade every response alike."""
    return (_key(one), one.blanks, one.tolerance) == (_key(other), other.blanks, other.tolerance)


def grade_by(
    item: Item, kind: CorrectionKind | None, response: Response, points: Decimal, marking: Marking
) -> Grade:
    """The grade of a response by the item whose key counts, or, when that was made VOID, all of its points."""
    if kind is CorrectionKind.VOID:
        return Grade(points, points, Outcome.RIGHT)
    return grade(item, response, points, marking)


def outcome_of(raw: Decimal, most: Decimal) -> Outcome:
    """The word for what a person gave."""
    if raw <= 0:
        return Outcome.WRONG
    return Outcome.RIGHT if raw >= most else Outcome.PARTIAL


def _texts(choices: tuple[Choice, ...]) -> dict[str, str]:
    return {choice.id: normalise(choice.text) for choice in choices}


def _key(item: Item) -> tuple[str, ...]:
    return item.key if item.type is ItemType.ORDERING else tuple(sorted(item.key))

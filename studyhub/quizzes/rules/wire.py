"""The form in which responses travel, and how it translates to question_bank's.

On the wire a choice is the letter of the place in which it is shown on that person's screen and a prompt of a
matching item is the number of its place, so that nothing of the author's own order is told: single ["B"], multiple
["A","C"], true_false ["true"], fill_in one string a blank, matching ["1 B","2 A"], ordering letters in order,
numeric ["3.14"], extended_text ["..."]. An empty list is a response taken back.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from question_bank import ItemType, Response
from studyhub.core.errors import Invalid

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MAX_LENGTH = {ItemType.FILL_IN: 200, ItemType.NUMERIC: 64, ItemType.EXTENDED_TEXT: 8000}
MAX_SEQUENCE = 2**53 - 1  # the largest whole number that a browser counts exactly

# What no keyboard types and no database keeps: control characters except line breaks and tabs, halves of pairs.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_PAIR = re.compile(r"([1-9][0-9]?) ([A-Z])")


@dataclass(frozen=True)
class Shown:
    """What of an item is on the screen: its type, choice and prompt ids in the order shown, how many blanks."""

    type: ItemType
    choice_order: Sequence[str] = ()
    prompt_order: Sequence[str] = ()
    blank_count: int = 0


def check_sequence(sequence: object) -> int:
    """The phone's sequence number: a whole number from 1 to 2**53 - 1, or Invalid."""
    if not isinstance(sequence, int) or isinstance(sequence, bool) or not 1 <= sequence <= MAX_SEQUENCE:
        raise _malformed("作答序号应为正整数。", "sequence")
    return sequence


def check_response(shown: Shown, values: object) -> list[str]:
    """The wire values of a response to what was shown, or Invalid; nothing is repaired or guessed."""
    if not isinstance(values, list | tuple):
        raise _malformed("作答应为一个列表。")
    if not values:
        return []
    most = max(len(shown.choice_order), len(shown.prompt_order), shown.blank_count, 1)
    if len(values) > most or not all(isinstance(value, str) for value in values):
        raise _malformed("作答的项数或类型与题目不符。")
    given = list(values)
    longest = MAX_LENGTH.get(shown.type, 8)
    for value in given:
        if len(value) > longest:
            raise _malformed(f"作答太长，每空最多 {longest} 个字符。")
        if _UNWRITABLE.search(value):
            raise _malformed("作答里有无法保存的字符，请删去后重试。")
    _check_shape(shown, given)
    return given


def _check_shape(shown: Shown, given: list[str]) -> None:
    if shown.type is ItemType.TRUE_FALSE:
        if given not in (["true"], ["false"]):
            raise _malformed("判断题的作答应为 true 或 false。")
    elif shown.type is ItemType.MATCHING:
        _check_pairs(shown, given)
    elif shown.type in (ItemType.FILL_IN, ItemType.NUMERIC, ItemType.EXTENDED_TEXT):
        if len(given) != (shown.blank_count if shown.type is ItemType.FILL_IN else 1):
            raise _malformed("作答的空数与题目不符。")
    else:
        letters = set(LETTERS[: len(shown.choice_order)])
        if len(set(given)) != len(given) or not letters.issuperset(given):
            raise _malformed("作答里有重复的或不存在的选项。")
        if shown.type is ItemType.SINGLE_CHOICE and len(given) != 1:
            raise _malformed("单选题只能选一项。")


def _check_pairs(shown: Shown, given: list[str]) -> None:
    numbers = set()
    for value in given:
        match = _PAIR.fullmatch(value)
        if (
            match is None
            or int(match[1]) > len(shown.prompt_order)
            or LETTERS.index(match[2]) >= len(shown.choice_order)
            or match[1] in numbers
        ):
            raise _malformed("连线题的作答里有重复的或不存在的项。")
        numbers.add(match[1])


def to_canonical(shown: Shown, values: Sequence[str] | None) -> Response:
    """A checked wire response in question_bank's form: letters and numbers become ids."""
    if not values:
        return ()
    if shown.type is ItemType.MATCHING:
        pairs = (value.split(" ") for value in values)
        return tuple(
            f"{shown.prompt_order[int(number) - 1]} {shown.choice_order[LETTERS.index(letter)]}"
            for number, letter in pairs
        )
    if _is_lettered(shown.type):
        return tuple(shown.choice_order[LETTERS.index(letter)] for letter in values)
    return tuple(values)


def to_wire(shown: Shown, response: Response) -> tuple[str, ...]:
    """A response (a key, say) in the form of the wire; where the order means nothing, in the order shown."""
    if shown.type is ItemType.MATCHING:
        pairs = (pair.partition(" ") for pair in response)
        places = sorted(
            (shown.prompt_order.index(prompt) + 1, LETTERS[shown.choice_order.index(choice)])
            for prompt, _, choice in pairs
        )
        return tuple(f"{number} {letter}" for number, letter in places)
    if _is_lettered(shown.type):
        letters = [LETTERS[shown.choice_order.index(choice)] for choice in response]
        return tuple(letters if shown.type is ItemType.ORDERING else sorted(letters))
    return response


def _is_lettered(kind: ItemType) -> bool:
    return kind in (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE, ItemType.ORDERING)


def _malformed(message: str, field: str = "values") -> Invalid:
    return Invalid(message, {field: message}, code="malformed_response")

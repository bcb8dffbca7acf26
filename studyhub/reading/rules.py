"""Decisions about what readers do and write: pure functions."""

import re
from collections.abc import Collection, Mapping, Sequence

from question_bank import ItemType
from studyhub.core.errors import Invalid

CHECK_TYPES = (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE, ItemType.TRUE_FALSE)
"""What can be answered with a tap or two, without leaving the text."""
CHECKS_A_SECTION = 3

NOTE_LENGTH = 1_000
QUESTION_LENGTH = 300
ANSWER_LENGTH = 1_000
REFLECTION_LENGTH = 5_000
SHORTEST_REFLECTION = 10
COMMENT_LENGTH = 300
MAX_SEQUENCE = 2**53 - 1  # the largest whole number that a browser counts exactly

# What no keyboard types and no database keeps: control characters except line breaks and tabs.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_END = re.compile(r"\r\n?")


def count_open_sections(ends: Sequence[Collection[str]], unpassed: Collection[str]) -> int:
    """How many sections may be read: those up to the first that has a check not yet passed, itself included.

    ends: the anchors of each section in order; unpassed: the anchors at which checks stand that are not passed.
    """
    for number, anchors in enumerate(ends, start=1):
        if any(anchor in unpassed for anchor in anchors):
            return number
    return len(ends)


def check_places(places: Mapping[int, str], ends: Sequence[Sequence[str]]) -> dict[int, str]:
    """Item -> last anchor of the section that holds the anchor it was placed at; Invalid when a section gets too many."""
    last = {anchor: anchors[-1] for anchors in ends for anchor in anchors}
    found = {item_id: last[anchor] for item_id, anchor in places.items() if anchor in last}
    for anchors in ends:
        if sum(place == anchors[-1] for place in found.values()) > CHECKS_A_SECTION if anchors else False:
            message = f"每一节后面最多放 {CHECKS_A_SECTION} 道小测，请减少。"
            raise Invalid(message, {"checks": message})
    return found


def check_sequence(sequence: int) -> None:
    """Invalid unless the phone's sequence number is a whole number from 1 to 2**53 - 1."""
    if not 1 <= sequence <= MAX_SEQUENCE:
        raise Invalid("保存序号应为正整数。", {"sequence": "保存序号应为正整数。"})


def checked_text(text: str, field: str, what: str, longest: int, shortest: int = 1) -> str:
    """The text as it is kept; Invalid, with a sentence at `field`, when it is too short or too long."""
    text = _LINE_END.sub("\n", _UNWRITABLE.sub("", text)).strip()
    if len(text) < shortest:
        more = f"（至少 {shortest} 字）" if shortest > 1 else ""
        message = f"请写下{what}{more}。"
    elif len(text) > longest:
        message = f"{what}最多 {longest} 字，现在有 {len(text)} 字，请精简。"
    else:
        return text
    raise Invalid(message, {field: message})


def count_words(text: str) -> int:
    """The characters of a text, white space left out: what people call 字数."""
    return len("".join(text.split()))

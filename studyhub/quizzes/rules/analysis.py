"""What the figures of an item mean, in words for somebody who knows no statistics. Thresholds stand here, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from question_bank import Item, ItemStatistics, ItemType

FEW = 10
"""Below so many attempts nothing is said about an item: it would be chance."""

TOO_EASY, TOO_HARD = 0.95, 0.25  # facility
WEAK = 10.0  # discrimination index


class Flag(StrEnum):
    """What an organiser should look at."""

    TOO_EASY = "too_easy"
    TOO_HARD = "too_hard"
    WEAK = "weak"
    DOUBTFUL_KEY = "doubtful_key"


@dataclass(frozen=True)
class ChoiceTally:
    """How a choice was taken. `letter`: in the author's order. `mean_share`: the mean share of the total points of
    those who took it, None for nobody."""

    letter: str
    text: str
    is_key: bool
    count: int
    mean_share: float | None


def flags_of(statistics: ItemStatistics, choices: Sequence[ChoiceTally]) -> tuple[Flag, ...]:
    """The flags of an item; none below FEW attempts."""
    if statistics.attempts < FEW:
        return ()
    found = []
    index = statistics.discrimination_index
    if statistics.facility >= TOO_EASY:
        found.append(Flag.TOO_EASY)
    if statistics.facility <= TOO_HARD:
        found.append(Flag.TOO_HARD)
    if (index is not None and index < 0) or _is_beaten(choices):
        found.append(Flag.DOUBTFUL_KEY)
    elif index is not None and index < WEAK and not found:
        found.append(Flag.WEAK)
    return tuple(found)


def _is_beaten(choices: Sequence[ChoiceTally]) -> bool:
    """Whether a wrong choice was taken by more, and by better, people than every right one."""
    keys = [each for each in choices if each.is_key]
    if len(keys) != 1:
        return False
    key = keys[0]
    return any(
        not each.is_key and each.count > key.count and (each.mean_share or 0) >= (key.mean_share or 0)
        for each in choices
    )


def main_mistake(
    item: Item, choices: Sequence[ChoiceTally], wrong_texts: Sequence[tuple[str, int]], wrong_count: int
) -> str:
    """What most of those who were wrong did, as a sentence; "" when nothing stands out.

    wrong_texts: wrong answers in writing with their numbers, most frequent first. wrong_count: people not fully right.
    """
    if not wrong_count:
        return ""
    if item.type is ItemType.MULTIPLE_RESPONSE:
        return _multiple(choices, wrong_count)
    tempting = max((each for each in choices if not each.is_key), key=lambda each: each.count, default=None)
    if tempting is not None and tempting.count:
        name = (
            f"“{tempting.text}”"
            if item.type is ItemType.TRUE_FALSE
            else f" {tempting.letter}（{_short(tempting.text)}）"
        )
        return f"没有答对的 {wrong_count} 人里，{_how_many(tempting.count, wrong_count)}选了{name}。"
    if wrong_texts and wrong_texts[0][1] > 1:
        text, count = wrong_texts[0]
        return f"没有答对的 {wrong_count} 人里，有 {count} 人答的是“{_short(text)}”。"
    return ""


def choice_letters(item: Item) -> Mapping[str, str]:
    """The letters of an item's choices in the author's order, as the bank's pages show them, by choice id."""
    return {choice.id: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place] for place, choice in enumerate(item.choices[:26])}


def _multiple(choices: Sequence[ChoiceTally], wrong_count: int) -> str:
    seen = max((each.count for each in choices), default=0)
    taken = max((each for each in choices if not each.is_key), key=lambda each: each.count, default=None)
    left = min((each for each in choices if each.is_key), key=lambda each: each.count, default=None)
    parts = []
    if taken is not None and taken.count:
        parts.append(f"误选 {taken.letter}（{_short(taken.text)}）的有 {taken.count} 人")
    if left is not None and left.count < seen:
        parts.append(f"最常漏选的是 {left.letter}（{_short(left.text)}）")
    return f"{wrong_count} 人没有全对：{'，'.join(parts)}。" if parts else ""


def _how_many(count: int, of: int) -> str:
    return f"多数（{count} 人）" if count * 2 > of else f"有 {count} 人"


def _short(text: str) -> str:
    return text if len(text) <= 16 else text[:15] + "…"

"""What is not wrong in an item but makes it a worse question; each rule fires seldom, and then is mostly right."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from .analysis import wilson
from .model import Choice, Item, ItemType
from .text import BLANK, CHOICE_TOKEN, LETTERS, normalise, without_pictures

_CHOICE_TYPES = (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE)
_SOME_LETTERS = r"[A-H](?:[、,，和]?[A-H])*"
_LETTER_REFERENCE = re.compile(
    rf"(?:选项?|答案(?:是|为|应为|应选|选)?[:：]?|正确(?:的)?选项(?:是|为)?[:：]?)\s*{_SOME_LETTERS}(?![A-Za-z0-9])"
    rf"|(?<![A-Za-z0-9]){_SOME_LETTERS}\s*(?:选?项|错误|正确|不正确|不对|是错|是对|不选|不符)"
)
ABOUT_OTHERS = re.compile(
    r"(?:以上|上述|前述)[^，。；]{0,8}(?:对|是|正确|错|错误|包括|没有)[^，。；]{0,3}"
    r"|(?:都|全|皆|均)(?:不)?(?:对|是|正确|错误|错)"
    r"|[A-H](?:[、,，和与及]?[A-H])+(?:项|选项)?(?:都|均|皆|全)?(?:不)?(?:对|是|正确|错|错误)?"
)
_AMOUNTS = re.compile(
    r"(\d{1,9})\s*[-—–~～至到]+\s*(\d{1,9})\s*(周?岁|人|名|天|日|个月|小时|分钟|次|倍|个|%|％|元|万元|亿元|公里|米)"
)
_JOINTS = ("和", "与", "及", "以及", "、", "，")
_ABSOLUTE = re.compile(r"绝对|永远不|从来不|毫无例外|无一例外|没有任何例外")

_MUCH_LONGER = 1.6
_LONGER_BY = 8
_ENOUGH_ITEMS = 20
_TOO_OFTEN = 0.4
_LONG_EXPLANATION = 8


@dataclass(frozen=True, slots=True)
class Lint:
    """One piece of advice: a stable code, the item's id ("" for the whole bank), and a Chinese sentence."""

    code: str
    item_id: str
    message: str


def lints(items: Iterable[Item]) -> tuple[Lint, ...]:
    """Advice on every item in order, then on the bank as a whole.

    Items are taken to be sound (see problems); one that is not may bring up odd advice, but never an error.
    """
    found: list[Lint] = []
    explained: dict[str, str] = {}
    lengths = _Lengths()
    for item in items:
        for code, rule in _RULES.items():
            found += [Lint(code, item.id, message) for message in rule(item)]
        if first := _same_explanation(item, explained):
            found.append(
                Lint(
                    "repeated_explanation", item.id, f"解析与题目“{first}”的完全相同，请看一看是不是贴错了。"
                )
            )
        lengths.add(item)
    found += lengths.advice()
    return tuple(found)


def _same_explanation(item: Item, explained: dict[str, str]) -> str | None:
    """The id of an earlier item with the same explanation."""
    folded = normalise(item.explanation)
    if len(folded) < _LONG_EXPLANATION:
        return None
    first = explained.setdefault(folded, item.id)
    return None if first == item.id else first


@dataclass(slots=True)
class _Lengths:
    """How often the key of a single choice is longer than every other choice, against pure chance."""

    items: int = 0
    longest: int = 0
    chances: list[float] = field(default_factory=list)

    def add(self, item: Item) -> None:
        if item.type is ItemType.SINGLE_CHOICE and len(item.choices) > 2:
            self.items += 1
            self.longest += _is_key_longest(item)
            self.chances.append(1 / len(item.choices))

    def advice(self) -> Iterator[Lint]:
        if self.items < _ENOUGH_ITEMS:
            return
        share, chance = self.longest / self.items, sum(self.chances) / self.items
        # Chance alone must not bring it up, nor a surplus too small to be noticed by those who guess.
        if share >= _TOO_OFTEN and wilson(share, self.items)[0] > chance:
            yield Lint(
                "longest_keys",
                "",
                f"{self.items} 道单选题里有 {self.longest} 道的正确答案是最长的选项（{share:.0%}），"
                "不会做的人挑最长的就能得分，请改写一些选项。",
            )


def _key_and_others(item: Item) -> tuple[str, list[str]] | None:
    """The text of a single choice's key and those of its other choices."""
    texts = {choice.id: without_pictures(choice.text).strip() for choice in item.choices}
    if item.type is not ItemType.SINGLE_CHOICE or len(item.key) != 1 or item.key[0] not in texts:
        return None
    key = texts.pop(item.key[0])
    return (key, list(texts.values())) if texts else None


def _is_key_longest(item: Item) -> bool:
    found = _key_and_others(item)
    return found is not None and len(found[0]) > max(map(len, found[1]))


def _letter_references(item: Item) -> Iterator[str]:
    if item.choices and not all(choice.is_locked for choice in item.choices):
        found = _LETTER_REFERENCE.search(CHOICE_TOKEN.sub(" ", item.explanation))
        if found:
            yield f"解析里写着“{found[0]}”，选项打乱后字母就不对了；请写成 [[选项代号]] 或选项的文字。"


def _unlocked(item: Item) -> Iterator[str]:
    for choice in item.choices if item.type in _CHOICE_TYPES else ():
        text = unicodedata.normalize("NFKC", choice.text).strip(" 。.")
        if not choice.is_locked and ABOUT_OTHERS.fullmatch(text):
            yield f"选项“{choice.text}”说的是别的选项，打乱后位置会变；请固定它的位置，或改写成完整的说法。"


def _much_longer(item: Item) -> Iterator[str]:
    if len(item.choices) > 2 and (found := _key_and_others(item)):
        length, next_longest = len(found[0]), max(map(len, found[1]))
        if length >= next_longest * _MUCH_LONGER and length - next_longest >= _LONGER_BY:
            yield f"正确答案有 {length} 个字，比别的选项（最长 {next_longest} 个字）长得多，容易被猜中。"


def _alike(item: Item) -> Iterator[str]:
    seen: dict[str, tuple[str, Choice]] = {}
    for letter, choice in zip(LETTERS, item.choices, strict=False):
        folded = normalise(choice.text)
        earlier = seen.setdefault(folded, (letter, choice))
        if earlier[1] is not choice and folded and earlier[1].text.strip() != choice.text.strip():
            yield f"选项 {earlier[0]} 和 {letter} 只差空格、标点或全角半角，看起来是同一个答案。"


def _nested(item: Item) -> Iterator[str]:
    found = _key_and_others(item)
    if found is None:
        return
    key, others = found
    for other in others:
        short, long = sorted((key, other), key=len)
        if len(short) > 1 and any(
            long.startswith(short + joint) or long.endswith(joint + short) for joint in _JOINTS
        ):
            yield f"选项“{long}”把选项“{short}”也包括在内，谁对谁错说不清，请改写其中一个。"


def _overlapping(item: Item) -> Iterator[str]:
    if item.type is not ItemType.SINGLE_CHOICE:
        return
    amounts = [
        (choice.text, int(found[1]), int(found[2]), found[3])
        for choice in item.choices
        if (found := _AMOUNTS.fullmatch(choice.text.strip()))
    ]
    for (one, low, high, unit), (other, from_, to, same) in combinations(amounts, 2):
        if unit == same and max(low, from_) < min(high, to):
            yield f"选项“{one}”和“{other}”的范围有重叠，请改成互不重叠的。"


def _given_away(item: Item) -> Iterator[str]:
    pieces = [normalise(piece) for piece in BLANK.split(item.stem)]
    for number, accepted in enumerate(item.blanks, 1):
        for answer in accepted:
            folded = normalise(answer)
            # A number or a Latin word must stand alone: 21 is not given away by 1921.
            edge = r"(?![a-z0-9])" if folded.isascii() else ""
            front = r"(?<![a-z0-9])" if folded.isascii() else ""
            if len(folded) > 1 and any(
                re.search(front + re.escape(folded) + edge, piece) for piece in pieces
            ):
                yield f"第 {number} 空的答案“{answer}”在题干里已经写着，请改写题干。"
                break


def _unexplained(item: Item) -> Iterator[str]:
    if not item.explanation.strip():
        is_essay = item.type is ItemType.EXTENDED_TEXT
        yield (
            "没有参考答案，评分的人没有依据，请补上。"
            if is_essay
            else "没有解析，答错的人学不到东西，请补上。"
        )


def _absolute(item: Item) -> Iterator[str]:
    if item.type is ItemType.TRUE_FALSE and item.key == ("false",):
        found = _ABSOLUTE.search(item.stem)
        if found:
            yield f"错误的说法里有“{found[0]}”，这样的字眼一看就知道是错的，请改写。"


_RULES: dict[str, Callable[[Item], Iterator[str]]] = {
    "letter_reference": _letter_references,
    "unlocked_choice": _unlocked,
    "longest_key": _much_longer,
    "same_choices": _alike,
    "nested_choices": _nested,
    "overlapping_choices": _overlapping,
    "answer_in_stem": _given_away,
    "missing_explanation": _unexplained,
    "absolute_word": _absolute,
}

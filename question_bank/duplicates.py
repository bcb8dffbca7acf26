"""Items that say the same twice, and worse: the same question with another answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from .model import Item, ItemType
from .text import BLANK, normalise


class Likeness(StrEnum):
    """duplicate: same question, same answer. contradiction: same question, other answer; one of them is wrong."""

    DUPLICATE = "duplicate"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Alike:
    """Two items alike, by id, the earlier first."""

    first: str
    second: str
    likeness: Likeness


def find_duplicates(items: Iterable[Item]) -> tuple[Alike, ...]:
    """The items that ask what an earlier one asked, each paired with that one; neither is dropped.

    Stems are compared folded (width, case, spaces, punctuation; blanks alike whatever their length). Items of one stem
    but other choices are different questions ("下列正确的是"), unless they answer each other: a true/false pair,
    or choices of which one's right answers stand among the other's choices as wrong ones.
    """
    by_stem: dict[str, list[Item]] = {}
    found: list[Alike] = []
    for item in items:
        earlier = by_stem.setdefault(normalise(BLANK.sub("□", item.stem)), [])
        for other in earlier:
            likeness = _likeness(other, item)
            if likeness:
                found.append(Alike(other.id, item.id, likeness))
                break
        earlier.append(item)
    return tuple(found)


def _likeness(one: Item, other: Item) -> Likeness | None:
    if one.type is not other.type:
        return _across_types(one, other)
    if one.type is ItemType.TRUE_FALSE:
        return _same(one.key == other.key)
    if one.type is ItemType.FILL_IN:
        return _fill_in(one, other)
    if one.type is ItemType.NUMERIC:
        return _same((one.key, one.tolerance) == (other.key, other.tolerance))
    if one.type is ItemType.EXTENDED_TEXT:
        return Likeness.DUPLICATE
    if not one.choices or {*_texts(one).values()} != {*_texts(other).values()}:
        return _across_types(one, other)
    return _same(_answer(one) == _answer(other))


def _across_types(one: Item, other: Item) -> Likeness | None:
    """Choice items with other choices contradict when what is right in one is wrong in the other."""
    choice_types = (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE)
    if one.type not in choice_types or other.type not in choice_types:
        return None
    right_one, right_other = set(_answer(one)), set(_answer(other))
    shared = {*_texts(one).values()} & {*_texts(other).values()}
    if right_one & shared == right_other & shared:
        return Likeness.DUPLICATE if right_one == right_other else None
    # A single choice asks for the one right answer; beside another stock of choices it need not be the same.
    return Likeness.CONTRADICTION if right_one <= shared and right_other <= shared else None


def _fill_in(one: Item, other: Item) -> Likeness | None:
    if len(one.blanks) != len(other.blanks):
        return Likeness.CONTRADICTION
    blanks = zip(one.blanks, other.blanks, strict=True)
    # Accepted answers may be more or fewer; with none in common one of the items is wrong.
    return _same(all({*map(normalise, a)} & {*map(normalise, b)} for a, b in blanks))


def _same(is_same: bool) -> Likeness:
    return Likeness.DUPLICATE if is_same else Likeness.CONTRADICTION


def _texts(item: Item) -> dict[str, str]:
    return {choice.id: normalise(choice.text) for choice in (*item.choices, *item.prompts)}


def _answer(item: Item) -> list[str]:
    texts = _texts(item)
    answer = [" ".join(texts.get(part, part) for part in entry.split(" ")) for entry in item.key]
    return answer if item.type is ItemType.ORDERING else sorted(answer)

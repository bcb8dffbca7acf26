"""Items that say the same twice, and worse: the same question with another answer.

A bank may hold thousands of items of one stem ("下列说法正确的是"), so an item is never compared with all of them: two
choice items can only be alike when the right answers of each stand among the choices of the other.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from .lints import ABOUT_OTHERS
from .model import Item, ItemType
from .text import BLANK, PICTURE_TOKEN, normalise

_CHOICE_TYPES = (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE)
_PAIRING_TYPES = (ItemType.MATCHING, ItemType.ORDERING)


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
    """The items that ask what an earlier one asked, each paired with the first such one; neither is dropped.

    Stems are compared folded (width, case, spaces, punctuation; blanks alike whatever their length), together with the
    stimulus, and pictures by what they show, not by their names. Items of one stem
    but other choices are different questions ("下列正确的是"), unless they answer each other: a true/false pair,
    or choices of which one's right answers stand among the other's choices as wrong ones. An answer that speaks of the
    other choices ("以上都对") says nothing beside other ones. Items are taken to be sound (see problems).
    """
    by_stem: dict[str, _Earlier] = defaultdict(_Earlier)
    found: list[Alike] = []
    for number, item in enumerate(items):
        asked = _Asked.of(number, item)
        earlier = by_stem[fold_stem(item)]
        alike = [(other, how) for other in earlier.candidates(asked) if (how := _likeness(other, asked))]
        if alike:
            first, likeness = min(alike, key=lambda pair: pair[0].number)
            found.append(Alike(first.item.id, item.id, likeness))
        earlier.add(asked)
    return tuple(found)


def fold_stem(item: Item) -> str:
    """What an item asks as it is compared, with the stimulus that it asks about: items alike have equal ones."""
    words = normalise(BLANK.sub("□", _seen(item, item.stem)))
    # With a line break between them: nothing that is folded holds one.
    return f"{normalise(_seen(item, item.stimulus))}\n{words}" if item.stimulus else words


def _seen(item: Item, text: str) -> str:
    """The text with what a picture shows, as a checksum, in the place of its name."""
    if not item.pictures:
        return text
    sums = {picture.name: format(zlib.crc32(picture.data), "08x") for picture in item.pictures}
    return PICTURE_TOKEN.sub(lambda found: f"图{sums.get(found[1], found[1])}", text)


@dataclass(frozen=True, slots=True)
class _Asked:
    """An item made ready to compare: folded texts of its choices and prompts, its answer in these."""

    number: int
    item: Item
    texts: frozenset[str]
    answer: tuple[str, ...]
    right: frozenset[str]

    @classmethod
    def of(cls, number: int, item: Item) -> "_Asked":
        texts = {choice.id: normalise(_seen(item, choice.text)) for choice in (*item.choices, *item.prompts)}
        answer = [" ".join(texts.get(part, part) for part in entry.split(" ")) for entry in item.key]
        ordered = answer if item.type is ItemType.ORDERING else sorted(answer)
        return cls(number, item, frozenset(texts.values()), tuple(ordered), frozenset(answer))


class _Earlier:
    """The earlier items of one stem, so kept that few are looked at again."""

    def __init__(self) -> None:
        self._same: dict[object, list[_Asked]] = {}
        self._with_text: dict[str, list[_Asked]] = {}
        self._with_answer: dict[str, list[_Asked]] = {}

    def add(self, asked: _Asked) -> None:
        if asked.item.type not in _CHOICE_TYPES:
            # Where any two are alike, or none is unless the texts are the same, the first one stands for all.
            self._same.setdefault(_kind(asked), []).append(asked)
            return
        for text in asked.texts:
            self._with_text.setdefault(text, []).append(asked)
        for text in asked.right:
            self._with_answer.setdefault(text, []).append(asked)

    def candidates(self, asked: _Asked) -> Iterator[_Asked]:
        if asked.item.type not in _CHOICE_TYPES:
            yield from self._same.get(_kind(asked), [])[:1]
            return
        having = min((self._with_text.get(text, []) for text in asked.right), key=len, default=[])
        answering = [self._with_answer.get(text, []) for text in asked.texts]
        if len(having) <= sum(map(len, answering)):
            yield from having
        else:
            for others in answering:
                yield from others


def _kind(asked: _Asked) -> object:
    kind = asked.item.type
    return (kind, asked.texts) if kind in _PAIRING_TYPES else kind


def _likeness(one: _Asked, other: _Asked) -> Likeness | None:
    kind = one.item.type
    if kind in _CHOICE_TYPES:
        if kind is other.item.type and one.texts == other.texts:
            return _same(one.right == other.right)
        return _other_choices(one, other)
    if kind is ItemType.FILL_IN:
        return _fill_in(one.item, other.item)
    if kind is ItemType.NUMERIC:
        return _same((one.item.key, one.item.tolerance) == (other.item.key, other.item.tolerance))
    return _same(one.answer == other.answer)


def _other_choices(one: _Asked, other: _Asked) -> Likeness | None:
    """Choice items with other choices contradict when what is right in one is wrong in the other."""
    if any(ABOUT_OTHERS.fullmatch(text.upper()) for text in one.right | other.right):
        return None
    if one.right == other.right:
        return Likeness.DUPLICATE
    shared = one.texts & other.texts
    if one.right & shared == other.right & shared:
        return None
    # A single choice asks for the one right answer; beside another stock of choices it need not be the same.
    return Likeness.CONTRADICTION if one.right <= shared and other.right <= shared else None


def _fill_in(one: Item, other: Item) -> Likeness:
    if len(one.blanks) != len(other.blanks):
        return Likeness.CONTRADICTION
    blanks = zip(one.blanks, other.blanks, strict=True)
    # Accepted answers may be more or fewer; with none in common one of the items is wrong.
    return _same(all({*map(normalise, a)} & {*map(normalise, b)} for a, b in blanks))


def _same(is_same: bool) -> Likeness:
    return Likeness.DUPLICATE if is_same else Likeness.CONTRADICTION

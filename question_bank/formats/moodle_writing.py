"""Writing Moodle XML so that it reads back equal; what it has no word for stands in <extrafields>."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import BinaryIO
from xml.etree.ElementTree import Element, SubElement, tostring

from ..checking import problems
from ..model import Choice, Item, ItemType
from ..text import BLANK
from .categories import is_plain
from .cloze import write_gap
from .extra_fields import extra_fields, same_question
from .moodle_reading import read_back
from .reading import CannotWrite
from .weights import weights_of


def write_moodle(items: Iterable[Item], stream: BinaryIO) -> None:
    """A quiz with a question an item, and a category where it changes. Raises CannotWrite."""
    stream.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n')
    category = ""
    for item in items:
        if is_plain(item.category) and item.category != category:
            category = item.category
            change = Element("question", type="category")
            _text(SubElement(change, "category"), f"$course$/top/{category}" if category else "$course$/top")
            _put(change, stream)
        _put(_question(item, category), stream)
    stream.write(b"</quiz>\n")


def _put(question: Element, stream: BinaryIO) -> None:
    stream.write(tostring(question, "utf-8") + b"\n")


def _question(item: Item, category: str) -> Element:
    """The element of an item under a category, proved by reading it back."""
    if found := problems(item):
        raise CannotWrite(item.id, found[0].message)
    kind, fill = _FILLERS[item.type]
    if item.type is ItemType.FILL_IN and len(item.blanks) > 1:
        kind, fill = "cloze", _cloze
    question = Element("question", type=kind)
    _text(SubElement(question, "name"), " ".join(item.stem.split())[:60])
    _text(SubElement(question, "questiontext", format="plain_text"), _stem(item, kind))
    if item.explanation:
        _text(SubElement(question, "generalfeedback", format="plain_text"), item.explanation)
    SubElement(question, "defaultgrade").text = format(item.points, "f")
    SubElement(question, "idnumber").text = item.id
    fill(question, item)
    if item.tags:
        tags = SubElement(question, "tags")
        for tag in item.tags:
            _text(SubElement(tags, "tag", format="plain_text"), tag)
    read = read_back(question)
    if read is None or not same_question(read, item):
        raise CannotWrite(item.id, "这道题写成 Moodle XML 后读不回原样，请改用 JSON 行格式导出。")
    if note := extra_fields(replace(read, category=category), item):
        _text(SubElement(question, "extrafields"), note)
    return question


def _stem(item: Item, kind: str) -> str:
    if kind == "cloze":
        gaps = iter(item.blanks)
        return BLANK.sub(lambda _: write_gap(next(gaps)), item.stem)
    if item.type is ItemType.FILL_IN and item.stem.endswith(" ____") and item.stem.count("____") == 1:
        return item.stem[:-5]
    return item.stem


def _text(holder: Element, text: str) -> None:
    SubElement(holder, "text").text = text


def _answer(question: Element, fraction: Decimal | int, text: str, feedback: str = "") -> Element:
    answer = SubElement(question, "answer", fraction=f"{Decimal(fraction):f}", format="plain_text")
    _text(answer, text)
    if feedback:
        _text(SubElement(answer, "feedback", format="plain_text"), feedback)
    return answer


def _choice_answers(
    question: Element, choices: Iterable[Choice], fractions: dict[str, Decimal], wrong: Decimal
) -> None:
    for choice in choices:
        _answer(question, fractions.get(choice.id, wrong), choice.text, choice.feedback)


def _single(question: Element, item: Item) -> None:
    SubElement(question, "single").text = "true"
    _shuffle(question, item)
    _choice_answers(question, item.choices, {item.key[0]: Decimal(100)}, Decimal(0))


def _multiple(question: Element, item: Item) -> None:
    SubElement(question, "single").text = "false"
    _shuffle(question, item)
    share, wrong = weights_of(item)
    _choice_answers(question, item.choices, dict.fromkeys(item.key, share), wrong)


def _shuffle(question: Element, item: Item) -> None:
    is_fixed = all(choice.is_locked for choice in item.choices)
    SubElement(question, "shuffleanswers").text = "false" if is_fixed else "true"


def _true_false(question: Element, item: Item) -> None:
    for word in ("true", "false"):
        _answer(question, 100 if item.key == (word,) else 0, word)


def _short_answer(question: Element, item: Item) -> None:
    SubElement(question, "usecase").text = "0"
    for answer in item.blanks[0]:
        _answer(question, 100, answer.replace("*", "\\*"))


def _cloze(question: Element, item: Item) -> None:
    """All of it stands in the text."""


def _numerical(question: Element, item: Item) -> None:
    answer = _answer(question, 100, item.key[0])
    if item.tolerance is not None:
        SubElement(answer, "tolerance").text = format(item.tolerance, "f")


def _matching(question: Element, item: Item) -> None:
    targets = {choice.id: choice.text for choice in item.choices}
    prompts = {prompt.id: prompt.text for prompt in item.prompts}
    pairs = [pair.split(" ") for pair in item.key]
    used = {target for _, target in pairs}
    rows = [(prompts[prompt], targets[target]) for prompt, target in pairs]
    for left, right in rows + [("", text) for target, text in targets.items() if target not in used]:
        pair = SubElement(question, "subquestion", format="plain_text")
        _text(pair, left)
        _text(SubElement(pair, "answer", format="plain_text"), right)


def _ordering(question: Element, item: Item) -> None:
    texts = {choice.id: choice for choice in item.choices}
    for number, choice_id in enumerate(item.key, 1):
        _answer(question, number, texts[choice_id].text, texts[choice_id].feedback)


def _essay(question: Element, item: Item) -> None:
    """The text says it all; the explanation is the general feedback."""


_FILLERS: dict[ItemType, tuple[str, Callable[[Element, Item], None]]] = {
    ItemType.SINGLE_CHOICE: ("multichoice", _single),
    ItemType.MULTIPLE_RESPONSE: ("multichoice", _multiple),
    ItemType.TRUE_FALSE: ("truefalse", _true_false),
    ItemType.FILL_IN: ("shortanswer", _short_answer),
    ItemType.NUMERIC: ("numerical", _numerical),
    ItemType.MATCHING: ("matching", _matching),
    ItemType.ORDERING: ("ordering", _ordering),
    ItemType.EXTENDED_TEXT: ("essay", _essay),
}

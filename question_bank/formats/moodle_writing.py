"""Writing Moodle XML so that it reads back equal; what it has no word for stands in <extrafields>.

A stimulus is written once, as a description before the questions that share it; its name says how many they are.
"""

import html
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import groupby, islice
from typing import BinaryIO
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from ..checking import problems
from ..model import Item, ItemType, Picture
from ..text import BLANK, PICTURE_TOKEN, PictureName, text_parts, without_pictures
from .categories import is_plain
from .cloze import write_gap
from .extra_fields import extra_fields, same_question
from .moodle_reading import MAX_SHARING, read_back, shared_name
from .reading import CannotWrite
from .weights import weights_of


def write_moodle(items: Iterable[Item], stream: BinaryIO) -> None:
    """A quiz with a question an item, and a category where it changes. Raises CannotWrite."""
    stream.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n')
    category = ""
    for (stimulus, _), sharing in groupby(items, _material):
        # Without a stimulus there is nothing to count: those items pass one by one.
        while group := list(islice(sharing, MAX_SHARING if stimulus else 1)):
            _refuse_unsound(group)
            shared = _shared(group[0], len(group)) if stimulus else None
            if shared is not None:
                _put(shared, stream)
            for item in group:
                if is_plain(item.category) and item.category != category:
                    category = item.category
                    _put(_category(category), stream)
                _put(_question(item, category, shared), stream)
    stream.write(b"</quiz>\n")


def _category(category: str) -> Element:
    change = Element("question", type="category")
    _text(SubElement(change, "category"), f"$course$/top/{category}" if category else "$course$/top")
    return change


def _material(item: Item) -> tuple[str, tuple[Picture, ...]]:
    """The stimulus of an item and the pictures that it shows: items with both equal share one description."""
    stimulus = item.stimulus or ""
    shown = {part.name for part in text_parts(stimulus) if isinstance(part, PictureName)}
    return stimulus, tuple(picture for picture in item.pictures if picture.name in shown)


def _refuse_unsound(group: list[Item]) -> None:
    for item in group:
        if found := problems(item):
            raise CannotWrite(item.id, found[0].message)


def _shared(item: Item, count: int) -> Element:
    """The description with the stimulus of an item and of those after it, so many in all."""
    stimulus, pictures = _material(item)
    shared = Element("question", type="description")
    _text(SubElement(shared, "name"), shared_name(count))
    _rich(SubElement(shared, "questiontext"), stimulus, pictures)
    return shared


def _put(question: Element, stream: BinaryIO) -> None:
    stream.write(tostring(question, "utf-8") + b"\n")


def _question(item: Item, category: str, shared: Element | None) -> Element:
    """The element of an item under a category, proved by reading it back."""
    if item.type is ItemType.MATCHING and any(PICTURE_TOKEN.search(choice.text) for choice in item.choices):
        raise CannotWrite(item.id, "Moodle 的连线题右栏放不下图片，请改用 QTI 或 JSON 行格式导出。")
    kind, fill = _FILLERS[item.type]
    if item.type is ItemType.FILL_IN and len(item.blanks) > 1:
        kind, fill = "cloze", _cloze
    question = Element("question", type=kind)
    _text(SubElement(question, "name"), " ".join(without_pictures(item.stem).split())[:60])
    _rich(SubElement(question, "questiontext"), _stem(item, kind), item.pictures)
    if item.explanation:
        _rich(SubElement(question, "generalfeedback"), item.explanation, item.pictures)
    SubElement(question, "defaultgrade").text = format(item.points, "f")
    SubElement(question, "idnumber").text = item.id
    fill(question, item)
    if item.tags:
        tags = SubElement(question, "tags")
        for tag in item.tags:
            _text(SubElement(tags, "tag", format="plain_text"), tag)
    read = read_back(question, shared)
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


def _rich(holder: Element, text: str, pictures: tuple[Picture, ...]) -> None:
    """A text in its element: plain, or as HTML with its files where it shows pictures."""
    parts = text_parts(text) if pictures else [text]
    shown = {part.name for part in parts if isinstance(part, PictureName)}
    if not shown:
        holder.set("format", "plain_text")
        _text(holder, text)
        return
    described = {picture.name: picture.description for picture in pictures}
    holder.set("format", "html")
    _text(holder, "".join(_markup(part, described) for part in parts))
    for picture in pictures:
        if picture.name in shown:
            file = SubElement(holder, "file", name=picture.name, path="/", encoding="base64")
            file.text = b64encode(picture.data).decode()


def _markup(part: str | PictureName, described: dict[str, str]) -> str:
    if isinstance(part, str):
        return html.escape(part, quote=False).replace("\n", "<br>")
    words = html.escape(described.get(part.name, ""))
    return f'<img src="@@PLUGINFILE@@/{quote(part.name)}" alt="{words}">'


def _answer(
    question: Element,
    fraction: Decimal | int,
    text: str,
    feedback: str = "",
    pictures: tuple[Picture, ...] = (),
) -> Element:
    answer = SubElement(question, "answer", fraction=f"{Decimal(fraction):f}")
    _rich(answer, text, pictures)
    if feedback:
        _text(SubElement(answer, "feedback", format="plain_text"), feedback)
    return answer


def _choice_answers(question: Element, item: Item, fractions: dict[str, Decimal], wrong: Decimal) -> None:
    for choice in item.choices:
        fraction = fractions.get(choice.id, wrong)
        _answer(question, fraction, choice.text, choice.feedback, item.pictures)


def _single(question: Element, item: Item) -> None:
    SubElement(question, "single").text = "true"
    _shuffle(question, item)
    _choice_answers(question, item, {item.key[0]: Decimal(100)}, Decimal(0))


def _multiple(question: Element, item: Item) -> None:
    SubElement(question, "single").text = "false"
    _shuffle(question, item)
    share, wrong = weights_of(item)
    _choice_answers(question, item, dict.fromkeys(item.key, share), wrong)


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
        pair = SubElement(question, "subquestion")
        _rich(pair, left, item.pictures)
        _text(SubElement(pair, "answer", format="plain_text"), right)


def _ordering(question: Element, item: Item) -> None:
    texts = {choice.id: choice for choice in item.choices}
    for number, choice_id in enumerate(item.key, 1):
        choice = texts[choice_id]
        _answer(question, number, choice.text, choice.feedback, item.pictures)


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

"""One row of a table of questions to one item, and back."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from ..model import MARKING_NAMES, TYPE_NAMES, Choice, Item, ItemType, Picture, Source
from ..text import BLANK, picture_names
from ..types.numeric import parse_number
from .extra_fields import with_extra_fields
from .reading import ItemDesk, Reading, ReadProblem, Severity
from .table_answers import (
    fold,
    join_blanks,
    judgement,
    letters,
    split_alternatives,
    split_blanks,
    split_choices,
    strip_prefixes,
    type_of_words,
    with_blanks,
)
from .table_columns import Columns

_DIFFICULTIES = {
    word: level
    for level, words in enumerate(
        (
            "1 易 容易 简单 很易 低",
            "2 较易 较容易 偏易",
            "3 中 中等 一般 适中 普通",
            "4 较难 偏难",
            "5 难 困难 很难 高",
        ),
        1,
    )
    for word in words.split()
}
_MARKINGS = {name: rule for rule, name in MARKING_NAMES.items()}
_CELL_ERRORS = frozenset(["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"])
_SEPARATORS = re.compile(r"[,，、;；\n]")
_TRAILING_BLANK = re.compile(r"\s____\Z")
_NUMBERED = re.compile(r"(\d{1,5})\s*(?:、|[.．](?!\d))\s*(?=\S)")
_NUMBERS = re.compile(r"[1-9](?:[\s,，、;；|]*[1-9])*")
_PAIR = re.compile(r"(\d{1,2})\s*[-—–:：.、]?\s*([A-Za-z])")


class BadRow(Exception):
    """This row is no question; the message is a Chinese sentence."""


@dataclass(slots=True)
class Row:
    """The cells of a row by what they hold, blank ones left out, and what reading them brought up."""

    fields: dict[str, str]
    choices: list[tuple[str, str]]
    blanks: list[str]
    warnings: list[str] = field(default_factory=list)


class TableReader:
    """Reads rows under a header.

    heading: the type that the sheet's name or a heading gives. may_have_numbers: whether stems may begin with the
    number of their row.
    """

    def __init__(
        self,
        desk: ItemDesk,
        columns: Columns,
        heading: ItemType | None = None,
        *,
        may_have_numbers: bool = True,
    ) -> None:
        self._desk, self._columns, self._heading = desk, columns, heading
        # In our own table everything is meant as it stands.
        self._has_numbers = may_have_numbers and "note" not in columns.fields
        self._choice_columns = sorted(columns.choices.items())
        self._blank_columns = sorted(columns.blanks.items(), key=lambda column: int(column[0]))
        self.inferred = 0
        self._last_number = 0

    def notices(self, place: str) -> Reading:
        """What the header itself brings up."""
        for head in self._columns.unknown:
            yield ReadProblem(place, f"不认识的一栏“{head[:30]}”，其内容没有读入。", Severity.LOST)
        for head in self._columns.repeated:
            yield ReadProblem(place, f"“{head[:30]}”一栏出现两次，只读入前一栏。", Severity.LOST)

    def read(
        self, cells: Sequence[str], place: str, pictures: Mapping[str, Picture] | None = None
    ) -> Reading:
        """The item of a row, or why there is none; nothing for a row without a stem and answer.

        pictures: those that the tokens in its cells may show, by name.
        """

        def cell(column: int) -> str:
            return cells[column].strip() if column < len(cells) else ""

        row = Row(
            {name: text for name, column in self._columns.fields.items() if (text := cell(column))},
            [(letter, text) for letter, column in self._choice_columns if (text := cell(column))],
            [cell(column) for _, column in self._blank_columns],
        )
        self._without_numbers(row)
        if not (row.fields.keys() - {"number", "type"} or row.choices or any(row.blanks)):
            return
        try:
            if bad := _CELL_ERRORS.intersection([*row.fields.values(), *dict(row.choices).values()]):
                raise BadRow(f"有一格是公式错误 {min(bad)}，请改成文字。")
            item = self._item(row, pictures or {})
        except BadRow as error:
            yield ReadProblem(place, str(error))
            return
        for message in row.warnings:
            yield ReadProblem(place, message, Severity.WARNING)
        yield from self._desk.check(item, place)

    def _without_numbers(self, row: Row) -> None:
        """Take numbers away that only count: those of the rows before the stems, and those of choices in the answer."""
        if not self._has_numbers:
            return
        stem = row.fields.get("stem", "")
        if (found := _NUMBERED.match(stem)) and int(found[1]) in (1, self._last_number + 1):
            self._last_number = int(found[1])
            row.fields["stem"] = stem[found.end() :]
        answer = row.fields.get("answer", "")
        if self._columns.is_numbered and row.choices and _NUMBERS.fullmatch(answer):
            row.fields["answer"] = "".join(chr(64 + int(one)) for one in re.findall(r"\d", answer))

    def _item(self, row: Row, pictures: Mapping[str, Picture]) -> Item:
        fields = row.fields
        if "stem" not in fields:
            raise BadRow("这一行没有题干，没有读入。")
        if joined := fields.get("choices"):
            row.choices = row.choices or split_choices(joined)
        row.choices = strip_prefixes(row.choices)
        kind = self._type(row)
        specific = _BUILDERS[kind](row)
        stem = specific.pop("stem", fields["stem"])
        item = Item(
            id=fields.get("id") or self._desk.make_id(kind, stem, *(text for _, text in row.choices)),
            type=kind,
            stem=stem,
            explanation=specific.pop("explanation", fields.get("explanation", "")),
            difficulty=_difficulty(row),
            tags=tuple(
                dict.fromkeys(filter(None, map(str.strip, _SEPARATORS.split(fields.get("tags", "")))))
            ),
            category=fields.get("category", ""),
            points=_points(row),
            marking=_marking(row),
            source=_source(fields),
            stimulus=fields.get("stimulus"),
            **specific,
        )
        if pictures:
            shown = tuple(pictures[name] for name in picture_names(item) if name in pictures)
            item = replace(item, pictures=shown)
        if "note" in fields:
            try:
                item, is_whole = with_extra_fields(item, fields["note"])
            except ValueError:
                is_whole = False
            if not is_whole:
                row.warnings.append(
                    "“附加数据”与题目对不上（题目改动过，或数据残缺），对不上的部分没有使用。"
                )
        return item

    def _type(self, row: Row) -> ItemType:
        if words := row.fields.get("type"):
            if kind := type_of_words(words):
                return kind
            if fold(words) not in ("选择题", "选择", "客观题"):
                raise BadRow(f"不认识的题型“{words[:20]}”，请写单选题、多选题、判断题、填空题等。")
        if self._heading:
            return self._heading
        self.inferred += 1
        return _inferred_type(row)


def _inferred_type(row: Row) -> ItemType:
    answer = row.fields.get("answer", "")
    if any(row.blanks):
        return ItemType.FILL_IN
    if row.choices:
        if len(row.choices) == 2 and all(judgement(text) for _, text in row.choices):
            return ItemType.TRUE_FALSE
        return ItemType.MULTIPLE_RESPONSE if len(letters(answer) or ()) > 1 else ItemType.SINGLE_CHOICE
    if judgement(answer):
        return ItemType.TRUE_FALSE
    if BLANK.search(with_blanks(row.fields["stem"])):
        return ItemType.FILL_IN
    raise BadRow("看不出这一行是什么题型，请加一栏“题型”。")


def _chosen(row: Row) -> tuple[str, ...]:
    answer = row.fields.get("answer", "")
    if not answer:
        raise BadRow("没有答案，请补上。")
    known = {letter for letter, _ in row.choices}
    chosen = letters(answer)
    if chosen is None:
        by_text = {fold(text): letter for letter, text in row.choices}
        if fold(answer) in by_text:
            return (by_text[fold(answer)],)
        raise BadRow(f"答案“{answer[:20]}”不是选项的字母，请写成 A 或 ABC 这样。")
    if missing := [letter.upper() for letter in chosen if letter not in known]:
        raise BadRow(f"答案里的 {missing[0]} 没有相应的选项，请补上选项或改答案。")
    if len(set(chosen)) != len(chosen):
        raise BadRow(f"答案“{answer[:20]}”里有重复的字母，请改。")
    return chosen


def _choices(row: Row) -> tuple[Choice, ...]:
    locked = letters(row.fields.get("locked", "")) or ()
    return tuple(Choice(letter, text, letter in locked) for letter, text in row.choices)


def _choice_fields(row: Row) -> dict[str, Any]:
    return {"choices": _choices(row), "key": _chosen(row)}


def _true_false(row: Row) -> dict[str, Any]:
    answer = row.fields.get("answer", "")
    by_letter = dict(row.choices)
    chosen = letters(answer) or ()
    # With choices 正确/错误 the answer may be the letter of one; T and F alone are judgements.
    text = by_letter[chosen[0]] if len(chosen) == 1 and chosen[0] in by_letter else answer
    if (key := judgement(text)) is None:
        raise BadRow(
            f"判断题的答案“{answer[:20]}”看不出对错，请写“正确”或“错误”。" if answer else "没有答案，请补上。"
        )
    return {"key": (key,)}


def _fill_in(row: Row) -> dict[str, Any]:
    stem = with_blanks(row.fields["stem"])
    if any(row.blanks):
        while row.blanks and not row.blanks[-1]:
            row.blanks.pop()
        blanks = tuple(split_alternatives(text) for text in row.blanks)
    elif answer := row.fields.get("answer", ""):
        blanks = split_blanks(answer)
    else:
        raise BadRow("没有答案，请补上。")
    if not BLANK.search(stem) and len(blanks) == 1:
        stem += " ____"
    return {"stem": stem, "blanks": blanks}


def _matching(row: Row) -> dict[str, Any]:
    lefts = [line.strip() for line in row.fields.get("prompts", "").split("\n") if line.strip()]
    if not lefts:
        raise BadRow("连线题要有一栏“左栏”，一行写一项。")
    answer = unicodedata.normalize("NFKC", row.fields.get("answer", ""))
    key = tuple(f"p{int(number)} {letter.lower()}" for number, letter in _PAIR.findall(answer))
    return {
        "prompts": tuple(Choice(f"p{number}", left) for number, left in enumerate(lefts, 1)),
        "choices": _choices(row),
        "key": key,
    }


def _numeric(row: Row) -> dict[str, Any]:
    tolerance = row.fields.get("tolerance")
    number = parse_number(tolerance) if tolerance else None
    if tolerance and number is None:
        raise BadRow(f"允许误差“{tolerance[:20]}”不是一个数，请改。")
    return {"key": (row.fields.get("answer", ""),), "tolerance": number}


def _extended(row: Row) -> dict[str, Any]:
    parts = [row.fields.get("answer"), row.fields.get("explanation")]
    return {"explanation": "\n".join(part for part in parts if part)}


_BUILDERS: dict[ItemType, Callable[[Row], dict[str, Any]]] = {
    ItemType.SINGLE_CHOICE: _choice_fields,
    ItemType.MULTIPLE_RESPONSE: _choice_fields,
    ItemType.ORDERING: _choice_fields,
    ItemType.TRUE_FALSE: _true_false,
    ItemType.FILL_IN: _fill_in,
    ItemType.MATCHING: _matching,
    ItemType.NUMERIC: _numeric,
    ItemType.EXTENDED_TEXT: _extended,
}


def _difficulty(row: Row) -> int:
    words = row.fields.get("difficulty")
    if words and fold(words) not in _DIFFICULTIES:
        row.warnings.append(f"难度“{words[:10]}”不认识，已当作中等；请写 1 到 5，或易、中、难。")
    return _DIFFICULTIES.get(fold(words), 3) if words else 3


def _points(row: Row) -> Decimal:
    words = row.fields.get("points")
    if not words:
        return Decimal(1)
    number = parse_number(words.rstrip("分 "))
    if number is None:
        raise BadRow(f"分值“{words[:20]}”不是一个数，请改。")
    return number


def _marking(row: Row) -> Any:
    words = row.fields.get("marking")
    if words and words not in _MARKINGS:
        row.warnings.append(f"多选计分“{words[:10]}”不认识，按试卷的规则计分。")
    return _MARKINGS.get(words) if words else None


def _source(fields: dict[str, str]) -> Source | None:
    if not fields.keys() & {"unit", "paragraph", "quote"}:
        return None
    return Source(fields.get("unit", ""), fields.get("paragraph", ""), fields.get("quote", ""))


def item_cells(item: Item) -> dict[str, str]:
    """The cells of an item, by field name; choices under their letters A, B ..."""
    place = {choice.id: chr(65 + number) for number, choice in enumerate(item.choices)}
    cells = {
        "id": item.id,
        "type": TYPE_NAMES[item.type],
        "stem": item.stem,
        "answer": _answer(item, place),
        "explanation": item.explanation,
        "points": format(item.points, "f"),
        "difficulty": str(item.difficulty),
        "tags": "、".join(item.tags),
        "category": item.category,
        "tolerance": "" if item.tolerance is None else format(item.tolerance, "f"),
        "prompts": "\n".join(prompt.text for prompt in item.prompts),
        "stimulus": item.stimulus or "",
        "locked": "".join(place[choice.id] for choice in item.choices if choice.is_locked),
        "marking": MARKING_NAMES[item.marking] if item.marking else "",
        "unit": item.source.unit if item.source else "",
        "paragraph": item.source.paragraph if item.source else "",
        "quote": item.source.quote if item.source else "",
    }
    if item.type is ItemType.FILL_IN:
        cells["stem"] = _TRAILING_BLANK.sub("", item.stem) or item.stem
    cells |= {place[choice.id]: choice.text for choice in item.choices}
    return cells


def _answer(item: Item, place: dict[str, str]) -> str:
    match item.type:
        case ItemType.TRUE_FALSE:
            return "正确" if item.key == ("true",) else "错误"
        case ItemType.FILL_IN:
            return join_blanks(item.blanks)
        case ItemType.MATCHING:
            number = {prompt.id: n for n, prompt in enumerate(item.prompts, 1)}
            pairs = (pair.split(" ") for pair in item.key)
            return "；".join(f"{number[prompt]}-{place[target]}" for prompt, target in pairs)
        case ItemType.NUMERIC | ItemType.EXTENDED_TEXT:
            return "".join(item.key)
    return "".join(place[choice_id] for choice_id in item.key)

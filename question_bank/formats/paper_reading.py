"""Reading examination papers: Word files and pasted text, numbered and keyed the way people write them."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import BinaryIO

from ..model import TYPE_NAMES, ItemType, Picture
from ..text import BLANK
from .decoding import TextSource
from .docx_text import MAX_LINES, Document, Line, read_docx
from .paper_drafts import Draft, Entry, Sorter
from .paper_lines import unify_letters
from .reading import FormatError, ItemDesk, Reading, ReadProblem, Severity
from .table_answers import fold, join_blanks, judgement, with_blanks
from .table_columns import Columns
from .table_items import TableReader
from .zip_guard import MAX_FILE

_FIELDS = ("type", "stem", "answer", "explanation", "points", "difficulty", "tags", "marking", "stimulus")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_CHOICE_TYPES = (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE)
_LETTERS_INSIDE = re.compile(r"([（(\[【])\s*([A-Z](?:[\s、,，]*[A-Z])*)\s*([）)\]】])")
_JUDGED_INSIDE = re.compile(r"([（(\[【])\s*(√|×|✓|✗|✔|✘|✕|✖|╳|对|错|正确|错误|T|F|V|v|X|x)\s*([）)\]】])")
_JUDGED_AT_END = re.compile(r"()\s*([√×✓✗✔✘✕✖╳])()\s*$")
_JUDGED_IN_WORDS = re.compile(r"(?<=[。！；;.])()\s*(对|错|正确|错误|T|F)()\s*[。.]?\s*$")
_DRAWN_AROUND = re.compile(r"(?<!_)_{1,3}\s*([^_\s][^_\n]{0,80}?)\s*_{1,3}(?!_)")
_FILLED_BRACKETS = re.compile(r"[（(【]\s*([^（）()【】\n]{1,40}?)\s*[）)】]")
_EMPTY_END = re.compile(r"\s*[（(]\s*[）)]\s*[。.]?\s*$")
_ENUMERATED = re.compile(r"(?:[（(]\d{1,2}[）)]|[①②③④⑤⑥⑦⑧⑨⑩])\s*")
_ALTERNATIVES = re.compile(r"\s*(?:/|／|或者|或)\s*")
_PARTINGS = (r"[|｜]", r"[;；]", r"\n", r"、", r"[,，]", r"\s+")
_MARKING_NAMES = {"all_or_nothing": "全对得分", "half": "少选得一半"}


def read_paper(stream: BinaryIO) -> Reading:
    """Items and problems of a .docx or a text, in the paper's order. Raises FormatError. The stream must be seekable."""
    size = stream.seek(0, 2)
    if size > MAX_FILE:
        raise FormatError("文件超过 20 MB，请拆成几个文件再导入。")
    stream.seek(0)
    head = stream.read(8)
    stream.seek(0)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise FormatError("这是旧的 .doc 文件（或加了密码），请用 Word 或 WPS 另存为 .docx 后再导入。")
    if head.startswith(b"PK"):
        document, word = read_docx(stream), "段"
    else:
        source = TextSource(stream)
        yield from source.notices()
        numbered = enumerate(islice(source.lines(), MAX_LINES + 1), 1)
        document, word = Document([Line(number, text) for number, text in numbered]), "行"
    lines = document.lines
    if len(lines) > MAX_LINES:
        raise FormatError(f"一份试卷最多读 {MAX_LINES} 行，请拆成几个文件再导入。")
    sorter = Sorter()
    sorter.read(lines)
    if not sorter.drafts:
        raise FormatError("没有找到题目：请给每道题写上题号（如“1.”），选项写成“A.”，答案写成“答案：A”。")
    _use_key(sorter.drafts, sorter.entries)
    builder = _Builder(word, document.pictures)
    for draft in sorter.drafts:
        yield from builder.build(draft)
    yield from builder.closing()
    for entry in sorter.entries:
        if not entry.is_used:
            yield ReadProblem(
                f"第 {entry.line} {word}",
                f"答案表里第 {entry.number} 题的答案没有用上：找不到这道题，或有几道同号的题。",
                Severity.WARNING,
            )
    yield from sorter.unplaced
    for stimulus in sorter.stimuli:
        if not stimulus.is_used:
            words = "这段材料后面没有找到用它的题目，没有读入。"
            yield ReadProblem(f"第 {stimulus.line} {word}", words, Severity.LOST)
    for message in document.lost:
        yield ReadProblem("全文", message, Severity.LOST)


def _use_key(drafts: list[Draft], entries: list[Entry]) -> None:
    """Give every draft the answer that the key has for its number; where numbers repeat only for its section."""
    by_number: dict[int, list[Draft]] = {}
    for draft in drafts:
        if draft.number is not None:
            by_number.setdefault(draft.number, []).append(draft)
    for entry in entries:
        alike = by_number.get(entry.number, [])
        if entry.section is not None:
            alike = [draft for draft in alike if draft.section == entry.section]
        elif len(alike) > 1:
            alike = [draft for draft in alike if draft.section == entry.near]
        if len(alike) == 1:
            entry.is_used = True
            draft = alike[0]
            if "answer" not in draft.fields:
                draft.fields["answer"] = entry.answer
            elif not _same(draft.fields["answer"], entry.answer):
                draft.other_answer = entry.answer
            if entry.explanation:
                draft.add("explanation", entry.explanation)


def _same(one: str, other: str) -> bool:
    if judgement(one):
        return judgement(one) == judgement(other)
    return fold(one).strip("。.") == fold(other).strip("。.")


class _Builder:
    """Makes items of drafts, by the rules for rows of a table."""

    def __init__(self, word: str, pictures: Mapping[str, Picture]) -> None:
        self._word, self._pictures = word, pictures
        columns = Columns(
            {name: place for place, name in enumerate(_FIELDS)},
            {letter: len(_FIELDS) + place for place, letter in enumerate(_LETTERS)},
        )
        self._table = TableReader(ItemDesk(), columns, may_have_numbers=False)

    def build(self, draft: Draft) -> Reading:
        """The item of a draft, or why there is none."""
        place = f"第 {draft.line} {self._word}"
        place += f"（第 {draft.number} 题）" if draft.number is not None else ""
        if draft.is_too_long:
            yield ReadProblem(place, "这道题太长（后面的题可能没有题号），没有读入。")
            return
        fields = dict(draft.fields)
        stem = "\n".join(draft.stem)
        kind = draft.type or (draft.heading.type if draft.heading else None)
        if kind is None and not draft.choices and not judgement(fields.get("answer", "")):
            kind = (
                ItemType.EXTENDED_TEXT if "answer" in fields and not BLANK.search(with_blanks(stem)) else None
            )
        stem, inside = self._answer_inside(stem, kind, draft)
        given = fields.get("answer", "")
        other = draft.other_answer or (inside if inside and given and not _same(inside, given) else "")
        if other:
            words = f"这道题有两个不同的答案“{given[:20]}”和“{other[:20]}”，请改成一样。"
            yield ReadProblem(place, words)
            return
        if inside:
            fields.setdefault("answer", inside)
        if kind is ItemType.FILL_IN or (
            kind is None and not draft.choices and BLANK.search(with_blanks(stem))
        ):
            stem, told = self._fill_in(stem, fields)
            for message in told:
                yield ReadProblem(place, message, Severity.WARNING)
        if draft.heading and draft.heading.points is not None:
            fields.setdefault("points", format(draft.heading.points, "f"))
        if draft.heading and draft.heading.marking and kind is not ItemType.SINGLE_CHOICE:
            fields["marking"] = _MARKING_NAMES[draft.heading.marking]
        fields["stem"] = stem
        if draft.stimulus is not None:
            fields["stimulus"] = "\n".join(draft.stimulus.lines)
        if kind is not None:
            fields["type"] = TYPE_NAMES[kind]
        if missing := _gap_in_letters(draft):
            yield ReadProblem(place, f"选项从 {missing} 起断了，请检查选项的字母。")
            return
        cells = [fields.get(name, "") for name in _FIELDS]
        texts = dict(draft.choices)
        cells += [texts.get(letter, "") for letter in _LETTERS]
        found = list(self._table.read(cells, place, self._pictures))
        if not found:
            yield ReadProblem(place, "这道题没有文字，没有读入。")
        yield from found

    def closing(self) -> Iterator[ReadProblem]:
        """What is told once about the whole paper."""
        if self._table.inferred:
            yield ReadProblem(
                "全文", f"{self._table.inferred} 道题没有写题型，已按答案推断，请看一看。", Severity.WARNING
            )

    @staticmethod
    def _answer_inside(stem: str, kind: ItemType | None, draft: Draft) -> tuple[str, str]:
        """The stem with its brackets emptied, and the answer that stood in them."""
        if draft.choices and kind in (None, *_CHOICE_TYPES, ItemType.TRUE_FALSE):
            letters = {letter.upper() for letter, _ in draft.choices}
            marks = [
                m
                for m in _LETTERS_INSIDE.finditer(unify_letters(stem))
                if {*re.findall("[A-Z]", m[2])} <= letters
            ]
        elif not draft.choices and kind in (None, ItemType.TRUE_FALSE):
            marks = list(_JUDGED_INSIDE.finditer(stem))[-1:] or list(_JUDGED_AT_END.finditer(stem))
            if not marks and kind is ItemType.TRUE_FALSE and "answer" not in draft.fields:
                marks = list(_JUDGED_IN_WORDS.finditer(stem))
            is_at_end = bool(marks) and not stem[marks[0].end() :].strip(" 。.")
            marks = marks if kind is ItemType.TRUE_FALSE or is_at_end else []
            if len(marks) == 1:
                rest = stem[: marks[0].start()].rstrip() + stem[marks[0].end() :].strip()
                return rest, marks[0][2]
        else:
            marks = []
        if len(marks) != 1:
            return _EMPTY_END.sub("", stem) if kind is ItemType.TRUE_FALSE else stem, ""
        mark = marks[0]
        emptied = f"{stem[: mark.start()]}{mark[1]} {mark[3]}{stem[mark.end() :]}"
        return _EMPTY_END.sub("", emptied) if kind is ItemType.TRUE_FALSE else emptied, mark[2]

    @staticmethod
    def _fill_in(stem: str, fields: dict[str, str]) -> tuple[str, list[str]]:
        """The stem with ____ for its blanks; the answer parted by blanks as the table rules want it."""
        told: list[str] = []
        drawn = with_blanks(stem)
        if "answer" not in fields and not BLANK.search(stem):
            pattern = _DRAWN_AROUND if _DRAWN_AROUND.search(stem) else _FILLED_BRACKETS
            if pattern.search(stem) and (pattern is _DRAWN_AROUND or drawn == stem):
                fields["answer"] = "|".join(one.replace("|", " ") for one in pattern.findall(stem))
                told.append("括号或下划线里的字当作了答案，请看一看。")
                return pattern.sub("____", stem), told
        count = len(BLANK.findall(drawn)) or 1
        if parts := _parted(fields.get("answer", ""), count):
            blanks = tuple(tuple(filter(None, _ALTERNATIVES.split(part.strip()))) for part in parts)
            fields["answer"] = join_blanks(blanks)
        return drawn, told


def _parted(answer: str, count: int) -> list[str]:
    """The answer in as many parts as there are blanks; empty when no sign parts it so."""
    if count == 1:
        return [answer] if answer and not re.search(r"[|｜;；]", answer) else []
    listed = [part.strip(" ;；,，\n") for part in _ENUMERATED.split(answer) if part.strip()]
    if len(listed) == count and _ENUMERATED.match(answer.strip()):
        return listed
    for sign in _PARTINGS:
        parts = [part for part in re.split(sign, answer.strip()) if part.strip()]
        if len(parts) == count:
            return parts
    return []


def _gap_in_letters(draft: Draft) -> str:
    for place, (letter, _) in enumerate(draft.choices):
        if letter != _LETTERS[place]:
            return letter.upper()
    return ""

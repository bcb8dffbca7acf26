"""The text of a Word file, line by line: with the numbers that Word only draws, and its drawn blanks as ____."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from typing import BinaryIO
from xml.etree.ElementTree import Element

from ..model import Picture
from ..pictures import ENDINGS, MAX_PICTURE, media_type
from ..text import picture_token
from .gallery import why_not
from .reading import FormatError
from .xml_parsing import xml_events
from .zip_guard import MAX_FILE, open_archive, read_member, read_start

MAX_LINES = 300_000

_MAX_ELEMENTS = 2_000_000
_BODY = "word/document.xml"
_NUMBERING = "word/numbering.xml"
_STYLES = "word/styles.xml"
_RELATIONS = "word/_rels/document.xml.rels"
DRAWN = "文件里画的图形（不是图片文件）没有读入，只保留了文字。"
_CHINESE = "零一二三四五六七八九"
_PLACEHOLDER = re.compile(r"%([1-9])")
_SILENT = frozenset(["instrText", "delText", "Fallback", "del", "moveFrom", "pPr", "rPr", "txbxContent"])
_CONTAINERS = frozenset(["body", "tbl", "tr", "tc", "sdtContent"])
_PICTURES = frozenset(["drawing", "pict", "object"])


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document: its number (of the line, or of the paragraph in Word) and its text."""

    number: int
    text: str


@dataclass(slots=True)
class _Level:
    """How a list shows its numbers on one level."""

    form: str = "decimal"
    pattern: str = ""
    start: int = 1


@dataclass(slots=True)
class _Lists:
    """The lists of the document, and how far each has counted."""

    levels: dict[tuple[str, str], _Level] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)
    of_style: dict[str, tuple[str, str]] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def label(self, number_id: str, level_name: str) -> str:
        """The next label of a list, e.g. "3." or "B、"; "" for bullets and unknown lists."""
        abstract = self.abstract.get(number_id)
        if abstract is None or not level_name.isdigit() or int(level_name) > 8:
            return ""
        level = int(level_name)
        shown = self.levels.get((abstract, level_name), _Level())
        self.counts[number_id, level] = self.counts.get((number_id, level), shown.start - 1) + 1
        for deeper in range(level + 1, 9):
            self.counts.pop((number_id, deeper), None)
        if shown.form == "bullet":
            return ""

        def count(found: re.Match[str]) -> str:
            above = int(found[1]) - 1
            form = self.levels.get((abstract, str(above)), _Level())
            return _numeral(self.counts.get((number_id, above), form.start), form.form)

        return _PLACEHOLDER.sub(count, shown.pattern)


@dataclass(frozen=True, slots=True)
class Document:
    """The lines of a document, the pictures that tokens in them show, by name, and why others are lost."""

    lines: list[Line]
    pictures: dict[str, Picture] = field(default_factory=dict)
    lost: tuple[str, ...] = ()


def read_docx(stream: BinaryIO) -> Document:
    """A .docx (of more than MAX_LINES lines one more). Raises FormatError. Nothing outside the file is ever read."""
    with open_archive(stream) as archive:
        names = set(archive.namelist())
        if _BODY not in names:
            raise FormatError("这不是 Word 的 .docx 文件（可能是表格或普通压缩包），请选对文件和格式。")
        lists = _Lists()
        if _NUMBERING in names:
            _read_numbering(read_member(archive, _NUMBERING), lists)
        if _STYLES in names:
            _read_styles(read_member(archive, _STYLES), lists)
        pictures = _Pictures(archive, _targets(archive) if _RELATIONS in names else {})
        document = _Document(lists, pictures)
        body = read_member(archive, _BODY)
        lines = [Line(number, text) for number, text in islice(document.lines(body), MAX_LINES + 1)]
    return Document(lines, pictures.kept, tuple(pictures.lost))


class _Pictures:
    """The pictures of a document, read as they are met; each file once."""

    def __init__(self, archive: zipfile.ZipFile, targets: dict[str, str]) -> None:
        self._archive, self._targets = archive, targets
        self._names: dict[str, str] = {}
        self._left = MAX_FILE
        self.kept: dict[str, Picture] = {}
        self.lost: dict[str, None] = {}

    def show(self, drawing: Element) -> str:
        """What stands in the text for a drawing: tokens for its pictures, or a word and a note of the loss."""
        said = next((words for one in drawing.iter("docPr") if (words := one.get("descr", ""))), "")
        relations = [_attribute(one, "embed") for one in drawing.iter("blip")]
        relations += [_attribute(one, "id") for one in drawing.iter("imagedata")]
        if not relations:
            self.lost[DRAWN] = None
            return "[图片]"
        return "".join(self._one(relation, said) for relation in relations)

    def _one(self, relation: str, said: str) -> str:
        path = self._targets.get(relation, "")
        if path not in self._names:
            data = read_start(self._archive, path, MAX_PICTURE + 1) if path and self._left > 0 else None
            kind = media_type(data) if data else None
            self._left -= len(data or b"")
            if data is None or kind is None or len(data) > MAX_PICTURE or self._left < 0:
                self.lost[why_not(data, kind)] = None
                self._names[path] = ""
            else:
                # Named by order: letters and dots in a name of Word's could be taken for choices.
                name = self._names[path] = f"image{len(self.kept) + 1}.{ENDINGS[kind]}"
                self.kept[name] = Picture(name, kind, data, " ".join(said.split())[:200])
        name = self._names[path]
        return picture_token(name) if name else "[图片]"


def _targets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The paths in the archive by their relation; what lies elsewhere has none there and is never fetched."""
    found = {}
    for event, element in xml_events(BytesIO(read_member(archive, _RELATIONS))):
        if event == "end" and element.tag == "Relationship":
            target = element.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else f"word/{target}"
            found[element.get("Id", "")] = posixpath.normpath(path)
    return found


class _Document:
    def __init__(self, lists: _Lists, pictures: _Pictures) -> None:
        self._lists, self._pictures = lists, pictures

    def lines(self, body: bytes) -> Iterator[tuple[int, str]]:
        """Paragraph numbers with lines; the cells of a table row stand in one line, parted by tabs."""
        number = count = 0
        cells: list[list[str]] = []
        parents: list[Element] = []
        for event, element in xml_events(BytesIO(body)):
            if event == "start":
                count += 1
                if count > _MAX_ELEMENTS:
                    raise FormatError("Word 文件的内容太多，请拆成几个文件再导入。")
                parents.append(element)
                if element.tag == "tr":
                    cells.append([])
                elif element.tag == "tc" and cells:
                    cells[-1].append("")
                continue
            parents.pop()
            if element.tag == "p":
                number += 1
                text = self._label(element) + self._text(element)
                element.clear()
                if cells and cells[-1]:
                    cells[-1][-1] = f"{cells[-1][-1]} {text}".strip()
                else:
                    for line in text.split("\n"):
                        yield number, line
            elif element.tag == "tr" and cells:
                row = "\t".join(cells.pop())
                if row.strip():
                    yield number, row
            if parents and parents[-1].tag in _CONTAINERS:
                # What is read is let go, so memory stays flat however long the paper is.
                parents[-1].remove(element)

    def _label(self, paragraph: Element) -> str:
        style = _value(paragraph.find("pPr/pStyle"))
        numbered, level = self._lists.of_style.get(style, ("", "0"))
        if (own := paragraph.find("pPr/numPr")) is not None:
            numbered = _value(own.find("numId")) or numbered
            level = _value(own.find("ilvl")) or level
        label = self._lists.label(numbered, level) if numbered else ""
        return f"{label} " if label else ""

    def _text(self, element: Element) -> str:
        parts: list[str] = []
        for child in element:
            tag = child.tag
            if tag == "t":
                parts.append(child.text or "")
            elif tag == "tab":
                parts.append("\t")
            elif tag in ("br", "cr"):
                parts.append("\n")
            elif tag == "noBreakHyphen":
                parts.append("-")
            elif tag in _PICTURES:
                parts.append(self._pictures.show(child))
            elif tag == "r":
                parts.append(self._run(child))
            elif tag not in _SILENT:
                parts.append(self._text(child))
        return "".join(parts)

    def _run(self, run: Element) -> str:
        text = self._text(run)
        underline = run.find("rPr/u")
        is_drawn = underline is not None and _value(underline) != "none"
        # A blank is often nothing but underlined spaces.
        return "____" if is_drawn and len(text) > 1 and not text.strip() else text


def _read_numbering(data: bytes, lists: _Lists) -> None:
    for event, element in xml_events(BytesIO(data)):
        if event == "start":
            continue
        if element.tag == "abstractNum":
            name = _attribute(element, "abstractNumId")
            for level in element.iterfind("lvl"):
                start = _value(level.find("start"))
                lists.levels[name, _attribute(level, "ilvl")] = _Level(
                    _value(level.find("numFmt")) or "decimal",
                    _value(level.find("lvlText")),
                    int(start) if start.isdigit() and len(start) < 6 else 1,
                )
        elif element.tag == "num":
            lists.abstract[_attribute(element, "numId")] = _value(element.find("abstractNumId"))


def _read_styles(data: bytes, lists: _Lists) -> None:
    for event, element in xml_events(BytesIO(data)):
        numbered = element.find("pPr/numPr/numId") if event == "end" and element.tag == "style" else None
        if numbered is not None:
            level = _value(element.find("pPr/numPr/ilvl")) or "0"
            lists.of_style[_attribute(element, "styleId")] = _value(numbered), level


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _value(element: Element | None) -> str:
    return "" if element is None else _attribute(element, "val")


def _numeral(number: int, form: str) -> str:
    if form in ("upperLetter", "lowerLetter") and 1 <= number <= 26:
        letter = chr(64 + number)
        return letter if form == "upperLetter" else letter.lower()
    if "hinese" in form or "deograph" in form or "apanese" in form:
        return _chinese(number)
    return str(number)


def _chinese(number: int) -> str:
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_CHINESE[tens]}十"
    return head + (_CHINESE[ones] if ones else "")

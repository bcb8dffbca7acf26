"""Word files (.docx): paragraphs, headings by style or outline, numbering, tables, pictures and footnotes."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from studyhub.core.errors import Invalid
from studyhub.materials.document import BlockKind
from studyhub.materials.raw import RawBlock, RawDocument, tidy, tidy_runs
from studyhub.materials.reading.docx_numbering import Numbering, W, number, value
from studyhub.materials.reading.sniffing import DAMAGED
from studyhub.pictures.rules import LARGEST, MOST

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_V = "{urn:schemas-microsoft-com:vml}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*([1-9])$", re.I)
_TITLE_STYLES = {"title", "标题"}
_DROPPED = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}pPr", f"{W}rPr", f"{_MC}Fallback"}
_FILE_NAME = re.compile(r"[\\/]|\.(?:png|jpe?g|gif|bmp|webp|tiff?|emf|wmf)$", re.I)
_EMPHASIS_MARKS = ("b", "i", "em", "u")


@dataclass(frozen=True)
class _Style:
    name: str = ""
    level: int = 0
    is_title: bool = False
    size: float = 0
    is_bold: bool = False
    is_centred: bool = False
    numbering: str = ""
    numbering_level: int = 0


def read(path: Path) -> RawDocument:
    """The blocks of a .docx. Insertions count, deletions do not; pictures stored elsewhere are noted, not fetched."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _Reader(archive).read()
    except (
        ParseError,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        RuntimeError,
        NotImplementedError,
        EOFError,
    ) as error:
        raise Invalid(DAMAGED, code="damaged") from error


class _Reader:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = set(archive.namelist())
        self._styles = _read_styles(self._part("word/styles.xml"))
        self._numbering = Numbering(self._part("word/numbering.xml"))
        self._pictures = self._read_pictures()
        self._blocks: list[RawBlock] = []
        self._files: dict[str, bytes] = {}
        self._notes: dict[tuple[str, str], int] = {}
        self._default = next((s for s in self._styles.values() if s.name in {"normal", "正文"}), _Style())

    def read(self) -> RawDocument:
        root = self._part("word/document.xml")
        body = None if root is None else root.find(f"{W}body")
        if body is None:
            raise Invalid(DAMAGED, code="damaged")
        self._read_flow(body)
        for kind in ("footnote", "endnote"):
            self._read_notes(kind)
        return RawDocument(self._blocks, pictures=self._files)

    def _part(self, name: str) -> Element | None:
        if name not in self._names:
            return None
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import fromstring

        try:
            root: Element = fromstring(self._archive.read(name))
        except DefusedXmlException as error:
            raise Invalid(
                "文件里有不允许的内容（外部实体），请新建文档，把文字复制过去后保存。", code="hostile"
            ) from error
        return root

    def _read_pictures(self) -> dict[str, str]:
        relations = self._part("word/_rels/document.xml.rels")
        if relations is None:
            return {}
        return {
            each.get("Id", ""): posixpath.normpath(posixpath.join("word", each.get("Target", "")))
            for each in relations.iter(f"{_PACKAGE}Relationship")
            if each.get("TargetMode") != "External" and each.get("Type", "").endswith("/image")
        }

    def _read_flow(self, container: Element) -> None:
        for element in _flow(container):
            if element.tag == f"{W}p":
                self._read_paragraph(element)
            else:
                self._read_table(element)

    def _read_paragraph(self, paragraph: Element) -> None:
        style = self._style_of(paragraph)
        place = f"第{len(self._blocks) + 1}段"
        runs: list[tuple[str, bool]] = []
        bold = size = length = 0.0
        for run in _runs(paragraph):
            text = self._run_text(run)
            letters = len("".join(text.split()))
            looks = run.find(f"{W}rPr")
            is_bold = style.is_bold if looks is None else _is_on(looks, "b", style.is_bold)
            is_marked = looks is not None and any(_is_on(looks, mark, False) for mark in _EMPHASIS_MARKS)
            runs.append((text, is_marked))
            length += letters
            bold += letters * is_bold
            half_points = number(value(looks, "sz")) if looks is not None else 0
            size += letters * (half_points / 2 or style.size)
        text, spans = tidy_runs(runs)
        label, is_bullet = (
            self._numbering.label(style.numbering, style.numbering_level)
            if text and style.numbering
            else ("", False)
        )
        if label:
            label_text = label if re.search(r"[、.．）)]$", label) else f"{label} "
            text, spans = (
                label_text + text,
                [replace(s, start=s.start + len(label_text), end=s.end + len(label_text)) for s in spans],
            )
        if text:
            kind, level = BlockKind.PARAGRAPH, 0
            if style.level:
                kind, level = BlockKind.HEADING, style.level
            elif is_bullet:
                kind, level = BlockKind.LIST_ITEM, style.numbering_level + 1
            is_bold = length > 0 and bold * 10 >= length * 9
            self._blocks.append(
                RawBlock(
                    text,
                    kind,
                    level,
                    place,
                    [] if is_bold else spans,
                    size=round(size / length, 1) if length else 0,
                    is_bold=is_bold,
                    is_centred=style.is_centred,
                    is_title=style.is_title,
                )
            )
        self._read_pictures_of(paragraph, place)
        for box in paragraph.iter(f"{W}txbxContent"):
            if not any(
                box is inner
                for fallback in paragraph.iter(f"{_MC}Fallback")
                for inner in fallback.iter(f"{W}txbxContent")
            ):
                self._read_flow(box)

    def _read_pictures_of(self, paragraph: Element, place: str) -> None:
        words = _descriptions(paragraph)
        for picture in _pictures(paragraph):
            name = self._pictures.get(picture.get(f"{_R}embed") or picture.get(f"{_R}id") or "", "")
            if name in self._names and name not in self._files and len(self._files) <= MOST:
                with self._archive.open(name) as part:
                    self._files[name] = part.read(LARGEST + 1)
            self._blocks.append(RawBlock(words.get(picture, ""), BlockKind.IMAGE, place=place, image=name))

    def _read_table(self, table: Element) -> None:
        rows = []
        for row in table.iter(f"{W}tr"):
            cells = []
            for cell in row.findall(f"{W}tc") + row.findall(f"{W}sdt/{W}sdtContent/{W}tc"):
                texts = (
                    tidy("".join(self._run_text(run) for run in _runs(each))) for each in cell.iter(f"{W}p")
                )
                cells.append(" ".join(text for text in texts if text))
            if any(cells):
                rows.append(cells)
        if len(rows) == 1 and len(rows[0]) == 1:  # a frame around words
            self._blocks.append(RawBlock(rows[0][0], place=f"第{len(self._blocks) + 1}段"))
        elif rows:
            text = "\n".join("\t".join(row) for row in rows)
            self._blocks.append(
                RawBlock(text, BlockKind.TABLE, place=f"第{len(self._blocks) + 1}段", rows=rows)
            )
        for paragraph in table.iter(f"{W}p"):
            self._read_pictures_of(paragraph, f"第{len(self._blocks)}段")

    def _run_text(self, run: Element) -> str:
        pieces = []
        for part in run:
            if part.tag in {f"{W}t", f"{_M}t"}:
                pieces.append(part.text or "")
            elif part.tag in {f"{W}tab", f"{W}br", f"{W}cr", f"{W}ptab"}:
                pieces.append(" ")
            elif part.tag == f"{W}noBreakHyphen":
                pieces.append("-")
            elif part.tag in {f"{W}footnoteReference", f"{W}endnoteReference"}:
                key = part.tag.removeprefix(W).removesuffix("Reference"), part.get(f"{W}id", "")
                pieces.append(f"[{self._notes.setdefault(key, len(self._notes) + 1)}]")
        return "".join(pieces)

    def _read_notes(self, kind: str) -> None:
        root = self._part(f"word/{kind}s.xml")
        if root is None:
            return
        for note in root.iter(f"{W}{kind}"):
            shown = self._notes.get((kind, note.get(f"{W}id", "")))
            text = tidy(" ".join("".join(self._run_text(r) for r in _runs(p)) for p in note.iter(f"{W}p")))
            if shown and text:
                self._blocks.append(RawBlock(f"[{shown}] {text}", BlockKind.FOOTNOTE, place=f"注{shown}"))

    def _style_of(self, paragraph: Element) -> _Style:
        looks = paragraph.find(f"{W}pPr")
        if looks is None:
            return self._default
        style = self._styles.get(value(looks, "pStyle"), self._default)
        style = _with_looks(style, looks)
        numbered = looks.find(f"{W}numPr")
        if numbered is not None:
            level = number(value(numbered, "ilvl"), style.numbering_level)
            style = replace(style, numbering=value(numbered, "numId", style.numbering), numbering_level=level)
        return replace(style, numbering="") if style.numbering == "0" else style


def _pictures(element: Element) -> Iterator[Element]:
    """The references to pictures that stand in a paragraph itself: not those of its text boxes, which are read after it,
    and no drawing a second time in its older form."""
    for child in element:
        if child.tag in {f"{_A}blip", f"{_V}imagedata"}:
            yield child
        elif child.tag not in {f"{W}txbxContent", f"{_MC}Fallback"}:
            yield from _pictures(child)


def _descriptions(paragraph: Element) -> dict[Element, str]:
    """What the author wrote about pictures of a paragraph; the name of a file, which Word puts there, is no words."""
    found: dict[Element, str] = {}
    for kind in ("inline", "anchor"):
        for drawing in paragraph.iter(f"{_WP}{kind}"):
            about = drawing.find(f"{_WP}docPr")
            text = tidy(about.get("descr", "")) if about is not None else ""
            if not _FILE_NAME.search(text):
                found |= dict.fromkeys(_pictures(drawing), text)
    return found


def _read_styles(root: Element | None) -> dict[str, _Style]:
    if root is None:
        return {}
    elements = {
        each.get(f"{W}styleId", ""): each
        for each in root.iter(f"{W}style")
        if each.get(f"{W}type") == "paragraph"
    }
    found: dict[str, _Style] = {}

    def style(name: str, depth: int = 0) -> _Style:
        if name in found or name not in elements or depth > 12:
            return found.get(name, _Style())
        element = elements[name]
        made = replace(style(value(element, "basedOn"), depth + 1), name=value(element, "name").lower())
        made = replace(made, is_title=made.name in _TITLE_STYLES)
        if heading := _HEADING_STYLE.search(made.name):
            made = replace(made, level=min(6, int(heading[1])))
        for part in ("pPr", "rPr"):
            if (looks := element.find(f"{W}{part}")) is not None:
                made = _with_looks(made, looks)
                if (numbered := looks.find(f"{W}numPr")) is not None:
                    level = number(value(numbered, "ilvl"))
                    made = replace(made, numbering=value(numbered, "numId"), numbering_level=level)
        found[name] = made
        return made

    return {name: style(name) for name in elements}


def _with_looks(style: _Style, looks: Element) -> _Style:
    """The style with what paragraph or letter properties change of it."""
    if outline := value(looks, "outlineLvl"):
        level = number(outline, 9)
        style = replace(style, level=level + 1 if level < 6 else 0)
    if alignment := value(looks, "jc"):
        style = replace(style, is_centred=alignment == "center")
    if half_points := number(value(looks, "sz")):
        style = replace(style, size=half_points / 2)
    return replace(style, is_bold=_is_on(looks, "b", style.is_bold))


def _is_on(looks: Element, name: str, otherwise: bool) -> bool:
    mark = looks.find(f"{W}{name}")
    return otherwise if mark is None else mark.get(f"{W}val", "1") not in {"0", "false", "none", "off"}


def _flow(container: Element) -> Iterator[Element]:
    """Paragraphs and tables in order, also inside content controls and tracked insertions."""
    for element in container:
        if element.tag in {f"{W}p", f"{W}tbl"}:
            yield element
        elif element.tag in {
            f"{W}sdt",
            f"{W}sdtContent",
            f"{W}ins",
            f"{W}moveTo",
            f"{W}customXml",
            f"{W}smartTag",
        }:
            yield from _flow(element)


def _runs(element: Element) -> Iterator[Element]:
    """The runs of a paragraph in order, without what was deleted and without the text boxes anchored in it."""
    stack = list(reversed(element))
    while stack:
        each = stack.pop()
        if each.tag in {f"{W}r", f"{_M}r"}:
            yield each
        elif each.tag not in _DROPPED:
            stack.extend(reversed(each))

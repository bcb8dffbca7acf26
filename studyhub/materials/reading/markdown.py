"""Markdown, as far as articles use it: headings, lists, quotations, tables, pictures, emphasis, footnotes."""

import re

from studyhub.materials.document import BlockKind, Span
from studyhub.materials.pictures import inline_picture
from studyhub.materials.raw import RawBlock, RawDocument, joined, tidy, tidy_runs

_HEADING = re.compile(r"(#{1,6})\s+(.+?)(?:\s+#+)?\s*$")
_UNDERLINE = re.compile(r"(=+|-+)\s*$")
_ITEM = re.compile(r"(\s*)(?:[-*+]|(\d{1,3}[.)]))\s+(.+)")
_RULE = re.compile(r"\s*(?:[-*_]\s*){3,}$")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_ROW = re.compile(r"\s*\|(.*)\|\s*$")
_ROW_RULE = re.compile(r"\s*\|[\s:|-]+\|\s*$")
_NOTE = re.compile(r"\[\^([^\]]+)\]:\s*(.+)")
_IMAGE = re.compile(r"!\[([^\]\n]*)\]\(([^)\n]*)\)")
_LINK = re.compile(r"\[([^\]\n]+)\]\([^)\n]*\)")
_EMPHASIS = re.compile(r"(\*\*\*|\*\*|__|\*|_)(?=\S)([^*_\n]+?)(?<=\S)\1")
_FRONT_FIELD = re.compile(r"(title|author|date|source|标题|作者|日期|来源)\s*[:：]\s*(.+)", re.I)


def read(text: str) -> RawDocument:
    """The blocks of a Markdown text. A picture keeps its caption, and its bytes when they stand in the text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    document = RawDocument([])
    start = _front_matter(lines, document)
    reader = _Reader(document)
    for number, line in enumerate(lines[start:], start + 1):
        reader.feed(line, number)
    reader.close()
    return document


def _front_matter(lines: list[str], document: RawDocument) -> int:
    if not lines or lines[0].strip() != "---" or "---" not in (line.strip() for line in lines[1:30]):
        return 0
    end = next(n for n, line in enumerate(lines[1:30], 1) if line.strip() == "---")
    for line in lines[1:end]:
        if field := _FRONT_FIELD.match(line.strip()):
            value = field[2].strip("\"' ")
            match field[1].lower():
                case "title" | "标题":
                    document.title = value
                case "author" | "作者":
                    document.author = value
                case "date" | "日期":
                    document.published = value
                case _:
                    document.source = value
    return end + 1


class _Reader:
    """Line by line; what belongs to one paragraph waits in `_pending`."""

    def __init__(self, document: RawDocument) -> None:
        self._blocks = document.blocks
        self._pictures = document.pictures
        self._pending = ""
        self._pending_place = ""
        self._rows: list[list[str]] = []
        self._in_fence = False

    def feed(self, line: str, number: int) -> None:
        place = f"第{number}行"
        if _FENCE.match(line):
            self._flush()
            self._in_fence = not self._in_fence
            return
        if self._in_fence:
            self._add(line, place)
            return
        if row := _ROW.match(line):
            self._flush_paragraph()
            if not _ROW_RULE.match(line):
                self._rows.append([_inline(cell)[0] for cell in row[1].split("|")])
            return
        self._flush_table()
        if not line.strip():
            self._flush()
        elif heading := _HEADING.match(line):
            self._flush()
            self._add(heading[2], place, BlockKind.HEADING, len(heading[1]))
        elif self._pending and _UNDERLINE.match(line):
            level = 1 if line.startswith("=") else 2
            text, self._pending = self._pending, ""
            self._add(text, self._pending_place, BlockKind.HEADING, level)
        elif _RULE.match(line):
            self._flush()
        elif note := _NOTE.match(line):
            self._flush()
            self._add(f"[{note[1]}] {note[2]}", place, BlockKind.FOOTNOTE)
        elif item := _ITEM.match(line):
            self._flush()
            depth = min(6, 1 + len(item[1].expandtabs(4)) // 2)
            self._pending_item(f"{item[2]} {item[3]}" if item[2] else item[3], place, depth)
        else:
            self._continue(re.sub(r"^\s*(?:>\s?)+", "", line), place)

    def close(self) -> None:
        self._flush()

    def _continue(self, line: str, place: str) -> None:
        if not self._pending:
            self._pending_place, self._kind, self._level = place, BlockKind.PARAGRAPH, 0
        hard = line.endswith(("  ", "\\"))
        self._pending = joined(self._pending, line.rstrip("\\").strip())
        if hard:
            self._flush_paragraph()

    def _pending_item(self, text: str, place: str, depth: int) -> None:
        self._pending, self._pending_place = text.strip(), place
        self._kind, self._level = BlockKind.LIST_ITEM, depth

    def _flush(self) -> None:
        self._flush_table()
        self._flush_paragraph()

    def _flush_paragraph(self) -> None:
        if self._pending:
            self._add(self._pending, self._pending_place, self._kind, self._level)
            self._pending = ""

    def _flush_table(self) -> None:
        if self._rows:
            text = "\n".join("\t".join(row) for row in self._rows)
            self._blocks.append(RawBlock(text, BlockKind.TABLE, rows=self._rows))
            self._rows = []

    def _add(self, text: str, place: str, kind: BlockKind = BlockKind.PARAGRAPH, level: int = 0) -> None:
        for picture in _IMAGE.finditer(text):
            name, data = inline_picture(picture[2]) or ("", b"")
            if name:
                self._pictures[name] = data
            self._blocks.append(RawBlock(tidy(picture[1]), BlockKind.IMAGE, place=place, image=name))
        links = sum(len(link[1]) for link in _LINK.finditer(text))
        clean, spans = _inline(_IMAGE.sub("", text))
        if clean:
            share = min(1.0, links / len(clean))
            self._blocks.append(RawBlock(clean, kind, level, place, spans, link_share=share))


def _inline(text: str) -> tuple[str, list[Span]]:
    """Text without marks of links and emphasis, and where the emphasis was."""
    text = re.sub(r"<(https?://[^>\s]+)>", r"\1", _LINK.sub(r"\1", text)).replace("`", "")
    runs: list[tuple[str, bool]] = []
    end = 0
    for mark in _EMPHASIS.finditer(text):
        runs += [(text[end : mark.start()], False), (mark[2], True)]
        end = mark.end()
    runs.append((text[end:], False))
    return tidy_runs((re.sub(r"\\([\\`*_{}\[\]()#+.!-])", r"\1", run), is_bold) for run, is_bold in runs)

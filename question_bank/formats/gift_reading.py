"""Reading GIFT, Moodle's text format.

Escapes are turned into control characters first (a source with such characters of its own is refused), so that
whatever sign is left is meant as a mark.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

from ..model import Item, ItemType
from ..text import BLANK
from .categories import read_category
from .decoding import TextSource
from .extra_fields import with_extra_fields
from .gallery import Gallery
from .gift_answers import Answers, BadQuestion, read_answers
from .markup import plain_text
from .reading import FormatError, ItemDesk, OpenDesk, Reading, ReadProblem, Severity

MAX_QUESTION = 2_000_000  # a picture may stand inside

_ESCAPES = {
    "\\\\": "\1",
    "\\:": "\2",
    "\\#": "\3",
    "\\=": "\4",
    "\\{": "\5",
    "\\}": "\6",
    "\\~": "\7",
    "\\n": "\10",
}
_ESCAPE = re.compile(r"\\[\\:#={}~n]")
_MEANING = str.maketrans("\1\2\3\4\5\6\7\10", "\\:#={}~\n")
_CONTROL = re.compile(r"[\x01-\x08]")
_NAME = re.compile(r"\s*::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_ID = re.compile(r"\[id:((?:[^\]\\]|\\.)+)\]")
_TAG = re.compile(r"\[tag:((?:[^\]\\]|\\.)+)\]")
_FIELDS = re.compile(r"\[fields:(\{.*\})\]$")
_COMMENT_ESCAPE = re.compile(r"\\(.)")
_WIDE = str.maketrans("｛｝＝～", "{}=~")
_ODD_TAIL = re.compile(r"[\"'`;{}\1-\10]")


@dataclass(slots=True)
class _Block:
    """One question's lines without its comments."""

    place: str
    text: str
    id: str = ""
    tags: list[str] = field(default_factory=list)
    fields: str = ""


def read_gift(stream: BinaryIO) -> Reading:
    """Items and problems, block by block. Raises FormatError when nothing in the file looks like GIFT."""
    yield from _read(TextSource(stream), ItemDesk())


def read_back(block: str) -> Item | None:
    """The item of a block as a writer wrote it, whether it is sound or not."""
    found = _read(TextSource(BytesIO(block.encode())), OpenDesk())
    return next((one for one in found if isinstance(one, Item)), None)


def _read(source: TextSource, desk: ItemDesk) -> Reading:
    yield from source.notices()
    reader = _Reader(desk)
    blocks = 0
    for found in _blocks(source):
        if isinstance(found, ReadProblem):
            yield found
            continue
        blocks += 1
        yield from reader.read(found)
        if blocks == 20 and not reader.has_signs:
            break
    if blocks and not reader.has_signs:
        raise FormatError("这不是 GIFT 文件：开头没有一段写有 {…} 答案。请看一看选的格式对不对。")
    yield from reader.notes()


def _blocks(source: TextSource) -> Iterator[_Block | ReadProblem]:
    lines: list[str] = []
    start = size = 0
    for number, raw in enumerate(source.lines(), 1):
        line = raw.strip()
        if line and line != "0":
            if not size:
                start = number
            size += len(line)
            if size <= MAX_QUESTION:
                lines.append(line)
            continue
        if line:
            yield ReadProblem(
                f"第 {number} 行", "这一行只有一个 0，GIFT 把它当作空行，题目在此断开。", Severity.WARNING
            )
        if size:
            yield _block(lines, start, size)
            lines, size = [], 0
    if size:
        yield _block(lines, start, size)


def _block(lines: list[str], start: int, size: int) -> _Block | ReadProblem:
    place = f"第 {start} 行"
    if size > MAX_QUESTION:
        return ReadProblem(place, f"这道题超过 {MAX_QUESTION} 个字，没有读入；题与题之间要空一行。")
    block = _Block(place, "")
    kept = []
    for line in lines:
        if line.startswith("//"):
            if "[" in line:
                _comment(line, block)
        else:
            kept.append(line)
    block.text = "\n".join(kept)
    return block


def _comment(line: str, block: _Block) -> None:
    """The id, the tags and our own fields that a comment may carry; the first id wins."""
    if found := _FIELDS.search(line):
        block.fields = found[1]
        return
    if not block.id and (found := _ID.search(line)):
        block.id = _COMMENT_ESCAPE.sub(r"\1", found[1]).strip()
    if "[tag:" in line:
        block.tags += [_COMMENT_ESCAPE.sub(r"\1", tag).strip() for tag in _TAG.findall(line)]


class _Reader:
    """Reads block after block: keeps the category that holds, the ids given, and counts for the closing notes."""

    def __init__(self, desk: ItemDesk) -> None:
        self.has_signs = False
        self._category = ""
        self._desk = desk
        self._has_escapes = False
        self._format = ""
        self._counts = {"name": 0, "markup": 0}
        self._lost_media: dict[str, None] = {}
        self._gallery = Gallery()
        self._had_markup = False

    def notes(self) -> Iterator[ReadProblem]:
        """What was lost in many places, said once."""
        if count := self._counts["name"]:
            yield ReadProblem("全文", f"{count} 道题写有题名（::…::），题库不保存题名。", Severity.LOST)
        if count := self._counts["markup"]:
            yield ReadProblem("全文", f"{count} 道题带有网页格式，只保留了文字。", Severity.LOST)

    def read(self, block: _Block) -> Reading:
        """The item of a block, or why there is none."""
        if not block.text:
            self.has_signs = True  # comments alone
            return
        if block.text.startswith("$CATEGORY:"):
            yield from self._read_category(block)
            return
        if _CONTROL.search(block.text):
            yield ReadProblem(block.place, "文字里有看不见的控制字符，请删去后再导入。")
            return
        try:
            yield from self._read_question(block)
        except BadQuestion as error:
            yield ReadProblem(block.place, str(error))

    def _read_category(self, block: _Block) -> Reading:
        self.has_signs = True
        line, _, rest = block.text.removeprefix("$CATEGORY:").partition("\n")
        self._category = read_category(line)
        if "//" in line:
            yield ReadProblem(block.place, "分类名里的斜杠改成了全角“／”。", Severity.WARNING)
        if rest:
            yield ReadProblem(
                block.place,
                "分类行后面没有空行，下一行已当作题目读入；请在分类行后空一行。",
                Severity.WARNING,
            )
            yield from self.read(_Block(block.place, rest, block.id, block.tags, block.fields))

    def _read_question(self, block: _Block) -> Reading:
        text = block.text
        self.has_signs |= "{" in text or "::" in text or _FORMAT.match(text) is not None
        self._has_escapes = "\\" in text
        if self._has_escapes:
            text = _ESCAPE.sub(lambda found: _ESCAPES[found[0]], text)
        if "{" not in text and "}" not in text and "｛" in text and "｝" in text:
            start, end = text.index("｛"), text.index("｝")
            text = text[:start] + text[start : end + 1].translate(_WIDE) + text[end + 1 :]
            yield ReadProblem(
                block.place, "大括号写成了全角，已当作半角读入；GIFT 的标记都应是半角。", Severity.WARNING
            )
        start, end = text.find("{"), text.find("}")
        if start < 0 and end < 0:
            yield ReadProblem(block.place, "这一段没有答案，是说明文字，不是题目，没有读入。", Severity.LOST)
            return
        if start < 0 or end < start:
            raise BadQuestion("大括号不成对：答案要写在 { 和 } 之间；文字里的大括号写成 \\{ 和 \\}。")
        inside, tail = text[start + 1 : end].strip(), text[end + 1 :]
        if "{" in tail or "}" in tail or "{" in inside:
            raise BadQuestion(
                "一道题只能有一处 {…} 答案；几道题之间要空一行，文字里的大括号写成 \\{ 和 \\}。"
            )
        if inside[:1] in ("＝", "～"):
            inside = inside.translate(_WIDE)
            yield ReadProblem(block.place, "等号或波浪号写成了全角，已当作半角读入。", Severity.WARNING)
        yield from self._build(block, text[:start], inside, tail)

    def _build(self, block: _Block, head: str, inside: str, tail: str) -> Reading:
        self._had_markup = False
        self._lost_media.clear()
        self._gallery = Gallery()
        name = ""
        if "::" in head and (found := _NAME.match(head)):
            name, head = found[1].translate(_MEANING).strip(), head[found.end() :]
        self._format = found[1] if (found := _FORMAT.match(head)) else ""
        general = ""
        if "####" in inside:
            inside, _, general = inside.rpartition("####")
            inside = inside.rstrip()
        answers = read_answers(inside, self._text)
        if tail.strip():
            if _ODD_TAIL.search(tail):
                answers.warnings.append(
                    f"大括号后面还有“{tail.strip()[:20].translate(_MEANING)}”，请看一看是不是多余的。"
                )
            head += "_____" + tail
        stem = self._text(head)
        if not stem and name:
            stem, name = name, ""
        if answers.type is ItemType.FILL_IN and not BLANK.search(stem):
            stem += " ____"
        explanation = self._text(general) if general else ""
        if answers.comments:
            explanation = "\n".join(filter(None, [explanation, *answers.comments]))
            answers.warnings.append("各答案的反馈已并入解析。")
        self._counts["name"] += bool(name)
        self._counts["markup"] += self._had_markup
        for kind in self._lost_media:
            what = "表格" if kind == "table" else "多媒体或公式"
            answers.lost.append(f"题里的{what}没有读入，只保留了文字。")
        answers.lost += self._gallery.lost
        yield from self._finish(block, answers, stem, explanation)

    def _finish(self, block: _Block, answers: Answers, stem: str, explanation: str) -> Reading:
        for message in answers.warnings:
            yield ReadProblem(block.place, message, Severity.WARNING)
        for message in answers.lost:
            yield ReadProblem(block.place, message, Severity.LOST)
        fields = answers.fields
        words = (choice.text for choice in fields.get("choices", ()))
        item = Item(
            id=block.id or self._desk.make_id(answers.type, stem, *words),
            type=answers.type,
            stem=stem,
            explanation=explanation,
            tags=tuple(dict.fromkeys(block.tags)),
            category=self._category,
            **fields,
        )
        item = self._gallery.pictures_of(item)
        if block.fields:
            try:
                item, is_whole = with_extra_fields(item, block.fields)
            except ValueError:
                is_whole = False
            if not is_whole:
                yield ReadProblem(
                    block.place, "注释里的 [fields:…] 写得不对，或题目已改动，没有读入。", Severity.LOST
                )
        yield from self._desk.check(item, block.place)

    def _text(self, piece: str) -> str:
        """A piece of source as plain text; a format written before it holds for it alone."""
        kind = self._format
        if "[" in piece and (found := _FORMAT.match(piece)):
            kind, piece = found[1], piece[found.end() :]
        piece = piece.strip()
        if self._has_escapes:
            piece = piece.translate(_MEANING)
        if kind != "plain" and ("<" in piece or "&" in piece):
            plain = plain_text(piece, is_html=kind == "html", show=self._show)
            self._had_markup |= plain.had_markup
            self._lost_media.update(dict.fromkeys(plain.lost))
            return plain.text
        return piece

    def _show(self, address: str, words: str) -> str:
        """GIFT has no files beside it: only a picture that its address carries can be shown."""
        return self._gallery.show(address, words)

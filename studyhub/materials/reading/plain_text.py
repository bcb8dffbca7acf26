"""Plain text: one block a line, or a paragraph of lines where the text is wrapped at a width."""

import itertools
import re
from statistics import median

from studyhub.materials.document import BlockKind
from studyhub.materials.raw import RawBlock, RawDocument, joined, tidy

_END = re.compile(r"[。！？；：….!?;:][”’」』）)\"']*$")
_STARTS_NEW = re.compile(
    r"[ \t\u3000]{2,}|[一二三四五六七八九十百]{1,4}[、.．]|[（(][一二三四五六七八九十百\d]{1,4}[）)]|\d{1,3}[、.．]|第[一二三四五六七八九十百\d]+[章节条]|[•·●■◆○-]\s|——"
)
_BULLET = re.compile(r"[•·●■◆○▪◦►‣]\s*")
WIDEST_WRAP = 80


def read(text: str) -> RawDocument:
    """The lines of a text as blocks. Lines cut at one width in the middle of sentences are joined again."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    width = _wrap_width(lines)
    blocks: list[RawBlock] = []
    previous = ""
    for number, line in enumerate(lines, 1):
        clean = tidy(line)
        if clean:
            if width and blocks and _goes_on(previous, line, width):
                blocks[-1].text = joined(blocks[-1].text, clean)
            else:
                blocks.append(_block(clean, number))
        previous = line
    return RawDocument(blocks)


def _block(text: str, number: int) -> RawBlock:
    bullet = _BULLET.match(text)
    place = f"第{number}行"
    if bullet and bullet.end() < len(text):
        return RawBlock(text, BlockKind.LIST_ITEM, level=1, place=place)
    return RawBlock(text, place=place)


def _wrap_width(lines: list[str]) -> int:
    """The length at which lines were cut, 0 when each line is a paragraph."""
    pairs = [(a.rstrip(), b) for a, b in itertools.pairwise(lines) if a.strip() and b.strip()]
    lengths = [_width(a) for a, _ in pairs if not _END.search(a)]
    if len(lengths) < 3:
        return 0
    usual = int(median(lengths))
    near = sum(abs(length - usual) <= 3 for length in lengths)
    longest = max(_width(line.rstrip()) for line in lines)
    is_wrapped = 20 <= usual <= 2 * WIDEST_WRAP and near * 10 >= 7 * len(lengths) and longest <= usual + 8
    return usual if is_wrapped else 0


def _goes_on(previous: str, line: str, width: int) -> bool:
    full = _width(previous.rstrip()) >= width - 6
    return bool(previous.strip()) and full and not _STARTS_NEW.match(line)


def _width(text: str) -> int:
    """Columns that a text takes: two for a Chinese character."""
    return sum(1 if c.isascii() else 2 for c in text)

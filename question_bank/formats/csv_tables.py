"""CSV tables of questions, read and written: UTF-8 or GB18030, parted by comma, semicolon or tab."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from ..model import Item
from .decoding import TextSource
from .reading import FormatError, ItemDesk, Reading, ReadProblem, Severity
from .table_columns import find_columns
from .table_items import TableReader
from .table_template import heads, row_of

_HEADER_WITHIN = 10
_MAX_LINE = 2_000_000
# A cell that a spreadsheet would take for a formula carries a quote before it; reading takes it off again.
_FORMULA = re.compile(r"'*[=+\-@\t＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t＝＋－＠]")


def read_csv(stream: BinaryIO) -> Reading:
    """Items and problems row by row, with flat memory. Raises FormatError."""
    source = TextSource(stream)
    yield from source.notices()
    lines = _Lines(source)
    desk = ItemDesk()
    table: TableReader | None = None
    rows = csv.reader(lines, delimiter=lines.delimiter())
    for number in range(1, 1 << 62):
        start = rows.line_num + 1
        place = f"第 {start} 行"
        try:
            cells = [_unguard(cell) for cell in next(rows)]
        except StopIteration:
            break
        except csv.Error:
            yield ReadProblem(
                place, "从这里起引号没有成对，或有一格太长，后面没有读入；请检查这一行的双引号。"
            )
            break
        if table is None:
            columns = find_columns(cells)
            if columns is not None:
                table = TableReader(desk, columns)
                yield from table.notices(place)
            elif number >= _HEADER_WITHIN:
                break
            continue
        yield from table.read(cells, place)
    if table is None:
        raise FormatError("没有找到表头：请保证有一行写着“题干”（或“题目”）和“答案”。")
    if lines.is_open_quote():
        yield ReadProblem("全文", "文件末尾的引号没有成对，最后一行可能残缺。", Severity.WARNING)
    if table.inferred:
        yield ReadProblem(
            "全文", f"{table.inferred} 行没有写题型，已按答案推断，请看一看。", Severity.WARNING
        )


def write_csv(items: Iterable[Item], stream: BinaryIO) -> None:
    """The items under our heads, UTF-8 with a mark so that Excel reads it. Raises CannotWrite."""
    stock = list(items)
    choice_count = max([4, *(len(item.choices) for item in stock)])
    rows = [row_of(item, choice_count) for item in stock]
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="")
    try:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(heads(choice_count))
        writer.writerows([_guard(cell) for cell in row] for row in rows)
    finally:
        text.detach()


class _Lines:
    """The lines of a source with their ends, for csv; looks at the first ones to find what parts the cells."""

    def __init__(self, source: TextSource) -> None:
        self._lines = source.lines()
        self._first = [line for _, line in zip(range(_HEADER_WITHIN), self._lines, strict=False)]
        self._quotes = 0

    def delimiter(self) -> str:
        """The sign by which a line becomes a header; answers may hold more of another one."""
        for line in self._first:
            for sign in ",\t;":
                try:
                    cells = next(csv.reader([line], delimiter=sign), [])
                except csv.Error:
                    continue
                if find_columns(cells) is not None:
                    return sign
        counts = {sign: max((line.count(sign) for line in self._first), default=0) for sign in ",\t;"}
        return max(counts, key=lambda sign: counts[sign])

    def __iter__(self) -> Iterator[str]:
        for lines in (self._first, self._lines):
            for line in lines:
                if len(line) > _MAX_LINE:
                    raise FormatError("有一行超过 200 万个字，不像题目的表格；请检查换行和引号。")
                self._quotes += line.count('"')
                yield line + "\n"

    def is_open_quote(self) -> bool:
        """Whether the quotes of the whole file do not pair up."""
        return self._quotes % 2 == 1


def _guard(cell: str) -> str:
    return "'" + cell if _FORMULA.match(cell) else cell


def _unguard(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell
